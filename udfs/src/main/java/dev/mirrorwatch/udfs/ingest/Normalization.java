package dev.mirrorwatch.udfs.ingest;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DeadLetter;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.Part;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.RecordSkip;
import dev.mirrorwatch.udfs.metrics.Tally;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings a record to the normal form and counts what became of it: {@code records}, {@code skipped}
 * (no rule can match them; of those that hand out keys it is read who got them), {@code events},
 * {@code dead_letters_<reason>}, {@code not_audit_<reason>}. A segment of a record counts among
 * {@code segments} alone, malformed JSON that could be mended also as {@code records_mended}.
 */
public final class Normalization {

  static final int DEAD_LETTER_BYTES = 64 << 10;

  private final int deadLetterBytes;
  private final IdentityMap identities;
  private final Tally tally;
  private LogFormats format;
  private @Nullable RecordSkip skip;

  /**
   * @param fieldsRead the fields that rules, keys and alerts read
   * @param readsLeaves whether some rule searches the whole record for keywords
   * @param identities persons that events are said to be by
   */
  public Normalization(
      Set<String> fieldsRead, boolean readsLeaves, IdentityMap identities, Tally tally) {
    this(fieldsRead, readsLeaves, identities, tally, DEAD_LETTER_BYTES);
  }

  /**
   * @param deadLetterBytes how much of a dead letter's record is kept
   */
  Normalization(
      Set<String> fieldsRead,
      boolean readsLeaves,
      IdentityMap identities,
      Tally tally,
      int deadLetterBytes) {
    this.identities = identities;
    this.tally = tally;
    this.deadLetterBytes = deadLetterBytes;
    read(fieldsRead, readsLeaves);
    // Registered at once, so that a reason that never came shows as zero.
    tally.add("records", 0);
    tally.add("skipped", 0);
    tally.add("segments", 0);
    tally.add("records_mended", 0);
    tally.add("events", 0);
    for (DefectReason reason : DefectReason.values()) {
      tally.add(counterOf(reason), 0);
    }
  }

  /** From now on records that none of these rules can match are passed over. */
  public void skip(RuleSet rules) {
    skip = new RecordSkip(rules);
  }

  /** From now on other fields are read. */
  public void read(Set<String> fieldsRead, boolean readsLeaves) {
    format = new LogFormats(new FieldDemand(fieldsRead, readsLeaves), identities);
  }

  /** Where becomes known what is no event. */
  public interface Output {

    /** A record that should have been an event. */
    void deadLetter(DeadLetter letter);

    /** All that is wanted of a record of a key that was handed out. */
    void answer(KeyAnswer answer);
  }

  /** The event, or {@code null} for a record that is none. */
  public @Nullable AuditEvent normalize(RawLog log, Output out) {
    boolean isRecord = log.skipped() == 0 && log.answer() == null && log.defect() == null;
    boolean unwanted = isRecord && skip != null && skip.skips(log.payload());
    KeyAnswer answer = isRecord && skip != null && !unwanted ? skip.answer() : log.answer();
    if (answer != null) {
      out.answer(answer);
    }
    if (unwanted || log.skipped() > 0 || answer != null) {
      tally.add("records", log.records());
      tally.add("skipped", log.records());
      return null;
    }
    Normalized result = format.normalized(log);
    AuditEvent event = result.event();
    if (event != null && event.part() != null && event.part().kind() == Part.Kind.MESSAGE) {
      tally.add("segments");
      return event;
    }
    tally.add("records");
    if (log.defect() != null && result.defect() != log.defect()) {
      tally.add("records_mended");
    }
    if (event != null) {
      tally.add("events");
      return event;
    }
    tally.add(counterOf(result.defect()));
    if (result.defect().isError()) {
      out.deadLetter(deadLetter(log, result));
    }
    return null;
  }

  private DeadLetter deadLetter(RawLog log, Normalized result) {
    byte[] payload = log.payload();
    byte[] kept =
        payload.length <= deadLetterBytes ? payload : Arrays.copyOf(payload, deadLetterBytes);
    return new DeadLetter(
        result.defect(), result.detail(), log.source(), log.origin(), kept, log.size());
  }

  private static String counterOf(DefectReason reason) {
    return (reason.isError() ? "dead_letters_" : "not_audit_") + reason.text();
  }
}

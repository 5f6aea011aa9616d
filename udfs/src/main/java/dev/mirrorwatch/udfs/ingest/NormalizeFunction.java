package dev.mirrorwatch.udfs.ingest;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DeadLetter;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.LogFormat;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.cloudtrail.CloudTrailFormat;
import dev.mirrorwatch.udfs.metrics.Tally;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Brings records to the normal form.
 *
 * <p>In: {@link RawLog}, sliced records and defects of slicing. Out: {@link AuditEvent}, with what
 * the rules read.
 *
 * <p>Key: none.
 *
 * <p>State: none. Counters, as metrics and as accumulators of the same names: {@code records},
 * {@code events}, {@code dead_letters_<reason>}, {@code not_audit_<reason>}.
 *
 * <p>Side outputs: {@link #DEAD_LETTERS}, what is no audit event and should have been one. What is
 * known to be none is only counted. Bad data never throws.
 */
public class NormalizeFunction extends ProcessFunction<RawLog, AuditEvent> {

  public static final OutputTag<DeadLetter> DEAD_LETTERS = new OutputTag<>("dead-letters") {};

  private static final int DEAD_LETTER_BYTES = 64 << 10;

  private final TreeSet<String> fieldsRead;
  private final boolean readsLeaves;
  private final int deadLetterBytes;

  private transient LogFormat format;
  private transient Tally tally;

  /**
   * @param fieldsRead the fields that rules, keys and alerts read
   * @param readsLeaves whether some rule searches the whole record for keywords
   */
  public NormalizeFunction(Set<String> fieldsRead, boolean readsLeaves) {
    this(fieldsRead, readsLeaves, DEAD_LETTER_BYTES);
  }

  /**
   * @param deadLetterBytes how much of a dead letter's record is kept
   */
  public NormalizeFunction(Set<String> fieldsRead, boolean readsLeaves, int deadLetterBytes) {
    this.fieldsRead = new TreeSet<>(fieldsRead);
    this.readsLeaves = readsLeaves;
    this.deadLetterBytes = deadLetterBytes;
  }

  @Override
  public void open(OpenContext context) {
    format = new CloudTrailFormat(fieldsRead, readsLeaves);
    tally = new Tally(getRuntimeContext());
    // Registered at once, so that a reason that never came shows as zero.
    tally.add("records", 0);
    tally.add("events", 0);
    for (DefectReason reason : DefectReason.values()) {
      tally.add(counterOf(reason), 0);
    }
  }

  @Override
  public void processElement(RawLog log, Context context, Collector<AuditEvent> out) {
    tally.add("records");
    Normalized result =
        log.defect() == null
            ? format.normalize(log)
            : Normalized.defect(log.defect(), String.valueOf(log.detail()));
    if (result.event() != null) {
      tally.add("events");
      out.collect(result.event());
      return;
    }
    tally.add(counterOf(result.defect()));
    if (result.defect().isError()) {
      context.output(DEAD_LETTERS, deadLetter(log, result));
    }
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

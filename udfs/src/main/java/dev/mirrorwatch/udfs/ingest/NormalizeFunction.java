package dev.mirrorwatch.udfs.ingest;

import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DeadLetter;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.Part;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.metrics.Tally;
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
 * the rules read, if it is one by itself.
 *
 * <p>Key: none.
 *
 * <p>State: none. Counters, as metrics and as accumulators of the same names: {@code records},
 * {@code skipped}, {@code segments}, {@code records_mended}, {@code events}, {@code
 * dead_letters_<reason>}, {@code not_audit_<reason>}.
 *
 * <p>Side outputs: {@link #DEAD_LETTERS}, what is no audit event and should have been one. What is
 * known to be none is only counted. Bad data never throws. {@link #PARTS}, events that must first
 * be put together with others, and {@link #SEGMENTS}, records that must. {@link
 * KeyOutputs#KEY_NEWS}, who got which temporary key, of records that are read for nothing else.
 */
public final class NormalizeFunction extends ProcessFunction<RawLog, AuditEvent> {

  public static final OutputTag<DeadLetter> DEAD_LETTERS = new OutputTag<>("dead-letters") {};

  public static final OutputTag<AuditEvent> PARTS = new OutputTag<>("parts") {};

  /** Segments of a record, which is read when it is whole. */
  public static final OutputTag<AuditEvent> SEGMENTS = new OutputTag<>("segments") {};

  private final TreeSet<String> fieldsRead;
  private final boolean readsLeaves;
  private final IdentityMap identities;
  private final int deadLetterBytes;

  private transient Normalization normalization;
  private transient KeyOutputs keys;

  /** The side outputs of a function that brings records to the normal form. */
  public static Normalization.Output side(KeyOutputs keys, SideOutput side) {
    return new Normalization.Output() {
      @Override
      public void deadLetter(DeadLetter letter) {
        side.output(DEAD_LETTERS, letter);
      }

      @Override
      public void answer(KeyAnswer answer) {
        keys.tell(answer, side);
      }
    };
  }

  /**
   * @param fieldsRead the fields that rules, keys and alerts read
   * @param readsLeaves whether some rule searches the whole record for keywords
   * @param identities persons that events are said to be by, whatever their records call them
   */
  public NormalizeFunction(Set<String> fieldsRead, boolean readsLeaves, IdentityMap identities) {
    this(fieldsRead, readsLeaves, identities, Normalization.DEAD_LETTER_BYTES);
  }

  /**
   * @param deadLetterBytes how much of a dead letter's record is kept
   */
  NormalizeFunction(
      Set<String> fieldsRead, boolean readsLeaves, IdentityMap identities, int deadLetterBytes) {
    this.identities = identities;
    this.deadLetterBytes = deadLetterBytes;
    this.fieldsRead = new TreeSet<>(fieldsRead);
    this.readsLeaves = readsLeaves;
  }

  @Override
  public void open(OpenContext context) {
    keys = new KeyOutputs();
    normalization =
        new Normalization(
            fieldsRead, readsLeaves, identities, new Tally(getRuntimeContext()), deadLetterBytes);
  }

  /** Where an event leaves that is only a part of one. */
  public static OutputTag<AuditEvent> tagOf(Part part) {
    return part.kind() == Part.Kind.MESSAGE ? SEGMENTS : PARTS;
  }

  @Override
  public void processElement(RawLog log, Context context, Collector<AuditEvent> out) {
    AuditEvent event = normalization.normalize(log, side(keys, context::output));
    if (event == null) {
      return;
    }
    if (event.part() == null) {
      out.collect(event);
    } else {
      context.output(tagOf(event.part()), event);
    }
  }
}

package dev.mirrorwatch.job;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.udfs.alert.SupersedeFunction;
import dev.mirrorwatch.udfs.correlate.CorrelateFunction;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.ingest.NormalizeFunction;
import dev.mirrorwatch.udfs.match.MatchFunction;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The whole line, in the order an event travels.
 *
 * <pre>
 * raw logs → normalize → match rules → correlate → supersede → alerts
 *              ⇢ dead letters  ⇢ single-event alerts ⇢ late events
 * </pre>
 */
public final class CorrelationPipeline {

  private CorrelationPipeline() {}

  /**
   * @param rawLogs records with event time and watermarks
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  public static JobOutputs build(
      DataStream<RawLog> rawLogs, RuleSet rules, Duration allowedLateness) {
    SingleOutputStreamOperator<AuditEvent> events =
        named(
            rawLogs.process(new NormalizeFunction(rules.fieldsRead(), rules.readsLeaves())),
            OperatorUid.NORMALIZE);
    SingleOutputStreamOperator<StageHit> hits =
        named(events.process(new MatchFunction(rules)), OperatorUid.MATCH_RULES);
    SingleOutputStreamOperator<Alert> correlated =
        named(
            hits.keyBy(StageHit::correlationKey, Types.STRING)
                .process(new CorrelateFunction(rules.correlations(), allowedLateness)),
            OperatorUid.CORRELATE);
    SupersedeFunction supersede = new SupersedeFunction(rules.correlations(), allowedLateness);
    DataStream<Alert> told =
        named(
            correlated.keyBy(supersede.key(), Types.STRING).process(supersede),
            OperatorUid.SUPERSEDE);
    return new JobOutputs(
        told.union(hits.getSideOutput(MatchFunction.SINGLE_EVENT_ALERTS)),
        events.getSideOutput(NormalizeFunction.DEAD_LETTERS),
        correlated.getSideOutput(CorrelateFunction.LATE_EVENTS));
  }

  /** The only way an operator enters the graph: with its uid and its name. */
  private static <T> SingleOutputStreamOperator<T> named(
      SingleOutputStreamOperator<T> operator, OperatorUid uid) {
    return operator.uid(uid.uid()).name(uid.label());
  }
}

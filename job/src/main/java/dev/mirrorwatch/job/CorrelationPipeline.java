package dev.mirrorwatch.job;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.alert.SupersedeFunction;
import dev.mirrorwatch.udfs.correlate.CorrelateFunction;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.LateEvent;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.ingest.NormalizeFunction;
import dev.mirrorwatch.udfs.match.ChainFunction;
import dev.mirrorwatch.udfs.match.MatchFunction;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.function.SerializableFunction;

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
    Correlated correlated = correlate(hits, rules, allowedLateness);
    SupersedeFunction supersede = new SupersedeFunction(rules.correlations(), allowedLateness);
    DataStream<Alert> told =
        named(
            correlated.told().keyBy(supersede.key(), Types.STRING).process(supersede),
            OperatorUid.SUPERSEDE);
    return new JobOutputs(
        told.union(hits.getSideOutput(MatchFunction.SINGLE_EVENT_ALERTS)),
        events.getSideOutput(NormalizeFunction.DEAD_LETTERS),
        correlated.late());
  }

  /**
   * @param told alerts of the rules that speak for themselves
   */
  private record Correlated(DataStream<Alert> told, DataStream<LateEvent> late) {}

  /**
   * One correlate operator for each level: the first has the correlations of events alone, the
   * others have those that alerts of lower levels are stages of.
   */
  private static Correlated correlate(
      DataStream<StageHit> hits, RuleSet rules, Duration allowedLateness) {
    List<List<CorrelationRule>> levels = rules.levels();
    CorrelateFunction function = new CorrelateFunction(rules.correlations(), allowedLateness);
    if (levels.size() < 2) {
      SingleOutputStreamOperator<Alert> alerts =
          named(keyed(hits).process(function), OperatorUid.CORRELATE);
      return new Correlated(alerts, alerts.getSideOutput(CorrelateFunction.LATE_EVENTS));
    }
    DataStream<Alert> alerts = null;
    DataStream<LateEvent> late = null;
    for (int level = 0; level < levels.size(); level++) {
      Set<String> names = namesOf(levels.get(level).stream());
      DataStream<StageHit> levelHits =
          named(hits.filter(new OfRules<>(names, StageHit::rule)), OperatorUid.LEVEL_HITS, level);
      if (alerts != null) {
        levelHits =
            levelHits.union(
                named(
                    alerts.process(new ChainFunction(levels.get(level))),
                    OperatorUid.CHAIN,
                    level));
      }
      SingleOutputStreamOperator<Alert> ofLevel =
          level == 0
              ? named(keyed(levelHits).process(function), OperatorUid.CORRELATE)
              : named(keyed(levelHits).process(function), OperatorUid.CORRELATE, level);
      DataStream<LateEvent> lateOfLevel = ofLevel.getSideOutput(CorrelateFunction.LATE_EVENTS);
      alerts = alerts == null ? ofLevel : alerts.union(ofLevel);
      late = late == null ? lateOfLevel : late.union(lateOfLevel);
    }
    Set<String> speaking = namesOf(rules.correlations().stream().filter(rules::alertsAlone));
    return new Correlated(
        named(
            alerts.filter(new OfRules<>(speaking, alert -> alert.rule().name())),
            OperatorUid.TOLD_ALERTS),
        late);
  }

  private static KeyedStream<StageHit, String> keyed(DataStream<StageHit> hits) {
    return hits.keyBy(StageHit::correlationKey, Types.STRING);
  }

  private static Set<String> namesOf(Stream<CorrelationRule> rules) {
    return rules.map(rule -> rule.header().name()).collect(Collectors.toCollection(HashSet::new));
  }

  /** Keeps what belongs to some rules. */
  private record OfRules<T>(Set<String> names, SerializableFunction<T, String> rule)
      implements FilterFunction<T> {

    @Override
    public boolean filter(T record) {
      return names.contains(rule.apply(record));
    }
  }

  /** The only way an operator enters the graph: with its uid and its name. */
  private static <T> SingleOutputStreamOperator<T> named(
      SingleOutputStreamOperator<T> operator, OperatorUid uid) {
    return operator.uid(uid.uid()).name(uid.label());
  }

  /** The same for an operator that each level of correlations has one of. */
  private static <T> SingleOutputStreamOperator<T> named(
      SingleOutputStreamOperator<T> operator, OperatorUid uid, int level) {
    String part = Integer.toString(level);
    return operator.uid(uid.uid(part)).name(uid.label(part));
  }
}

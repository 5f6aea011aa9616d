package dev.mirrorwatch.job;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.udfs.alert.SupersedeFunction;
import dev.mirrorwatch.udfs.alert.Supersession;
import dev.mirrorwatch.udfs.assemble.AssembleFunction;
import dev.mirrorwatch.udfs.correlate.CorrelateFunction;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DeadLetter;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.KeyNews;
import dev.mirrorwatch.udfs.event.LateEvent;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.event.Sighting;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.event.WholeEvent;
import dev.mirrorwatch.udfs.ingest.KeyOutputs;
import dev.mirrorwatch.udfs.ingest.NormalizeFunction;
import dev.mirrorwatch.udfs.match.ChainFunction;
import dev.mirrorwatch.udfs.match.DetectFunction;
import dev.mirrorwatch.udfs.match.MatchAssembledFunction;
import dev.mirrorwatch.udfs.match.MatchFunction;
import dev.mirrorwatch.udfs.match.MatchOutputs;
import dev.mirrorwatch.udfs.reload.CheckRulesFunction;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import dev.mirrorwatch.udfs.reload.RulesInEffect;
import dev.mirrorwatch.udfs.resolve.JoinAnswersFunction;
import dev.mirrorwatch.udfs.resolve.ResolveFunction;
import dev.mirrorwatch.udfs.resolve.SettleFunction;
import dev.mirrorwatch.udfs.risk.Scorable;
import dev.mirrorwatch.udfs.risk.ScoreFunction;
import dev.mirrorwatch.udfs.risk.ScoringOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/**
 * The whole line, in the order an event travels.
 *
 * <pre>
 * raw logs → normalize → match rules → resolve role chains → correlate → supersede → score → alerts
 *              ⇢ dead letters  ⇢ single-event alerts        ⇢ late events
 *              ⇢ segments → reassemble → normalize → match rules ↗
 *              ⇢ parts → assemble → match rules ↗
 * rule sets → check ⇉ to all of them
 *              ⇢ rule status
 * </pre>
 */
public final class CorrelationPipeline {

  private CorrelationPipeline() {}

  /**
   * @param rawLogs records with event time and watermarks
   * @param identities persons that events are said to be by, whatever their records call them
   * @param allowedLateness how far behind the watermark an event may be and still count
   * @param scoring what alerts are scored with, beside their rules
   */
  public static JobOutputs build(
      DataStream<RawLog> rawLogs,
      RuleFeed rules,
      IdentityMap identities,
      Duration allowedLateness,
      ScoringOptions scoring) {
    SingleOutputStreamOperator<RuleSetText> checked =
        named(
            rules.offered().process(new CheckRulesFunction(rules.first(), rules.levels())),
            OperatorUid.CHECK_RULES);
    // One of them decides for all.
    checked.forceNonParallel();
    BroadcastStream<RuleSetText> updates = checked.broadcast(RulesInEffect.descriptor());
    Detected detected =
        detect(rawLogs, rules, identities, updates, OperatorUid.NORMALIZE, OperatorUid.MATCH_RULES);
    Detected reassembled =
        detect(
            reassemble(detected.segments(), allowedLateness),
            rules,
            identities,
            updates,
            OperatorUid.NORMALIZE_REASSEMBLED,
            OperatorUid.MATCH_REASSEMBLED);
    SingleOutputStreamOperator<StageHit> ofAssembled =
        matchAssembled(
            detected.parts().union(reassembled.parts()), rules, updates, allowedLateness);
    Hits hits = new Hits(List.of(detected.hits(), reassembled.hits(), ofAssembled));
    Resolved resolved =
        resolve(
            hits,
            detected
                .keyNews()
                .union(reassembled.keyNews(), ofAssembled.getSideOutput(KeyOutputs.KEY_NEWS)),
            identities,
            allowedLateness);
    Correlated correlated = correlate(hits, resolved, rules, updates, allowedLateness);
    DataStream<Sighting> sightings = hits.sightings().union(resolved.sightings());
    DataStream<Alert> told =
        named(
            correlated
                .alerts()
                .keyBy(Supersession::key, Types.STRING)
                .connect(updates)
                .process(new SupersedeFunction(rules.first(), allowedLateness)),
            OperatorUid.SUPERSEDE);
    DataStream<Alert> scored =
        named(
            toScore(told, hits.singleEventAlerts(), sightings)
                .keyBy(Scorable::key, Types.STRING)
                .connect(updates)
                .process(new ScoreFunction(rules.first(), scoring)),
            OperatorUid.SCORE);
    return new JobOutputs(
        scored,
        detected.deadLetters().union(reassembled.deadLetters()),
        correlated.late(),
        checked.getSideOutput(CheckRulesFunction.STATUS));
  }

  /**
   * Alerts and who was seen, so that all can have one key. That of an alert is found where it is
   * told, as long as its evidence is open there.
   */
  private static DataStream<Scorable> toScore(
      DataStream<Alert> told, DataStream<Alert> ofSingleEvents, DataStream<Sighting> sightings) {
    return scorable(told, Scorable::of, OperatorUid.ALERTS_TO_SCORE)
        .union(
            scorable(ofSingleEvents, Scorable::of, OperatorUid.EVENT_ALERTS_TO_SCORE),
            scorable(sightings, Scorable::of, OperatorUid.SIGHTINGS));
  }

  private static <T> DataStream<Scorable> scorable(
      DataStream<T> stream, MapFunction<T, Scorable> of, OperatorUid uid) {
    return named(stream.map(of).returns(Scorable.class), uid);
  }

  /**
   * @param hits of the first level of correlations; those of others are side outputs
   * @param others what that tells beside hits which reads the records
   */
  private record Detected(
      SingleOutputStreamOperator<StageHit> hits, SingleOutputStreamOperator<?> others) {

    /** What is not yet an event by itself. */
    DataStream<AuditEvent> parts() {
      return others.getSideOutput(NormalizeFunction.PARTS);
    }

    /** What is not yet a record by itself. */
    DataStream<AuditEvent> segments() {
      return others.getSideOutput(NormalizeFunction.SEGMENTS);
    }

    /** Of events, and of records that were read for nothing else. */
    DataStream<KeyNews> keyNews() {
      DataStream<KeyNews> ofEvents = hits.getSideOutput(KeyOutputs.KEY_NEWS);
      return others == hits ? ofEvents : ofEvents.union(others.getSideOutput(KeyOutputs.KEY_NEWS));
    }

    DataStream<DeadLetter> deadLetters() {
      return others.getSideOutput(NormalizeFunction.DEAD_LETTERS);
    }
  }

  /**
   * Two steps that share a thread, so that nothing comes between them; where rules change, one step
   * that rule sets reach.
   */
  private static Detected detect(
      DataStream<RawLog> rawLogs,
      RuleFeed rules,
      IdentityMap identities,
      BroadcastStream<RuleSetText> updates,
      OperatorUid normalize,
      OperatorUid match) {
    if (rules.changes()) {
      SingleOutputStreamOperator<StageHit> hits =
          named(
              rawLogs.connect(updates).process(new DetectFunction(rules.first(), identities)),
              match);
      return new Detected(hits, hits);
    }
    RuleSet fixed = rules.first().rules();
    SingleOutputStreamOperator<AuditEvent> events =
        named(
            rawLogs.process(
                new NormalizeFunction(fixed.fieldsRead(), fixed.readsLeaves(), identities)),
            normalize);
    return new Detected(named(events.process(new MatchFunction(fixed)), match), events);
  }

  /** What came in segments goes the way of all records once it is whole. */
  private static DataStream<RawLog> reassemble(
      DataStream<AuditEvent> segments, Duration allowedLateness) {
    return named(
            segments
                .keyBy(segment -> segment.part().assemblyKey(), Types.STRING)
                .process(new AssembleFunction(allowedLateness)),
            OperatorUid.REASSEMBLE)
        .getSideOutput(AssembleFunction.RECORDS);
  }

  /** The way round for what stands in several records; all others stay on their thread. */
  private static SingleOutputStreamOperator<StageHit> matchAssembled(
      DataStream<AuditEvent> parts,
      RuleFeed rules,
      BroadcastStream<RuleSetText> updates,
      Duration allowedLateness) {
    SingleOutputStreamOperator<WholeEvent> assembled =
        named(
            parts
                .keyBy(event -> event.part().assemblyKey(), Types.STRING)
                .process(new AssembleFunction(allowedLateness)),
            OperatorUid.ASSEMBLE);
    return named(
        assembled.connect(updates).process(new MatchAssembledFunction(rules.first())),
        OperatorUid.MATCH_ASSEMBLED);
  }

  /** What matched, of events by themselves and of those put together. */
  private record Hits(List<SingleOutputStreamOperator<StageHit>> parts) {

    DataStream<StageHit> ofFirstLevel() {
      return union(part -> part);
    }

    DataStream<StageHit> ofLevel(int level) {
      return side(MatchOutputs.hitsOf(level));
    }

    DataStream<Alert> singleEventAlerts() {
      return side(MatchOutputs.SINGLE_EVENT_ALERTS);
    }

    DataStream<Sighting> sightings() {
      return side(MatchOutputs.SIGHTINGS);
    }

    DataStream<UnexplainedEvent> unexplained() {
      return side(MatchOutputs.UNEXPLAINED);
    }

    DataStream<KeyAnswer> sharedAnswers() {
      return side(KeyOutputs.SHARED_ANSWERS);
    }

    private <T> DataStream<T> side(OutputTag<T> tag) {
      return union(part -> part.getSideOutput(tag));
    }

    private <T> DataStream<T> union(
        Function<SingleOutputStreamOperator<StageHit>, DataStream<T>> stream) {
      return parts.stream().map(stream).reduce((one, other) -> one.union(other)).orElseThrow();
    }
  }

  /**
   * One step for each hop of a role chain; hits by keys that last pass by. Who got which key is
   * shown to the first step, which shows the others what they may be asked.
   *
   * @param keyNews what single records tell of temporary keys
   */
  private static Resolved resolve(
      Hits hits, DataStream<KeyNews> keyNews, IdentityMap identities, Duration allowedLateness) {
    DataStream<KeyNews> ofBothAccounts =
        named(
            hits.sharedAnswers()
                .keyBy(KeyAnswer::meetingPoint, Types.STRING)
                .process(new JoinAnswersFunction(allowedLateness)),
            OperatorUid.JOIN_KEY_ANSWERS);
    DataStream<KeyNews> news = keyNews.union(ofBothAccounts);
    DataStream<UnexplainedEvent> unexplained = hits.unexplained();
    DataStream<UnexplainedEvent> asFarAsKnown = null;
    List<SingleOutputStreamOperator<?>> steps = new ArrayList<>();
    for (int step = 0; step < Principal.MOST_HOPS; step++) {
      SingleOutputStreamOperator<UnexplainedEvent> explained =
          named(
              unexplained
                  .keyBy(UnexplainedEvent::unexplainedKey, Types.STRING)
                  .connect(news.keyBy(KeyNews::key, Types.STRING))
                  .process(new ResolveFunction(step, allowedLateness, identities)),
              OperatorUid.RESOLVE,
              step);
      DataStream<UnexplainedEvent> known = explained.getSideOutput(ResolveFunction.AS_FAR_AS_KNOWN);
      asFarAsKnown = asFarAsKnown == null ? known : asFarAsKnown.union(known);
      unexplained = explained;
      steps.add(explained);
      if (step == 0) {
        news = explained.getSideOutput(ResolveFunction.NEEDED_ANSWERS);
      }
    }
    return new Resolved(
        steps,
        named(
            asFarAsKnown
                .keyBy(UnexplainedEvent::key, Types.STRING)
                .process(new SettleFunction(allowedLateness)),
            OperatorUid.SETTLE));
  }

  /**
   * Hits of events by temporary keys.
   *
   * @param steps tell those of which all is known that can be
   * @param settled tells the others
   */
  private record Resolved(
      List<SingleOutputStreamOperator<?>> steps, SingleOutputStreamOperator<StageHit> settled) {

    DataStream<StageHit> ofLevel(int level) {
      DataStream<StageHit> others =
          level == 0 ? settled : settled.getSideOutput(MatchOutputs.hitsOf(level));
      return with(others, MatchOutputs.hitsOf(level));
    }

    DataStream<Sighting> sightings() {
      return with(settled.getSideOutput(MatchOutputs.SIGHTINGS), MatchOutputs.SIGHTINGS);
    }

    private <T> DataStream<T> with(DataStream<T> others, OutputTag<T> tag) {
      DataStream<T> all = others;
      for (SingleOutputStreamOperator<?> step : steps) {
        all = all.union(step.getSideOutput(tag));
      }
      return all;
    }
  }

  private record Correlated(DataStream<Alert> alerts, DataStream<LateEvent> late) {}

  /**
   * One correlate operator for each level: the first has the correlations of events alone, the
   * others have those that alerts of lower levels are stages of.
   */
  private static Correlated correlate(
      Hits hits,
      Resolved resolved,
      RuleFeed rules,
      BroadcastStream<RuleSetText> updates,
      Duration allowedLateness) {
    CorrelateFunction function = new CorrelateFunction(rules.first(), allowedLateness);
    SingleOutputStreamOperator<Alert> first =
        named(
            correlated(hits.ofFirstLevel().union(resolved.ofLevel(0)), updates, function),
            OperatorUid.CORRELATE);
    DataStream<Alert> alerts = first;
    DataStream<Alert> innerAlerts = first.getSideOutput(CorrelateFunction.INNER_ALERTS);
    DataStream<LateEvent> late = first.getSideOutput(CorrelateFunction.LATE_EVENTS);
    for (int level = 1; level < rules.levels(); level++) {
      DataStream<StageHit> inner =
          named(
              innerAlerts.connect(updates).process(new ChainFunction(rules.first(), level)),
              OperatorUid.CHAIN,
              level);
      SingleOutputStreamOperator<Alert> ofLevel =
          named(
              correlated(
                  hits.ofLevel(level).union(resolved.ofLevel(level), inner), updates, function),
              OperatorUid.CORRELATE,
              level);
      alerts = alerts.union(ofLevel);
      innerAlerts = innerAlerts.union(ofLevel.getSideOutput(CorrelateFunction.INNER_ALERTS));
      late = late.union(ofLevel.getSideOutput(CorrelateFunction.LATE_EVENTS));
    }
    return new Correlated(alerts, late);
  }

  private static SingleOutputStreamOperator<Alert> correlated(
      DataStream<StageHit> hits, BroadcastStream<RuleSetText> updates, CorrelateFunction function) {
    return hits.keyBy(StageHit::correlationKey, Types.STRING).connect(updates).process(function);
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

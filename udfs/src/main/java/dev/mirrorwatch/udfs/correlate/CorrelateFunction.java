package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertId;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.LateEvent;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.metrics.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Looks at a group's events again on every arrival and tells what they now amount to. Nothing waits
 * for the watermark; it only says when events may be forgotten.
 *
 * <ul>
 *   <li>In/Out: {@link StageHit} → {@link Alert}, a new revision whenever its evidence changes
 *   <li>Key: {@link StageHit#correlationKey()}, rule and group values
 *   <li>State: buffered hits, standing alerts, one timer (cleared when the watermark has passed
 *       their time by the rule's timespan and the allowed lateness; an alert's evidence stays with
 *       it)
 *   <li>Side outputs: {@link #LATE_EVENTS}, hits whose partners may have been forgotten
 * </ul>
 */
public final class CorrelateFunction extends KeyedProcessFunction<String, StageHit, Alert> {

  public static final OutputTag<LateEvent> LATE_EVENTS = new OutputTag<>("late-events") {};

  static final String BUFFER_STATE = "buffer-v1";
  static final String ALERTS_STATE = "alerts-v1";
  static final String EXPIRY_STATE = "expiry-v1";

  private final Map<String, CorrelationRule> rules;
  private final long allowedLateness;

  private transient Map<String, Correlator> correlators;
  private transient Map<String, Comparator<StageHit>> orders;
  private transient MapState<String, BufferedHit> buffer;
  private transient MapState<String, StandingAlert> alerts;
  private transient ValueState<Long> expiry;
  private transient Tally tally;

  public CorrelateFunction(List<CorrelationRule> rules, Duration allowedLateness) {
    this.rules =
        new LinkedHashMap<>(
            rules.stream()
                .collect(Collectors.toMap(rule -> rule.header().name(), Function.identity())));
    this.allowedLateness = allowedLateness.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    correlators = new HashMap<>();
    orders = new HashMap<>();
    rules.forEach((name, rule) -> correlators.put(name, Correlator.of(rule)));
    rules.forEach((name, rule) -> orders.put(name, SequencePattern.inRuleOrder(rule)));
    buffer =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    BUFFER_STATE, Types.STRING, Types.POJO(BufferedHit.class)));
    alerts =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    ALERTS_STATE, Types.STRING, Types.POJO(StandingAlert.class)));
    expiry = getRuntimeContext().getState(new ValueStateDescriptor<>(EXPIRY_STATE, Types.LONG));
    tally = new Tally(getRuntimeContext());
  }

  @Override
  public void processElement(StageHit hit, Context context, Collector<Alert> out) throws Exception {
    CorrelationRule rule = rules.get(hit.rule());
    if (rule == null) {
      // In flight when the checkpoint was taken that this job, with other rules, started from.
      tally.add("unknown_rule_hits");
      return;
    }
    long watermark = context.timerService().currentWatermark();
    if (hit.time() < EventTimes.earlier(watermark, allowedLateness)) {
      tally.add("late_events");
      context.output(LATE_EVENTS, late(hit, watermark));
      return;
    }
    if (buffer.contains(hit.bufferKey())) {
      tally.add("duplicate_hits");
      return;
    }
    List<StageHit> hits = new ArrayList<>();
    Set<String> completing = new HashSet<>();
    for (BufferedHit buffered : buffer.values()) {
      hits.add(buffered.hit());
      if (buffered.completing()) {
        completing.add(buffered.hit().bufferKey());
      }
    }
    hits.add(hit);
    hits.sort(orders.get(hit.rule()));
    Map<String, Set<String>> evidence = new HashMap<>();
    for (StandingAlert alert : alerts.values()) {
      evidence.put(alert.identity(), new HashSet<>(alert.evidence()));
    }

    Set<String> completedBefore = Set.copyOf(completing);
    Correlator correlator = correlators.get(hit.rule());
    List<Finding> findings =
        correlator.evaluate(hits, hit, new Correlator.Knowledge(completing, evidence));

    Set<String> kept = new HashSet<>();
    evidence.values().forEach(kept::addAll);
    findings.forEach(finding -> finding.hits().forEach(found -> kept.add(found.bufferKey())));
    Optional<StageHit> excess = new BufferLimits(rule).excess(hits, hit, kept);
    store(hits, hit, completing, completedBefore);
    if (excess.isPresent()) {
      tally.add("buffer_overflow");
      buffer.remove(excess.get().bufferKey());
    }
    if (correlator.episodic()) {
      retractMoved(rule, hit, findings, hits, context, out);
    }
    for (Finding finding : findings) {
      amend(rule, hit, finding, excess.filter(hit::equals).isPresent(), context, out);
    }
    // A timer may come too early, for what is evidence by now: it sets the next one.
    long due = expiryOf(hit.time(), rule);
    Long scheduled = expiry.value();
    if (scheduled == null || due < scheduled) {
      scheduleExpiry(due, context);
    }
  }

  private void store(
      List<StageHit> hits, StageHit arrived, Set<String> completing, Set<String> completedBefore)
      throws Exception {
    for (StageHit hit : hits) {
      String key = hit.bufferKey();
      boolean completes = completing.contains(key);
      if (hit == arrived || (completes && !completedBefore.contains(key))) {
        buffer.put(key, new BufferedHit(hit, completes));
      }
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Alert> out)
      throws Exception {
    CorrelationRule rule = rules.get(StageHit.ruleOf(context.getCurrentKey()));
    expiry.clear();
    if (rule == null || timestamp == Long.MAX_VALUE) {
      // The rule is gone since the job was restored, or time has ended.
      buffer.clear();
      alerts.clear();
      return;
    }
    long keptFrom = EventTimes.earlier(timestamp, retention(rule));
    long forgottenUntil = Long.MIN_VALUE;
    long earliest = Long.MAX_VALUE;
    Set<String> evidence = new HashSet<>();
    for (String identity : keysOf(alerts)) {
      StandingAlert alert = alerts.get(identity);
      if (alert.lastTime() < keptFrom) {
        forgottenUntil = Math.max(forgottenUntil, alert.lastTime());
        alerts.remove(identity);
      } else {
        earliest = Math.min(earliest, alert.lastTime());
        evidence.addAll(alert.evidence());
      }
    }
    for (String key : keysOf(buffer)) {
      BufferedHit buffered = buffer.get(key);
      long time = buffered.hit().time();
      if (!evidence.contains(key)) {
        if (time < keptFrom) {
          buffer.remove(key);
        } else {
          earliest = Math.min(earliest, time);
        }
      } else if (buffered.completing() && time <= forgottenUntil) {
        // It stays as evidence of the next episode, but must not open one of its own.
        buffer.put(key, new BufferedHit(buffered.hit(), false));
      }
    }
    if (!buffer.isEmpty() || !alerts.isEmpty()) {
      scheduleExpiry(expiryOf(earliest, rule), context);
    }
  }

  /** An episode that a late event moved is told anew; the alert told before does not stand. */
  private void retractMoved(
      CorrelationRule rule,
      StageHit hit,
      List<Finding> findings,
      List<StageHit> hits,
      Context context,
      Collector<Alert> out)
      throws Exception {
    Set<String> standing = findings.stream().map(Finding::identity).collect(Collectors.toSet());
    for (String identity : keysOf(alerts)) {
      if (!standing.contains(identity)) {
        StandingAlert alert = alerts.get(identity);
        List<StageHit> told =
            hits.stream().filter(other -> alert.evidence().contains(other.bufferKey())).toList();
        StandingAlert retracted =
            new StandingAlert(
                identity, alert.revision() + 1, alert.evidence(), alert.seen(), alert.lastTime());
        alerts.remove(identity);
        out.collect(alert(rule, hit, retracted, told, AlertStatus.RETRACTED, context));
      }
    }
  }

  /**
   * @param arrivedGivenUp the buffer is full of evidence: the arrived hit is counted, not kept, and
   *     opens nothing, for the next evaluation would not know it
   */
  private void amend(
      CorrelationRule rule,
      StageHit arrived,
      Finding finding,
      boolean arrivedGivenUp,
      Context context,
      Collector<Alert> out)
      throws Exception {
    List<StageHit> evidence =
        finding.hits().stream().filter(hit -> !(arrivedGivenUp && hit == arrived)).toList();
    List<String> keys = evidence.stream().map(StageHit::bufferKey).toList();
    StandingAlert before = alerts.get(finding.identity());
    long lastTime = finding.hits().get(finding.hits().size() - 1).time();
    StandingAlert now;
    if (before == null && arrivedGivenUp) {
      return;
    }
    if (before == null) {
      now = new StandingAlert(finding.identity(), 1, keys, keys.size(), lastTime);
    } else {
      Set<String> old = new HashSet<>(before.evidence());
      long added = finding.hits().stream().filter(hit -> !old.contains(hit.bufferKey())).count();
      if (added == 0 && old.size() == keys.size()) {
        return;
      }
      long seen = before.seen() + added;
      // What is only counted is told when the count doubles, so that a flood is not echoed.
      boolean tell = !old.equals(new HashSet<>(keys)) || Long.bitCount(seen) == 1;
      now =
          new StandingAlert(
              finding.identity(),
              before.revision() + (tell ? 1 : 0),
              keys,
              seen,
              Math.max(before.lastTime(), lastTime));
      if (!tell) {
        alerts.put(finding.identity(), now);
        return;
      }
    }
    alerts.put(finding.identity(), now);
    out.collect(alert(rule, arrived, now, evidence, AlertStatus.OPEN, context));
  }

  private Alert alert(
      CorrelationRule rule,
      StageHit hit,
      StandingAlert alert,
      List<StageHit> hits,
      AlertStatus status,
      Context context) {
    List<Evidence> evidence = hits.stream().map(StageHit::evidence).toList();
    return new Alert(
        AlertId.of(rule.header().name(), hit.groupValues(), alert.identity()),
        alert.revision(),
        status,
        rule.header(),
        alert.identity(),
        rule.groupBy(),
        hit.groupValues(),
        evidence,
        alert.seen(),
        0,
        List.of(),
        null,
        hits.get(0).time(),
        alert.lastTime(),
        context.timerService().currentProcessingTime());
  }

  private void scheduleExpiry(long due, Context context) throws Exception {
    Long scheduled = expiry.value();
    if (scheduled != null) {
      context.timerService().deleteEventTimeTimer(scheduled);
    }
    context.timerService().registerEventTimeTimer(due);
    expiry.update(due);
  }

  private long expiryOf(long time, CorrelationRule rule) {
    return EventTimes.later(time, retention(rule) + 1);
  }

  /** How long after its own time a hit can still find a partner. */
  private long retention(CorrelationRule rule) {
    return rule.timespan().toMillis() + allowedLateness;
  }

  private LateEvent late(StageHit hit, long watermark) {
    return new LateEvent(
        hit.rule(),
        hit.evidence(),
        watermark,
        "event time is "
            + Duration.ofMillis(EventTimes.distance(watermark, hit.time()))
            + " behind the watermark, more than the allowed lateness of "
            + Duration.ofMillis(allowedLateness));
  }

  private static <V> List<String> keysOf(MapState<String, V> state) throws Exception {
    List<String> keys = new ArrayList<>();
    state.keys().forEach(keys::add);
    return keys;
  }
}

package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.Evidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * One attack, one alert: of several rules that saw the same thing, the one that says most speaks,
 * and it takes over the evidence of the others.
 *
 * <ul>
 *   <li>In/Out: {@link Alert} of one rule → {@link Alert} as told: open with all evidence,
 *       superseded (only if it had been told as open), or retracted
 *   <li>Key: rule family and identity; alerts of rules without a family pass through
 *   <li>State: the family's alerts and what was told of each (cleared when the watermark has passed
 *       their last evidence by the longest timespan of the family and the allowed lateness)
 *   <li>Side outputs: none
 * </ul>
 */
public final class SupersedeFunction extends KeyedProcessFunction<String, Alert, Alert> {

  static final String ALERTS_STATE = "family-alerts-v1";
  static final String TOLD_STATE = "told-v1";
  static final String EXPIRY_STATE = "expiry-v1";

  private final RuleFamilies families;

  private transient MapState<String, Alert> alerts;
  private transient MapState<String, Told> told;
  private transient ValueState<Long> expiry;

  /**
   * What was last said of an alert.
   *
   * @param events number of events it showed
   * @param seen number of events it counted
   * @param takenOver how many of those shown came from superseded alerts: an event that the rule
   *     sees later than its inferiors did is then told with the rule's own stage
   */
  public record Told(
      int revision,
      AlertStatus status,
      int events,
      long seen,
      int takenOver,
      List<String> alsoMatched,
      @Nullable String supersededBy) {

    boolean saysTheSameAs(Told other) {
      return equals(
          new Told(
              revision,
              other.status,
              other.events,
              other.seen,
              other.takenOver,
              other.alsoMatched,
              other.supersededBy));
    }
  }

  public SupersedeFunction(List<CorrelationRule> rules, Duration allowedLateness) {
    this.families = new RuleFamilies(rules, allowedLateness);
  }

  /** The key that this function wants its input keyed by. */
  public KeySelector<Alert, String> key() {
    return families::key;
  }

  @Override
  public void open(OpenContext context) {
    alerts =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(ALERTS_STATE, Types.STRING, Types.POJO(Alert.class)));
    told =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(TOLD_STATE, Types.STRING, Types.POJO(Told.class)));
    expiry = getRuntimeContext().getState(new ValueStateDescriptor<>(EXPIRY_STATE, Types.LONG));
  }

  @Override
  public void processElement(Alert alert, Context context, Collector<Alert> out) throws Exception {
    if (!families.hasFamily(alert)) {
      out.collect(alert);
      return;
    }
    if (alert.status() == AlertStatus.RETRACTED) {
      alerts.remove(alert.id());
      if (told.contains(alert.id())) {
        tell(alert, alert.evidence(), AlertStatus.RETRACTED, List.of(), null, out);
      }
    } else {
      alerts.put(alert.id(), withEarlierEvidence(alert, alerts.get(alert.id())));
    }
    List<Alert> family = new ArrayList<>();
    alerts.values().forEach(family::add);
    // State has no order of its own, and the order decides which of two equals is asked first.
    family.sort(Comparator.comparing(Alert::id));
    for (Alert member : family) {
      tellMember(member, family, out);
    }
    scheduleExpiry(family, context);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Alert> out) {
    alerts.clear();
    told.clear();
    expiry.clear();
  }

  /**
   * A rule with a short timespan forgets sooner than its family: what its alert showed before stays
   * on it.
   */
  private static Alert withEarlierEvidence(Alert alert, @Nullable Alert before) {
    if (before == null) {
      return alert;
    }
    List<Evidence> evidence = new ArrayList<>(alert.evidence());
    Set<String> shown = new HashSet<>();
    evidence.forEach(item -> shown.add(item.eventId()));
    before.evidence().stream().filter(item -> shown.add(item.eventId())).forEach(evidence::add);
    return alert.withEvidence(evidence, Math.max(alert.seen(), before.seen()), 0);
  }

  private void tellMember(Alert member, List<Alert> family, Collector<Alert> out) throws Exception {
    Alert superior = null;
    TreeSet<String> alsoMatched = new TreeSet<>();
    List<Evidence> evidence = new ArrayList<>(member.evidence());
    Set<String> shown = new HashSet<>();
    member.evidence().forEach(item -> shown.add(item.eventId()));
    for (Alert other : family) {
      if (families.supersedes(other, member)
          && (superior == null || families.supersedes(other, superior))) {
        superior = other;
      }
      if (families.supersedes(member, other)) {
        alsoMatched.add(other.rule().name());
        other.evidence().stream().filter(item -> shown.add(item.eventId())).forEach(evidence::add);
      }
    }
    if (superior == null) {
      tell(member, evidence, AlertStatus.OPEN, List.copyOf(alsoMatched), null, out);
    } else if (told.contains(member.id())) {
      tell(member, evidence, AlertStatus.SUPERSEDED, List.copyOf(alsoMatched), superior.id(), out);
    }
  }

  private void tell(
      Alert alert,
      List<Evidence> evidence,
      AlertStatus status,
      List<String> alsoMatched,
      @Nullable String supersededBy,
      Collector<Alert> out)
      throws Exception {
    Told before = told.get(alert.id());
    int takenOver = evidence.size() - alert.evidence().size();
    // Evidence taken over from other rules is not in the rule's own count.
    long seen = alert.seen() + takenOver;
    int revision = before == null ? 1 : before.revision() + 1;
    Told now =
        new Told(revision, status, evidence.size(), seen, takenOver, alsoMatched, supersededBy);
    if (before != null && before.saysTheSameAs(now)) {
      return;
    }
    told.put(alert.id(), now);
    out.collect(
        alert
            .withEvidence(evidence, seen, takenOver)
            .told(now.revision(), status, alsoMatched, supersededBy));
  }

  private void scheduleExpiry(List<Alert> family, Context context) throws Exception {
    long due = Long.MIN_VALUE;
    for (Alert alert : family) {
      due = Math.max(due, EventTimes.later(alert.lastTime(), families.retention(alert) + 1));
    }
    Long scheduled = expiry.value();
    if (due != Long.MIN_VALUE && (scheduled == null || scheduled != due)) {
      if (scheduled != null) {
        context.timerService().deleteEventTimeTimer(scheduled);
      }
      context.timerService().registerEventTimeTimer(due);
      expiry.update(due);
    }
  }
}

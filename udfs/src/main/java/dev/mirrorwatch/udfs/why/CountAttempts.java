package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.model.CorrelationCondition.Bound;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.udfs.correlate.FieldNumbers;
import dev.mirrorwatch.udfs.correlate.Measure;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules that compare a number with bounds: the window whose number comes nearest to them. */
final class CountAttempts implements Attempts {

  private final CorrelationRule rule;
  private final Measure measure;
  private final Conflicts conflicts;

  CountAttempts(CorrelationRule rule) {
    this.rule = rule;
    this.measure = Measure.of(rule);
    this.conflicts = new Conflicts(rule);
  }

  @Override
  public Attempt of(String identity, List<StageHit> evidence, List<StageHit> leftOut) {
    return attempt(true, evidence, leftOut);
  }

  @Override
  public List<Attempt> nearest(List<StageHit> hits, Set<String> alerted, List<StageHit> through) {
    List<TimeWindow> windows =
        rule.decidedAtWindowEnd() ? TimeWindow.opened(rule, hits) : TimeWindow.before(rule, hits);
    if (through.isEmpty() && !alerted.isEmpty()) {
      return List.of();
    }
    return windows.stream()
        .filter(window -> through.isEmpty() || window.hasAny(through))
        .min(
            Comparator.comparingDouble((TimeWindow window) -> missing(window.hits()))
                .thenComparingLong(window -> -window.anchor().time()))
        .map(
            window ->
                attempt(
                    missing(window.hits()) == 0,
                    window.hits(),
                    hits.stream().filter(hit -> !window.hits().contains(hit)).toList()))
        .stream()
        .toList();
  }

  private Attempt attempt(boolean complete, List<StageHit> window, List<StageHit> others) {
    Map<StageHit, Reason> uncounted = uncounted(window);
    List<StageVerdict> stages = new ArrayList<>();
    for (String stage : rule.stages()) {
      List<StageHit> ofStage =
          others.stream()
              .filter(hit -> hit.stage().equals(stage))
              .sorted(Comparator.comparingLong(hit -> distance(hit, window)))
              .toList();
      List<Reason> reasons = new ArrayList<>();
      uncounted.forEach(
          (hit, reason) -> {
            if (hit.stage().equals(stage)) {
              reasons.add(reason);
            }
          });
      ofStage.stream().limit(EXPLAINED).forEach(hit -> addOutside(hit, window, reasons));
      stages.add(Attempts.stage(stage, window, reasons.stream(), ofStage.size()));
    }
    return new Attempt(null, complete, found(window), stages);
  }

  private void addOutside(StageHit hit, List<StageHit> window, List<Reason> reasons) {
    window.stream()
        .max(Comparator.comparingLong(member -> Conflicts.span(hit, member)))
        .filter(member -> Conflicts.span(hit, member) > rule.timespan().toMillis())
        .ifPresent(member -> reasons.add(conflicts.outside(hit, member)));
  }

  /** Hits of the window that its number does not grow by, in time order. */
  private Map<StageHit, Reason> uncounted(List<StageHit> window) {
    Map<StageHit, Reason> reasons = new LinkedHashMap<>();
    Map<String, StageHit> events = new HashMap<>();
    Map<String, StageHit> counted = new HashMap<>();
    for (StageHit hit : window) {
      SeenEvent seen = SeenEvent.of(hit);
      StageHit same = events.putIfAbsent(hit.eventId(), hit);
      if (rule.type() == CorrelationType.VALUE_COUNT) {
        for (String field : rule.condition().fields()) {
          if (Conflicts.values(hit, field).isEmpty()) {
            reasons.putIfAbsent(hit, new Reason.NoValue(seen, field, List.of()));
          }
        }
        if (rule.condition().fields().size() == 1) {
          String field = rule.condition().fields().get(0);
          List<String> values = Conflicts.values(hit, field);
          if (!values.isEmpty() && values.stream().allMatch(counted::containsKey)) {
            StageHit before = counted.get(values.get(0));
            reasons.put(hit, new Reason.RepeatedValue(seen, SeenEvent.of(before), field, values));
          }
          values.forEach(value -> counted.putIfAbsent(value, hit));
        }
      } else if (FieldNumbers.areMissing(rule, hit)) {
        String field = rule.condition().fields().get(0);
        reasons.put(hit, new Reason.NoValue(seen, field, Conflicts.values(hit, field)));
      } else if (same != null && !rule.type().isTemporal()) {
        reasons.put(hit, new Reason.SameEvent(seen, SeenEvent.of(same)));
      }
    }
    return reasons;
  }

  /** How far the number is from the bounds; 0 where it meets them. */
  private double missing(List<StageHit> hits) {
    double number = measure.of(hits);
    if (rule.condition().holds(number)) {
      return 0;
    }
    return Double.isNaN(number)
        ? Double.POSITIVE_INFINITY
        : rule.condition().bounds().stream()
            .filter(bound -> !bound.holds(number))
            .mapToDouble(
                (Bound bound) -> Math.max(Double.MIN_VALUE, Math.abs(bound.value() - number)))
            .max()
            .orElseThrow();
  }

  private String found(List<StageHit> window) {
    double number = measure.of(window);
    String text =
        Double.isNaN(number)
            ? "no"
            : BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    String when =
        window.isEmpty()
            ? ""
            : " from %s to %s"
                .formatted(
                    Instant.ofEpochMilli(window.get(0).firstTime()),
                    Instant.ofEpochMilli(window.get(window.size() - 1).time()));
    return "%s %s%s; the condition is %s in %s"
        .formatted(text, noun(), when, ConditionWords.of(rule), SpanText.of(rule.timespan()));
  }

  private String noun() {
    String field = String.join(" and ", rule.condition().fields());
    return switch (rule.type()) {
      case EVENT_COUNT -> "events";
      case VALUE_COUNT -> "values of " + field;
      case VALUE_SUM -> "as the sum of " + field;
      case VALUE_AVG -> "as the average of " + field;
      case VALUE_PERCENTILE -> "as the percentile of " + field;
      case VALUE_MEDIAN -> "as the median of " + field;
      case TEMPORAL -> "stages";
      case TEMPORAL_ORDERED -> "stages in order";
    };
  }

  private static long distance(StageHit hit, List<StageHit> window) {
    return window.stream()
        .mapToLong(member -> EventTimes.distance(hit.time(), member.time()))
        .min()
        .orElse(0);
  }
}

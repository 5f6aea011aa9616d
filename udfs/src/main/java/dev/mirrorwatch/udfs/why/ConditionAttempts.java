package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.correlate.StageDemand;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Rules with a {@code not}, which the end of a window decides: the window that has most of the
 * wanted stages and fewest of the others.
 */
final class ConditionAttempts implements Attempts {

  private final CorrelationRule rule;
  private final StageDemand demand;
  private final Set<String> wanted;
  private final Set<String> unwanted;
  private final Conflicts conflicts;

  ConditionAttempts(CorrelationRule rule) {
    this.rule = rule;
    this.demand = new StageDemand(rule);
    this.wanted = rule.stageCondition().orElseThrow().positiveStages();
    this.unwanted = rule.stageCondition().orElseThrow().negatedStages();
    this.conflicts = new Conflicts(rule);
  }

  @Override
  public Attempt of(String identity, List<StageHit> evidence, List<StageHit> leftOut) {
    return attempt(true, new TimeWindow(evidence.get(0), evidence), leftOut, List.of());
  }

  @Override
  public List<Attempt> nearest(List<StageHit> hits, Set<String> alerted, List<StageHit> through) {
    if (through.isEmpty() && !alerted.isEmpty()) {
      return List.of();
    }
    return TimeWindow.opened(rule, hits).stream()
        .filter(
            window ->
                through.isEmpty()
                    || window.hasAny(through)
                    || near(window, hits).stream().anyMatch(through::contains))
        .min(
            Comparator.comparingLong((TimeWindow window) -> -stages(window.hits()).size())
                .thenComparing(window -> stages(near(window, hits)).size())
                .thenComparing(window -> -window.anchor().time()))
        .map(
            window -> {
              List<StageHit> near = near(window, hits);
              return attempt(
                  demand.isMet(window.hits(), stages(near)),
                  window,
                  hits.stream().filter(hit -> !window.hits().contains(hit)).toList(),
                  near);
            })
        .stream()
        .toList();
  }

  private Attempt attempt(
      boolean complete, TimeWindow window, List<StageHit> others, List<StageHit> near) {
    List<StageVerdict> verdicts = new ArrayList<>();
    for (String stage : rule.stages()) {
      List<StageHit> ofStage =
          others.stream()
              .filter(hit -> hit.stage().equals(stage))
              .sorted(
                  Comparator.comparingLong(
                      hit -> EventTimes.distance(hit.time(), window.anchor().time())))
              .toList();
      List<Reason> reasons = new ArrayList<>();
      for (StageHit hit : ofStage) {
        if (near.contains(hit)) {
          reasons.add(
              new Reason.UnwantedStage(
                  SeenEvent.of(hit), SeenEvent.of(window.anchor()), ConditionWords.of(rule)));
        } else if (Conflicts.span(hit, window.anchor()) > rule.timespan().toMillis()) {
          reasons.add(conflicts.outside(hit, window.anchor()));
        }
      }
      verdicts.add(Attempts.stage(stage, window.hits(), reasons.stream(), ofStage.size()));
    }
    String found =
        "%s in the window from %s; the condition is %s"
            .formatted(
                String.join(", ", stages(window.hits())),
                SeenEvent.of(window.anchor()).time(),
                ConditionWords.of(rule));
    return new Attempt(null, complete, found, verdicts);
  }

  /** Unwanted hits within a timespan on either side of the opener. */
  private List<StageHit> near(TimeWindow window, List<StageHit> hits) {
    long start = window.anchor().firstTime();
    long timespan = rule.timespan().toMillis();
    return hits.stream()
        .filter(hit -> unwanted.contains(hit.stage()))
        .filter(
            hit ->
                EventTimes.distance(hit.time(), start) <= timespan
                    || EventTimes.distance(hit.firstTime(), start) <= timespan)
        .toList();
  }

  private static Set<String> stages(List<StageHit> hits) {
    return hits.stream().map(StageHit::stage).collect(Collectors.toCollection(TreeSet::new));
  }
}

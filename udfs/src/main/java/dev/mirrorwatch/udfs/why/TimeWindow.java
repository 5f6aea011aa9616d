package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.StageCondition;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The hits that a rule looks at together.
 *
 * @param anchor the hit that ends it, or, where the end of the window decides, the one that opened
 *     it
 * @param hits in time order
 */
record TimeWindow(StageHit anchor, List<StageHit> hits) {

  /** One for each hit: the timespan before it. */
  static List<TimeWindow> before(CorrelationRule rule, List<StageHit> hits) {
    long timespan = rule.timespan().toMillis();
    List<TimeWindow> windows = new ArrayList<>();
    for (StageHit last : hits) {
      List<StageHit> span =
          hits.stream()
              .filter(
                  hit ->
                      hit.time() <= last.time()
                          && EventTimes.distance(last.time(), hit.firstTime()) <= timespan)
              .toList();
      if (!span.isEmpty()) {
        windows.add(new TimeWindow(last, span));
      }
    }
    return windows;
  }

  /** Opened by the first hit that no earlier window covers; those of unwanted stages open none. */
  static List<TimeWindow> opened(CorrelationRule rule, List<StageHit> hits) {
    long timespan = rule.timespan().toMillis();
    Set<String> openers =
        rule.stageCondition().map(StageCondition::positiveStages).orElse(Set.copyOf(rule.stages()));
    List<StageHit> open =
        new ArrayList<>(
            hits.stream()
                .filter(hit -> openers.contains(hit.stage()))
                .sorted(
                    Comparator.comparingLong(StageHit::firstTime)
                        .thenComparing(StageHit::bufferKey))
                .toList());
    List<TimeWindow> windows = new ArrayList<>();
    while (!open.isEmpty()) {
      StageHit opener = open.get(0);
      List<StageHit> window =
          open.stream()
              .filter(hit -> EventTimes.distance(hit.time(), opener.firstTime()) <= timespan)
              .toList();
      if (window.contains(opener)) {
        windows.add(new TimeWindow(opener, window));
        open.removeAll(window);
      } else {
        // An alert that is longer than the timespan fits into no window.
        open.remove(opener);
      }
    }
    return windows;
  }

  boolean hasAny(List<StageHit> wanted) {
    return hits.stream().anyMatch(wanted::contains);
  }
}

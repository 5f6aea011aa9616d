package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds the largest part of a match in some hits: one of each stage, all of which agree; what is
 * complete goes before what is large. Looks at the nearest hits of each stage, and gives up on
 * better ones after some steps, so that a flood costs no more than a second.
 */
final class LargestMatch {

  private static final int ANCHORS = 256;
  private static final int NEAREST = 16;
  private static final int STEPS = 20_000;

  private final List<String> stages;
  private final Conflicts conflicts;
  private final Predicate<List<StageHit>> complete;

  /**
   * @param complete whether hits of different stages that agree are all that a rule wants
   */
  LargestMatch(List<String> stages, Conflicts conflicts, Predicate<List<StageHit>> complete) {
    this.stages = stages;
    this.conflicts = conflicts;
    this.complete = complete;
  }

  /**
   * The largest set that contains one of some hits; of several the latest. In time order.
   *
   * @param anchors in time order
   */
  List<StageHit> of(List<StageHit> anchors, List<StageHit> hits) {
    List<StageHit> largest = List.of();
    List<StageHit> latest = anchors.subList(Math.max(0, anchors.size() - ANCHORS), anchors.size());
    for (StageHit anchor : latest) {
      List<StageHit> found = through(anchor, hits);
      if (!isBetter(largest, found)) {
        largest = found;
      }
    }
    return largest.stream().sorted(Comparator.comparingLong(StageHit::time)).toList();
  }

  private boolean isBetter(List<StageHit> one, List<StageHit> other) {
    boolean isComplete = complete.test(one);
    return isComplete == complete.test(other) ? one.size() > other.size() : isComplete;
  }

  private List<StageHit> through(StageHit anchor, List<StageHit> hits) {
    Map<String, List<StageHit>> byStage = new HashMap<>();
    for (StageHit hit : hits) {
      if (!hit.stage().equals(anchor.stage()) && conflicts.agree(hit, anchor)) {
        byStage.computeIfAbsent(hit.stage(), unseen -> new ArrayList<>()).add(hit);
      }
    }
    List<List<StageHit>> choices = new ArrayList<>();
    for (String stage : stages) {
      choices.add(
          byStage.getOrDefault(stage, List.of()).stream()
              .sorted(
                  Comparator.comparingLong(
                          (StageHit hit) -> EventTimes.distance(hit.time(), anchor.time()))
                      .thenComparing(StageHit::eventId))
              .limit(NEAREST)
              .toList());
    }
    choices.removeIf(List::isEmpty);
    Extension extension = new Extension(choices);
    extension.extend(0, new ArrayList<>(List.of(anchor)));
    return extension.largest;
  }

  /** One stage after the other: one of its hits, or none. */
  private final class Extension {

    private final List<List<StageHit>> choices;
    private List<StageHit> largest = List.of();
    private int steps;

    Extension(List<List<StageHit>> choices) {
      this.choices = choices;
    }

    void extend(int next, List<StageHit> chosen) {
      if (isBetter(chosen, largest)) {
        largest = List.copyOf(chosen);
      }
      steps++;
      if (next == choices.size()
          || steps > STEPS
          || chosen.size() + choices.size() - next <= largest.size() && complete.test(largest)) {
        return;
      }
      for (StageHit hit : choices.get(next)) {
        if (chosen.stream().allMatch(other -> conflicts.agree(hit, other))) {
          chosen.add(hit);
          extend(next + 1, chosen);
          chosen.remove(chosen.size() - 1);
        }
      }
      extend(next + 1, chosen);
    }
  }
}

package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Stages that stand in the order of the rule: later in the rule, not earlier in time. Stages may be
 * left out.
 */
final class OrderedStages {

  private final List<String> stages;
  private final Comparator<StageHit> inTimeThenInRule;

  OrderedStages(CorrelationRule rule) {
    this.stages = rule.stages();
    // Of events of one time the earlier in the rule comes first: the tie is in favour of a match.
    this.inTimeThenInRule =
        Comparator.comparingLong(StageHit::time)
            .thenComparingInt(hit -> stages.indexOf(hit.stage()));
  }

  /** The greatest number of different stages in order. */
  double longest(List<StageHit> hits) {
    int[] endingAt = new int[stages.size()];
    int longest = 0;
    for (StageHit hit : hits.stream().sorted(inTimeThenInRule).toList()) {
      int place = stages.indexOf(hit.stage());
      int before = 0;
      for (int earlier = 0; earlier < place; earlier++) {
        before = Math.max(before, endingAt[earlier]);
      }
      endingAt[place] = Math.max(endingAt[place], before + 1);
      longest = Math.max(longest, endingAt[place]);
    }
    return longest;
  }

  /** Whether some set of stages in order satisfies the demand. */
  boolean anySet(List<StageHit> hits, Predicate<Set<String>> demand) {
    // By the last stage of each set, since only that decides what may follow.
    List<Set<Set<String>>> byLast = new ArrayList<>();
    stages.forEach(stage -> byLast.add(new HashSet<>()));
    int[] followed = new int[stages.size()];
    Arrays.fill(followed, -1);
    for (StageHit hit : hits.stream().sorted(inTimeThenInRule).toList()) {
      int place = stages.indexOf(hit.stage());
      List<Set<Set<String>>> earlier = byLast.subList(0, place);
      int sets = earlier.stream().mapToInt(Set::size).sum();
      if (sets == followed[place]) {
        // An event like this one followed the same sets.
        continue;
      }
      followed[place] = sets;
      Set<Set<String>> longer = new HashSet<>(Set.of(Set.of(hit.stage())));
      for (Set<Set<String>> ending : earlier) {
        for (Set<String> set : ending) {
          Set<String> with = new HashSet<>(set);
          with.add(hit.stage());
          longer.add(with);
        }
      }
      if (byLast.get(place).addAll(longer) && longer.stream().anyMatch(demand)) {
        return true;
      }
    }
    return false;
  }
}

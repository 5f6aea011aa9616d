package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which stages of a rule must not come before which, directly or not. */
final class StageOrder implements Serializable {

  private final HashMap<String, Set<String>> predecessors = new HashMap<>();
  private final HashMap<String, Integer> rank = new HashMap<>();
  private final boolean orders;

  StageOrder(CorrelationRule rule) {
    List<String> open = new ArrayList<>(rule.stages());
    while (!open.isEmpty()) {
      int before = rank.size();
      for (String stage : List.copyOf(open)) {
        List<String> earlier = rule.after().getOrDefault(stage, List.of());
        if (rank.keySet().containsAll(earlier)) {
          Set<String> all = new HashSet<>(earlier);
          earlier.forEach(one -> all.addAll(predecessors.get(one)));
          predecessors.put(stage, all);
          rank.put(stage, rank.size());
          open.remove(stage);
        }
      }
      if (rank.size() == before) {
        throw new IllegalArgumentException(
            "rule " + rule.header().name() + ": 'after' has a cycle among " + open);
      }
    }
    orders = predecessors.values().stream().anyMatch(earlier -> !earlier.isEmpty());
  }

  /** The stages that must not be later. */
  Set<String> predecessors(String stage) {
    return predecessors.get(stage);
  }

  /** Whether the rule allows both events where they stand in time; of one time, either way. */
  boolean allows(StageHit one, StageHit other) {
    return !orders
        || one.time() == other.time()
        || (one.time() > other.time()
            ? !predecessors(other.stage()).contains(one.stage())
            : !predecessors(one.stage()).contains(other.stage()));
  }

  /**
   * Event time first; then, since events of one second have no order that anybody knows, the order
   * that the rule wants, with what is no stage behind; then the id, so that every arrival order
   * sorts alike.
   */
  Comparator<StageHit> comparator() {
    return Comparator.comparingLong(StageHit::time)
        .thenComparing(hit -> rank.getOrDefault(hit.stage(), rank.size()))
        .thenComparing(StageHit::eventId);
  }
}

package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** All arrival orders of a staging with a second delivery and a call that has no part in it. */
class StagingPermutationsTest {

  @Test
  void everyOrderEndsInTheSameOneAlert() throws Exception {
    CorrelationRule rule = Rules.staging();
    Hits hits = new Hits(rule);
    StageHit session = hits.session("e4", 3, "tmt-1", "tmf-1");
    List<StageHit> arrivals =
        List.of(
            hits.target("e1", 0, "tmt-1"),
            hits.filter("e2", 1, "tmf-1"),
            hits.filterRule("e3", 3, "tmf-1"),
            session,
            session,
            hits.filterRule("noise", 2, "tmf-other"));
    Set<String> ids = new HashSet<>();
    List<List<StageHit>> orders = permutations(arrivals);
    assertThat(orders).hasSize(720);

    for (List<StageHit> order : orders) {
      try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
        harness.arrive(order);
        assertThat(harness.told()).as("arrivals %s", order).hasSize(1);
        Alert alert = harness.told().get(0);
        assertThat(CorrelateHarness.eventIds(alert)).containsExactly("e1", "e2", "e3", "e4");
        ids.add(alert.id());
      }
    }
    assertThat(ids).hasSize(1);
  }

  private static <T> List<List<T>> permutations(List<T> items) {
    if (items.isEmpty()) {
      return List.of(List.of());
    }
    List<List<T>> all = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      List<T> rest = new ArrayList<>(items);
      T first = rest.remove(i);
      for (List<T> tail : permutations(rest)) {
        List<T> order = new ArrayList<>(List.of(first));
        order.addAll(tail);
        all.add(order);
      }
    }
    return all;
  }
}

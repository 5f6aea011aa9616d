package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BufferLimitsTest {

  private final CorrelationRule rule = Rules.staging();
  private final BufferLimits limits = new BufferLimits(rule);
  private final Hits hits = new Hits(rule);
  private final List<StageHit> buffer = new ArrayList<>();

  private StageHit target(double minute, String id) {
    StageHit hit = hits.target("e" + buffer.size(), minute, id);
    buffer.add(hit);
    return hit;
  }

  /** As many of one target as have a place, a tenth of a second apart. */
  private void fillBucket() {
    while (buffer.size() < BufferLimits.PER_BUCKET) {
      target(buffer.size() / 600.0, "tmt-1");
    }
  }

  private static Set<String> keys(List<StageHit> hits) {
    Set<String> keys = new HashSet<>();
    hits.forEach(hit -> keys.add(hit.bufferKey()));
    return keys;
  }

  @Test
  void fullPlaceIsNoneTooMany() {
    fillBucket();
    assertThat(limits.excess(buffer, buffer.get(0), Set.of())).isEmpty();
  }

  @Test
  void hitBetweenTheClosestNeighboursGoes() {
    fillBucket();
    StageHit crowded = buffer.get(buffer.size() - 1);
    StageHit arrived = target((buffer.size() - 0.5) / 600.0, "tmt-1");
    assertThat(limits.excess(buffer, arrived, Set.of())).contains(crowded);
  }

  @Test
  void firstLastAndEvidenceStay() {
    fillBucket();
    StageHit arrived = target(5, "tmt-1");
    StageHit free = buffer.get(40);
    Set<String> evidence = keys(buffer);
    evidence.remove(free.bufferKey());
    assertThat(limits.excess(buffer, arrived, evidence)).contains(free);
    evidence.add(free.bufferKey());
    evidence.remove(buffer.get(0).bufferKey());
    assertThat(limits.excess(buffer, arrived, evidence)).contains(arrived);
  }

  @Test
  void otherLinksStagesAndTimesHavePlacesOfTheirOwn() {
    fillBucket();
    assertThat(limits.excess(buffer, target(0, "tmt-2"), Set.of())).isEmpty();
    StageHit filter = hits.filter("f", 0, "tmf-1");
    buffer.add(filter);
    assertThat(limits.excess(buffer, filter, Set.of())).isEmpty();
    double afterAll = BufferLimits.PER_BUCKET / 600.0 + Rules.TIMESPAN.toMinutes();
    assertThat(limits.excess(buffer, target(afterAll, "tmt-1"), keys(buffer))).isEmpty();
  }

  @Test
  void fullGroupGivesUpItsOldestFreeHit() {
    while (buffer.size() < BufferLimits.PER_GROUP) {
      target(buffer.size() / 600.0, "tmt-" + buffer.size());
    }
    assertThat(limits.excess(buffer, buffer.get(0), Set.of())).isEmpty();
    StageHit arrived = target(9, "tmt-new");
    assertThat(limits.excess(buffer, arrived, Set.of())).contains(buffer.get(0));
    assertThat(limits.excess(buffer, arrived, keys(buffer.subList(0, 7)))).contains(buffer.get(7));
    assertThat(limits.excess(buffer, arrived, keys(buffer))).contains(arrived);
  }

  @Test
  void greatCountHasRoomForTwiceItself() {
    CorrelationRule count = Rules.eventCount(100);
    BufferLimits wide = new BufferLimits(count);
    Hits counted = new Hits(count);
    for (int i = 0; i < 200; i++) {
      buffer.add(counted.target("e" + i, i / 600.0, null));
    }
    assertThat(wide.excess(buffer, buffer.get(0), Set.of())).isEmpty();
    StageHit arrived = counted.target("one-more", 1, null);
    buffer.add(arrived);
    assertThat(wide.excess(buffer, arrived, Set.of())).isNotEmpty();
  }

  @Test
  void aRareStageOutlivesAFloodOfAnother() {
    buffer.add(new Hits(Rules.staging()).filter("rare", 0, "tmf-1"));
    StageHit oldestTarget = target(0.001, "tmt-oldest");
    while (buffer.size() < BufferLimits.PER_GROUP) {
      target(buffer.size() / 600.0, "tmt-" + buffer.size());
    }
    StageHit arrived = target(9, "tmt-last");
    assertThat(limits.excess(buffer, arrived, Set.of())).contains(oldestTarget);
  }
}

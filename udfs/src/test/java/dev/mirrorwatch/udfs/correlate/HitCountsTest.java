package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HitCountsTest {

  private static final Duration LATENESS = Duration.ofMinutes(5);
  private static final List<CorrelationRule> RULES =
      List.of(Rules.staging(), Rules.temporal(), Rules.ordered(), Rules.eventCount(3));

  private static final List<String> STAGES =
      List.of(Rules.TARGET, Rules.FILTER, Rules.FILTER_RULE, Rules.SESSION);

  private static Map<String, Set<String>> told(CorrelationRule rule, List<StageHit> hits)
      throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(hits.toArray(StageHit[]::new));
      return harness.open();
    }
  }

  /** So many that the group is counted, each too far from all others to be a part of anything. */
  private static List<StageHit> noise(CorrelationRule rule) {
    Hits hits = new Hits(rule);
    List<StageHit> noise = new ArrayList<>();
    for (int i = 0; i <= HitCounts.SMALL; i++) {
      noise.add(hits.target("n" + i, -2 * (i + 1) * Rules.TIMESPAN.toMinutes(), "tmt-n" + i));
    }
    return noise;
  }

  private static StageHit any(Hits hits, int number, Random random) {
    return any(hits, "e" + number, random.nextInt(4), random);
  }

  private static StageHit any(Hits hits, String event, int stage, Random random) {
    double minute = random.nextInt(12);
    String target = "tmt-" + random.nextInt(2);
    String filter = "tmf-" + random.nextInt(2);
    return switch (stage) {
      case 0 -> hits.target(event, minute, target);
      case 1 -> hits.filter(event, minute, filter);
      case 2 -> hits.filterRule(event, minute, filter);
      default -> hits.session(event, minute, target, filter);
    };
  }

  @Property(tries = 300)
  void aCountedGroupFindsWhatASmallOneFinds(@ForAll Random random) throws Exception {
    CorrelationRule rule = RULES.get(random.nextInt(RULES.size()));
    List<StageHit> hits = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      hits.add(any(new Hits(rule), i, random));
    }
    // Some come again with another meaning, or are none after all.
    for (int revision = 1; revision < 8; revision++) {
      StageHit known = hits.get(random.nextInt(hits.size()));
      StageHit other = any(new Hits(rule), known.eventId(), STAGES.indexOf(known.stage()), random);
      hits.add(other.revised(revision, random.nextInt(4) == 0));
    }
    List<StageHit> amongNoise = noise(rule);
    amongNoise.addAll(hits);
    assertThat(told(rule, amongNoise)).as("%s %s", rule.type(), hits).isEqualTo(told(rule, hits));
  }

  @Test
  void whatIsForgottenIsCountedNoLonger() throws Exception {
    CorrelationRule rule = Rules.staging();
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(noise(rule).toArray(StageHit[]::new));
      assertThat(harness.counts()).containsEntry("all", (long) HitCounts.SMALL + 1);
      harness.watermark(Hits.at(Rules.TIMESPAN.multipliedBy(-4)));
      Map<String, Long> left = harness.counts();
      assertThat(left.get("all")).isBetween(1L, (long) harness.bufferedHits());
      assertThat(left.values()).allMatch(count -> count > 0);
      assertThat(left.keySet())
          .filteredOn(name -> name.contains("tmt-n"))
          .hasSize(harness.bufferedHits());
      harness.watermark(Long.MAX_VALUE).assertNothingKept();
      assertThat(harness.counts()).isEmpty();
    }
  }

  /** About three targets in turn. */
  private static StageHit[] sixAndTwelveLater(CorrelationRule rule) {
    Hits hits = new Hits(rule);
    return IntStream.range(0, 18)
        .mapToObj(i -> hits.target("e" + i, i < 6 ? 0 : 5, "tmt-" + i % 3))
        .toArray(StageHit[]::new);
  }

  @Test
  void numbersAreThoseOfTheHitsThatAreKept() throws Exception {
    CorrelationRule rule = Rules.staging();
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(sixAndTwelveLater(rule));
      assertThat(ofTargets(harness.counts())).containsExactly(6L, 6L, 6L);
      harness.watermark(Hits.at(Rules.TIMESPAN.plus(LATENESS)) + 1);
      assertThat(harness.counts()).containsEntry("all", 12L);
      assertThat(ofTargets(harness.counts())).containsExactly(4L, 4L, 4L);
    }
  }

  private static List<Long> ofTargets(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .filter(count -> count.getKey().contains("tmt-"))
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  @Test
  void valuesAreCountedOfEachHit() throws Exception {
    CorrelationRule rule = Rules.valueCount(100);
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(sixAndTwelveLater(rule));
      assertThat(harness.counts()).containsEntry("values", 18L);
      harness.watermark(Hits.at(Rules.TIMESPAN.plus(LATENESS)) + 1);
      assertThat(harness.counts()).containsEntry("values", 12L);
    }
  }
}

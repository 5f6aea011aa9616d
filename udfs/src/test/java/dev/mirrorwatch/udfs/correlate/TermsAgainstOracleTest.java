package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms;
import dev.mirrorwatch.rules.model.CorrelationTerms.Absence;
import dev.mirrorwatch.rules.model.CorrelationTerms.Fire;
import dev.mirrorwatch.rules.model.CorrelationTerms.FireMode;
import dev.mirrorwatch.rules.model.CorrelationTerms.StageTerms;
import dev.mirrorwatch.rules.model.CorrelationTerms.Stalled;
import dev.mirrorwatch.rules.model.CorrelationTerms.Window;
import dev.mirrorwatch.rules.model.CorrelationTerms.WindowKind;
import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Rules with every key of {@code mirrorwatch}, drawn at random, on random time lines in random
 * arrival orders, with duplicates, restarts and a watermark: the final alerts are the oracle's.
 *
 * <p>More cases than usual: {@code -Djqwik.tries.default=100000}.
 */
class TermsAgainstOracleTest {

  private static final String TEARDOWN = "teardown";
  private static final String APPROVAL = "approval";
  private static final int MOST_HITS = 9;

  @Property
  void anyOrderOfArrivalEndsInTheOraclesAlerts(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    CorrelationRule rule = rule(random);
    List<StageHit> timeline = timeline(rule, random);
    List<StageHit> arrivals = new ArrayList<>(timeline);
    timeline.stream().filter(hit -> random.nextInt(4) == 0).forEach(arrivals::add);
    Collections.shuffle(arrivals, random);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      for (StageHit hit : arrivals) {
        harness.arrive(hit);
        if (random.nextInt(20) == 0) {
          harness.restart();
        }
      }
      if (rule.terms().absence() == null) {
        assertThat(new TreeMap<>(harness.open()))
            .as("at once: %s", rule.terms())
            .isEqualTo(new TermsOracle(rule, timeline).alerts());
      } else {
        assertThat(harness.told()).as("before time can decide").isEmpty();
      }
      end(harness, rule, timeline);
    }
  }

  @Property
  void aWatermarkCloseBehindChangesNothing(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    CorrelationRule rule = rule(random);
    List<StageHit> timeline = timeline(rule, random);
    long bound = Duration.ofMinutes(1 + random.nextInt(8)).toMillis();
    TreeMap<Long, StageHit> arrivals = new TreeMap<>();
    for (StageHit hit : timeline) {
      long arrival = hit.time() + random.nextLong(bound);
      while (arrivals.putIfAbsent(arrival, hit) != null) {
        arrival--;
      }
    }
    Duration lateness = Duration.ofSeconds(random.nextInt(3) * 100L + 1);
    try (CorrelateHarness harness = new CorrelateHarness(lateness, rule)) {
      for (Map.Entry<Long, StageHit> arrival : arrivals.entrySet()) {
        harness.arrive(arrival.getValue()).watermark(arrival.getKey() - bound);
        if (random.nextInt(20) == 0) {
          harness.restart();
        }
      }
      end(harness, rule, timeline);
      assertThat(harness.late()).isEmpty();
    }
  }

  private static void end(CorrelateHarness harness, CorrelationRule rule, List<StageHit> timeline)
      throws Exception {
    TermsOracle oracle = new TermsOracle(rule, timeline);
    harness.watermark(Long.MAX_VALUE - 1).assertNothingKept();
    assertThat(new TreeMap<>(harness.open()))
        .as("%s %s", rule.type(), rule.terms())
        .isEqualTo(oracle.alerts());
    if (rule.terms().absence() != null) {
      assertThat(harness.told().stream().map(alert -> alert.id() + alert.status()).toList())
          .as("nothing is taken back")
          .noneMatch(told -> told.endsWith("RETRACTED"));
    }
    if (rule.terms().stalled() != null) {
      Map<String, Set<String>> stalled = harness.stalled();
      Map<String, Integer> expected = oracle.stalled();
      assertThat(expected.keySet()).containsAll(stalled.keySet());
      expected.forEach(
          (identity, stages) -> {
            if (stages > 0) {
              assertThat(stalled).as(rule.terms().toString()).containsKey(identity);
            }
            if (stalled.containsKey(identity)) {
              assertThat(stalled.get(identity)).hasSize(Math.abs(stages));
            }
          });
    }
  }

  private static CorrelationRule rule(Random random) {
    CorrelationRule plain =
        switch (random.nextInt(5)) {
          case 0 -> Rules.temporal();
          case 1 -> Rules.temporalAtLeast(2 + random.nextInt(2));
          case 2 -> Rules.ordered();
          case 3 -> Rules.eventCount(2 + random.nextInt(2));
          default -> Rules.staging();
        };
    boolean sequence = plain.condition() == null;
    boolean linked = !plain.joins().isEmpty();
    boolean windowed = !linked && random.nextInt(3) == 0;
    Map<String, StageTerms> stages = new HashMap<>();
    if (sequence && !windowed) {
      for (String stage : plain.stages()) {
        Duration gap = random.nextInt(6) == 0 ? minutes(random, 1, 6) : null;
        switch (random.nextInt(6)) {
          case 0 -> stages.put(stage, new StageTerms(2, false, gap));
          case 1 -> stages.put(stage, new StageTerms(1, stages.size() < 2, gap));
          default -> stages.put(stage, new StageTerms(1, false, gap));
        }
      }
    }
    boolean waits = !windowed && random.nextInt(3) == 0;
    boolean stalls =
        !windowed
            && !waits
            && sequence
            && random.nextBoolean()
            && stages.values().stream().filter(stage -> !stage.optional()).count() > 1;
    CorrelationTerms<String> terms =
        new CorrelationTerms<>(
            stages,
            !windowed && random.nextBoolean() ? List.of(TEARDOWN) : List.of(),
            waits
                ? new Absence<>(
                    random.nextBoolean() ? List.of(APPROVAL) : List.of(APPROVAL, TEARDOWN),
                    minutes(random, 1, 20))
                : null,
            stalls ? new Stalled(minutes(random, 1, 20), 1 + random.nextInt(2), Level.LOW) : null,
            linked || stalls
                ? Fire.ONCE
                : new Fire(
                    FireMode.values()[random.nextInt(3)], random.nextInt(3) * random.nextInt(2)),
            windowed
                ? random.nextBoolean()
                    ? new Window(WindowKind.TUMBLING, null)
                    : new Window(WindowKind.SESSION, minutes(random, 1, 6))
                : Window.SLIDING,
            null,
            0);
    return Rules.with(plain, joins(plain, random), terms);
  }

  /** What undoes a match may be about its target or filter. */
  private static List<CorrelationRule.Join> joins(CorrelationRule rule, Random random) {
    if (random.nextInt(3) == 0) {
      return rule.joins();
    }
    List<CorrelationRule.Join> joins = new ArrayList<>();
    for (CorrelationRule.Join join : rule.joins()) {
      List<String> stages = new ArrayList<>(join.stages());
      stages.add(TEARDOWN);
      if (random.nextBoolean()) {
        stages.add(APPROVAL);
      }
      joins.add(new CorrelationRule.Join(join.field(), stages));
    }
    return joins;
  }

  private static Duration minutes(Random random, int least, int most) {
    return Duration.ofMinutes(least + random.nextInt(most - least + 1));
  }

  private static List<StageHit> timeline(CorrelationRule rule, Random random) {
    Hits hits = new Hits(rule);
    List<StageHit> timeline = new ArrayList<>();
    int length = random.nextInt(MOST_HITS + 1);
    // Events close to each other, and far.
    int span = 5 + random.nextInt(60);
    for (int i = 0; i < length; i++) {
      String stage = rule.stages().get(random.nextInt(rule.stages().size()));
      timeline.add(hit(hits, stage, "e" + i, random.nextInt(span), random));
    }
    List<String> watched = rule.terms().watched();
    for (int i = 0; !watched.isEmpty() && i < random.nextInt(4); i++) {
      String stage = watched.get(random.nextInt(watched.size()));
      timeline.add(hit(hits, stage, "u" + i, random.nextInt(span), random));
    }
    return timeline;
  }

  private static StageHit hit(Hits hits, String stage, String id, int minute, Random random) {
    boolean undoes = stage.equals(TEARDOWN) || stage.equals(APPROVAL);
    boolean aboutTarget =
        undoes ? random.nextBoolean() : stage.equals(Rules.TARGET) || stage.equals(Rules.SESSION);
    boolean aboutFilter = undoes ? !aboutTarget : !stage.equals(Rules.TARGET);
    return hits.hit(
        stage,
        id,
        minute,
        aboutTarget ? "tmt-" + random.nextInt(2) : null,
        aboutFilter ? "tmf-" + random.nextInt(2) : null);
  }
}

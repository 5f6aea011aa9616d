package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The rows of Sigma's table of ambiguities that time and order decide, on rules as they are
 * written. Grouping (rows 3 to 5) is tested with the group keys, chains (12, 13) with the chains.
 */
class AmbiguityTest {

  private static final String STAGES =
      """
      title: A
      name: a
      level: low
      logsource: {product: aws, service: cloudtrail}
      detection: {s: {eventName: A}, condition: s}
      ---
      title: B
      name: b
      level: low
      logsource: {product: aws, service: cloudtrail}
      detection: {s: {eventName: B}, condition: s}
      ---
      title: C
      name: c
      level: low
      logsource: {product: aws, service: cloudtrail}
      detection: {s: {eventName: C}, condition: s}
      ---
      """;

  /** A rule over a, b and c by {@code u} within ten minutes. */
  private static CorrelationRule rule(String type, String rules, String more) {
    String text =
        STAGES
            + "title: Correlated\nname: corr\nlevel: high\ncorrelation: {type: %s, rules: [%s],"
                .formatted(type, rules)
            + " group-by: [u], timespan: 10m"
            + more
            + "}\n";
    RuleSet set = new RuleSetLoader().load(List.of(new RuleFile("rule.yml", text)));
    return set.correlations().get(0);
  }

  private static StageHit hit(CorrelationRule rule, String stage, String id, double minute) {
    return new Hits(rule).hit(stage, id, minute, null, null);
  }

  /** The events of the alerts that stand before the watermark has said anything. */
  private static Collection<Set<String>> atOnce(CorrelationRule rule, StageHit... hits)
      throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      return harness.arrive(hits).open().values();
    }
  }

  /** The events of the alerts that stand at the end. */
  private static Collection<Set<String>> atTheEnd(CorrelationRule rule, StageHit... hits)
      throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(hits).watermark(Long.MAX_VALUE).assertNothingKept();
      return harness.open().values();
    }
  }

  @Test
  void d6_06_theSpanIncludesItsEnd() throws Exception {
    CorrelationRule rule = rule("temporal", "a, b", "");
    assertThat(atOnce(rule, hit(rule, "a", "1", 0), hit(rule, "b", "2", 10))).hasSize(1);
    assertThat(atOnce(rule, hit(rule, "a", "1", 0), hit(rule, "b", "2", 10.001))).isEmpty();
  }

  @Test
  void d6_07_theWindowSlides() throws Exception {
    CorrelationRule rule = rule("event_count", "a", ", condition: {gte: 3}");
    // In windows of the clock, 10:00 to 10:10 and so on, no three are together.
    assertThat(
            atOnce(
                rule,
                hit(rule, "a", "1", 8),
                hit(rule, "a", "2", 9),
                hit(rule, "a", "3", 12),
                hit(rule, "a", "4", 23)))
        .containsExactly(Set.of("1", "2", "3"));
  }

  @Test
  void d6_08_oneEventMayBeSeveralStagesUnlessTheRuleSaysOtherwise() throws Exception {
    CorrelationRule rule = rule("temporal", "a, b", "");
    StageHit[] both = {hit(rule, "a", "1", 0), hit(rule, "b", "1", 0)};
    assertThat(atOnce(rule, both)).hasSize(1);
    CorrelationRule distinct = rule("temporal", "a, b", "}\nmirrorwatch: {distinct_events: true");
    assertThat(atOnce(distinct, both)).isEmpty();
  }

  @Test
  void d6_09_equalTimesAreInOrderEitherWay() throws Exception {
    CorrelationRule rule = rule("temporal_ordered", "a, b, c", "");
    assertThat(atOnce(rule, hit(rule, "c", "1", 5), hit(rule, "b", "2", 5), hit(rule, "a", "3", 5)))
        .hasSize(1);
    assertThat(atOnce(rule, hit(rule, "c", "1", 4), hit(rule, "b", "2", 5), hit(rule, "a", "3", 5)))
        .isEmpty();
  }

  @Test
  void d6_10_itFiresOnceThenAmendsAndAnewAfterTheWindow() throws Exception {
    CorrelationRule rule = rule("event_count", "a", ", condition: {gte: 2}");
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(
          hit(rule, "a", "1", 0),
          hit(rule, "a", "2", 1),
          hit(rule, "a", "3", 5),
          hit(rule, "a", "4", 30),
          hit(rule, "a", "5", 31));
      assertThat(harness.told()).extracting(Alert::revision).containsExactly(1, 2, 1);
      assertThat(harness.open().values()).containsExactly(Set.of("1", "2", "3"), Set.of("4", "5"));
    }
  }

  @Test
  void d6_11_allMatchesInTheSpanAreEvidence() throws Exception {
    CorrelationRule rule = rule("temporal", "a, b", "");
    assertThat(
            atOnce(
                rule,
                hit(rule, "a", "1", 0),
                hit(rule, "a", "2", 5),
                hit(rule, "a", "3", 6),
                hit(rule, "b", "4", 12)))
        .containsExactly(Set.of("2", "3", "4"));
  }

  @Test
  void d6_14_notIsDecidedWhenTheWindowIsOver() throws Exception {
    CorrelationRule rule = rule("temporal", "a, b", ", condition: a and not b");
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ofMinutes(1), rule)) {
      harness.arrive(hit(rule, "a", "1", 0)).watermark(Hits.at(Duration.ofMinutes(11)));
      assertThat(harness.told()).isEmpty();
      harness.watermark(Hits.at(Duration.ofMinutes(11)) + 1);
      assertThat(harness.told()).hasSize(1);
      harness.watermark(Hits.at(Duration.ofHours(1)));
      assertThat(harness.told()).hasSize(1);
      harness.assertNothingKept();
    }
    for (double minute : new double[] {-10, -1, 0, 10}) {
      assertThat(atTheEnd(rule, hit(rule, "a", "1", 0), hit(rule, "b", "2", minute)))
          .as("b at " + minute)
          .isEmpty();
    }
    for (double minute : new double[] {-10.1, 10.1}) {
      assertThat(atTheEnd(rule, hit(rule, "a", "1", 0), hit(rule, "b", "2", minute)))
          .as("b at " + minute)
          .containsExactly(Set.of("1"));
    }
  }

  @Test
  void d6_15_theOrderConcernsThePositiveRules() throws Exception {
    CorrelationRule either = rule("temporal_ordered", "a, b, c", ", condition: (a or b) and c");
    assertThat(atOnce(either, hit(either, "b", "1", 0), hit(either, "c", "2", 1))).hasSize(1);
    assertThat(atOnce(either, hit(either, "c", "1", 0), hit(either, "b", "2", 1))).isEmpty();
    CorrelationRule without = rule("temporal_ordered", "a, b, c", ", condition: a and c and not b");
    StageHit a = hit(without, "a", "1", 0);
    StageHit c = hit(without, "c", "2", 2);
    assertThat(atTheEnd(without, a, c)).hasSize(1);
    assertThat(atTheEnd(without, a, c, hit(without, "b", "3", 1))).isEmpty();
    assertThat(atTheEnd(without, a, c, hit(without, "b", "3", 9))).isEmpty();
  }

  @Test
  void d6_19_aNumberOnTemporalCountsRulesAndOnOrderedTheLongestChain() throws Exception {
    CorrelationRule two = rule("temporal", "a, b, c", ", condition: {gte: 2}");
    assertThat(atOnce(two, hit(two, "a", "1", 0), hit(two, "a", "2", 1))).isEmpty();
    assertThat(atOnce(two, hit(two, "c", "1", 0), hit(two, "a", "2", 1))).hasSize(1);
    CorrelationRule chain = rule("temporal_ordered", "a, b, c", ", condition: {gte: 2}");
    assertThat(atOnce(chain, hit(chain, "c", "1", 0), hit(chain, "a", "2", 1))).isEmpty();
    assertThat(atOnce(chain, hit(chain, "a", "1", 0), hit(chain, "c", "2", 1))).hasSize(1);
    CorrelationRule one = rule("temporal", "a, b, c", ", condition: {eq: 1}");
    assertThat(atTheEnd(one, hit(one, "a", "1", 0), hit(one, "a", "2", 1))).hasSize(1);
    assertThat(atTheEnd(one, hit(one, "a", "1", 0), hit(one, "b", "2", 1))).isEmpty();
  }

  @Test
  void d6_20_severalFieldsAreTuplesAndHalfOnesAreSkipped() throws Exception {
    CorrelationRule rule = rule("value_count", "a", ", condition: {field: [x, y], gte: 2}");
    StageHit one =
        Hits.linked(hit(rule, "a", "1", 0), Map.of("x", List.of("1"), "y", List.of("1")));
    StageHit half = Hits.linked(hit(rule, "a", "2", 1), Map.of("x", List.of("2")));
    StageHit other =
        Hits.linked(hit(rule, "a", "3", 2), Map.of("x", List.of("1"), "y", List.of("2")));
    assertThat(atOnce(rule, one, half)).isEmpty();
    assertThat(atOnce(rule, one, half, other)).hasSize(1);
  }

  @Test
  void d6_21_eachElementOfAListCounts() throws Exception {
    CorrelationRule rule = rule("value_count", "a", ", condition: {field: x, gte: 3}");
    assertThat(
            atOnce(
                rule,
                Hits.linked(hit(rule, "a", "1", 0), Map.of("x", List.of("1", "2"))),
                Hits.linked(hit(rule, "a", "2", 0), Map.of("x", List.of("2", "3")))))
        .hasSize(1);
  }

  @Test
  void d6_22_percentilesLieBetweenTheNumbers() throws Exception {
    // Of 0, 10, 20, 30 and 40 the 90th is six tenths of the way from 30 to 40.
    for (Map.Entry<String, Integer> bound : Map.of("gte: 36", 1, "gt: 36", 0).entrySet()) {
      CorrelationRule rule =
          rule(
              "value_percentile",
              "a",
              ", condition: {field: n, percentile: 90, " + bound.getKey() + "}");
      StageHit[] hits = new StageHit[5];
      Arrays.setAll(
          hits,
          i ->
              Hits.linked(
                  hit(rule, "a", "e" + i, 0),
                  Map.of("n", List.of(Integer.toString(10 * ((i + 2) % 5))))));
      assertThat(atOnce(rule, hits)).hasSize(bound.getValue());
    }
  }

  @Test
  void d6_24_whatIsNoNumberIsSkipped() throws Exception {
    CorrelationRule rule = rule("value_avg", "a", ", condition: {field: n, gte: 10}");
    StageHit ten = Hits.linked(hit(rule, "a", "1", 0), Map.of("n", List.of("1e1")));
    StageHit words =
        Hits.linked(hit(rule, "a", "2", 1), Map.of("n", List.of("many", "NaN", "0x10")));
    StageHit none = hit(rule, "a", "3", 2);
    assertThat(atOnce(rule, words, none)).isEmpty();
    assertThat(atOnce(rule, ten, words, none)).containsExactly(Set.of("1", "2", "3"));
  }

  @Test
  void d6_25_upperBoundsWaitForTheWindowsEnd() throws Exception {
    CorrelationRule rule = rule("event_count", "a", ", condition: {lt: 3}");
    assertThat(atOnce(rule, hit(rule, "a", "1", 0))).isEmpty();
    assertThat(atTheEnd(rule, hit(rule, "a", "1", 0), hit(rule, "a", "2", 10)))
        .containsExactly(Set.of("1", "2"));
    assertThat(
            atTheEnd(rule, hit(rule, "a", "1", 0), hit(rule, "a", "2", 3), hit(rule, "a", "3", 10)))
        .isEmpty();
    // The third opens a window of its own.
    assertThat(
            atTheEnd(
                rule, hit(rule, "a", "1", 0), hit(rule, "a", "2", 3), hit(rule, "a", "3", 10.1)))
        .containsExactly(Set.of("1", "2"), Set.of("3"));
  }

  @Test
  void d6_26_bothBoundsHoldAtTheWindowsEnd() throws Exception {
    CorrelationRule rule = rule("event_count", "a", ", condition: {gte: 2, lte: 2}");
    assertThat(atTheEnd(rule, hit(rule, "a", "1", 0))).isEmpty();
    assertThat(atTheEnd(rule, hit(rule, "a", "1", 0), hit(rule, "a", "2", 1))).hasSize(1);
    assertThat(
            atTheEnd(rule, hit(rule, "a", "1", 0), hit(rule, "a", "2", 1), hit(rule, "a", "3", 2)))
        .isEmpty();
  }

  @Test
  void d6_32_lateEventsCountWithinTheAllowedLatenessAndLeaveByTheSideBeyond() throws Exception {
    CorrelationRule rule = rule("value_sum", "a", ", condition: {field: n, gte: 5}");
    StageHit five = Hits.linked(hit(rule, "a", "1", 5), Map.of("n", List.of("5")));
    StageHit minus = Hits.linked(hit(rule, "a", "2", 4), Map.of("n", List.of("-1")));
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ofMinutes(2), rule)) {
      harness.arrive(five).watermark(Hits.at(Duration.ofMinutes(6))).arrive(minus);
      // The late one undoes the sum.
      assertThat(harness.told())
          .extracting(Alert::status)
          .containsExactly(AlertStatus.OPEN, AlertStatus.RETRACTED);
      harness.arrive(Hits.linked(hit(rule, "a", "3", 3.9), Map.of("n", List.of("9"))));
      assertThat(harness.late()).hasSize(1);
      assertThat(harness.open()).isEmpty();
    }
  }

  /** Other engines look at the first two stages only. */
  @Test
  void theOrderHoldsToTheLastStage() throws Exception {
    CorrelationRule rule = rule("temporal_ordered", "a, b, c", "");
    assertThat(atOnce(rule, hit(rule, "a", "1", 0), hit(rule, "c", "2", 1), hit(rule, "b", "3", 2)))
        .isEmpty();
  }

  /** Other engines group each stage by itself and then take them together. */
  @Test
  void stagesOfDifferentGroupsDoNotMeet() throws Exception {
    CorrelationRule rule = rule("temporal", "a, b", "");
    assertThat(
            atOnce(
                rule,
                new Hits(rule, "alice").hit("a", "1", 0, null, null),
                new Hits(rule, "bob").hit("b", "2", 1, null, null)))
        .isEmpty();
  }

  /** Other engines let each pair of neighbours be a timespan apart. */
  @Test
  void theTimespanHoldsFromTheFirstStageToTheLast() throws Exception {
    CorrelationRule rule = rule("temporal_ordered", "a, b, c", "");
    assertThat(
            atOnce(rule, hit(rule, "a", "1", 0), hit(rule, "b", "2", 6), hit(rule, "c", "3", 12)))
        .isEmpty();
  }
}

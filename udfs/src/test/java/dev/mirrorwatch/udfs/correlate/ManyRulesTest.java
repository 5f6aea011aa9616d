package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationCondition.Bound;
import dev.mirrorwatch.rules.model.CorrelationCondition.Operator;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A hundred rules of all kinds in one operator, and many principals. */
class ManyRulesTest {

  private static final int RULES = 100;
  private static final int PRINCIPALS = 20;
  private static final Duration LATENESS = Duration.ofMinutes(5);

  private static final List<CorrelationRule> KINDS =
      List.of(
          Rules.staging(),
          Rules.temporal(),
          Rules.temporalAtLeast(2),
          Rules.ordered(),
          Rules.eventCount(3),
          Rules.valueCount(2),
          // Less than a hundred events: only the end of the window can decide.
          Rules.counting(
              CorrelationType.EVENT_COUNT,
              new CorrelationCondition(List.of(new Bound(Operator.LT, 100)), List.of(), 50, null)),
          Rules.counting(
              CorrelationType.VALUE_SUM,
              CorrelationCondition.atLeast(1_000, List.of("mirror.target_id"))));

  private static final CorrelationRule[] ALL = all();

  private static CorrelationRule[] all() {
    List<CorrelationRule> rules = new ArrayList<>();
    for (int i = 0; i < RULES; i++) {
      rules.add(Rules.named("rule_" + i, KINDS.get(i % KINDS.size())));
    }
    return rules.toArray(CorrelationRule[]::new);
  }

  /** Parts of a staging, so that some rules have a match and others wait for more. */
  private static List<StageHit> parts(CorrelationRule rule, int principal, int parts) {
    Hits hits = new Hits(rule, "principal-" + principal);
    String target = "4" + principal;
    String filter = "tmf-" + principal;
    return List.of(
            hits.target("e1", 0, target),
            hits.filter("e2", 1, filter),
            hits.filterRule("e3", 2, filter),
            hits.session("e4", 3, target, filter))
        .subList(0, parts);
  }

  @Test
  void nothingIsLeftWhenAllPartialMatchesAreOver() throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, ALL)) {
      for (CorrelationRule rule : ALL) {
        for (int principal = 0; principal < PRINCIPALS; principal++) {
          harness.arrive(parts(rule, principal, 1 + principal % 4));
        }
      }
      assertThat(harness.timers()).as("one timer for each key").isEqualTo(RULES * PRINCIPALS);
      long last = Hits.at(Duration.ofMinutes(3)) + Rules.TIMESPAN.toMillis();
      harness.watermark(last - Duration.ofMinutes(3).toMillis()).restart();
      assertThat(harness.timers()).as("live ones").isEqualTo(RULES * PRINCIPALS);
      // What is due soon after what is forgotten waits for an eighth of the time it is kept.
      long together = Rules.TIMESPAN.plus(LATENESS).dividedBy(8).toMillis();
      harness.watermark(last + LATENESS.toMillis() + together + 1).assertNothingKept();
      assertThat(harness.told()).isNotEmpty();
    }
  }
}

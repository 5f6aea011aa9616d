package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is forgotten, when, and what that must not change. */
class CorrelateExpiryTest {

  private static final Duration LATENESS = Duration.ofMinutes(5);
  private static final long YEAR_9999 = 253_402_300_799_999L;

  private static StageHit at(long time, StageHit hit) {
    return new StageHit(
        hit.rule(),
        hit.ruleVersion(),
        hit.stage(),
        hit.groupValues(),
        time,
        hit.eventId(),
        hit.links(),
        hit.packed());
  }

  @Test
  void endsOfTimeAreNoPlaceToOverflow() throws Exception {
    for (CorrelationRule rule : List.of(Rules.staging(), Rules.eventCount(1), Rules.ordered())) {
      Hits hits = new Hits(rule);
      for (long time : new long[] {Long.MIN_VALUE, -1, YEAR_9999, Long.MAX_VALUE}) {
        try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
          harness.arrive(at(time, hits.target("e1", 0, "tmt-1")));
          assertThat(harness.bufferedHits()).isEqualTo(1);
          if (time != Long.MIN_VALUE) {
            harness.watermark(time - 1);
            assertThat(harness.bufferedHits()).as("kept at " + time).isEqualTo(1);
          }
          harness.watermark(Long.MAX_VALUE).assertNothingKept();
        }
      }
    }
  }

  @Test
  void aHitIsKeptToTheLastMillisecond() throws Exception {
    CorrelationRule rule = Rules.staging();
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(
          at(Hits.T0, hits.target("e1", 0, "tmt-1")),
          at(Hits.T0 + 1, hits.target("e2", 0, "tmt-2")));
      harness.watermark(Hits.at(Rules.TIMESPAN.plus(LATENESS)) + 1);
      assertThat(harness.bufferedHits()).isEqualTo(1);
    }
  }

  @Test
  void endsOfTimeAreFarApart() throws Exception {
    CorrelationRule rule = Rules.ordered();
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(
          at(Long.MIN_VALUE, hits.target("e1", 0, null)),
          at(0, hits.filter("e2", 0, null)),
          at(Long.MAX_VALUE, hits.session("e3", 0, null, null)));
      assertThat(harness.told()).isEmpty();
      // The difference of these two, computed carelessly, is a small number.
      harness.arrive(at(Long.MAX_VALUE, hits.filter("e4", 0, null)));
      assertThat(harness.told()).isEmpty();
    }
  }

  @Test
  void watermarkAtTheBeginningOfTimeMakesNothingLate() throws Exception {
    CorrelationRule rule = Rules.eventCount(1);
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.watermark(Long.MIN_VALUE + 1);
      harness.arrive(new Hits(rule).target("e1", 0, null));
      assertThat(harness.late()).isEmpty();
      assertThat(harness.told()).hasSize(1);
      harness.watermark(Hits.T0 + LATENESS.toMillis() + 1);
      harness.arrive(at(Long.MIN_VALUE, new Hits(rule).target("e2", 0, null)));
      assertThat(harness.late()).hasSize(1);
    }
  }

  @Test
  void ruleThatIsGoneAfterTheRestartLeavesNothing() throws Exception {
    CorrelationRule rule = Rules.staging();
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(hits.target("e1", 0, "tmt-1")).restartWith(Rules.ordered());
      harness.arrive(hits.filter("e2", 0, "tmf-1"));
      assertThat(harness.told()).isEmpty();
      harness.watermark(Hits.at(Duration.ofDays(1))).assertNothingKept();
    }
  }

  @Test
  void oldEpisodeFullOfEvidenceDoesNotHideTheNext() throws Exception {
    CorrelationRule rule = Rules.eventCount(3);
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      for (int i = 0; i < 2 * BufferLimits.PER_BUCKET; i++) {
        harness.arrive(hits.target("a" + i, i / 600.0, null));
      }
      for (int i = 0; i < 3; i++) {
        harness.arrive(hits.target("b" + i, 30 + i, null));
      }
      assertThat(harness.open()).hasSize(2);
      assertThat(harness.open().values()).contains(Set.of("b0", "b1", "b2"));
    }
  }

  @Test
  void groupFullOfEpisodesForgetsTheOldestAndTellsTheNext() throws Exception {
    CorrelationRule rule = Rules.eventCount(1);
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      for (int i = 0; i < BufferLimits.PER_GROUP + 50; i++) {
        harness.arrive(hits.target("e" + i, 11.0 * i, null));
      }
      assertThat(harness.bufferedHits()).isLessThanOrEqualTo(BufferLimits.PER_GROUP);
      assertThat(harness.told())
          .extracting(Alert::status)
          .containsOnly(AlertStatus.OPEN)
          .hasSize(BufferLimits.PER_GROUP + 50);
      assertThat(harness.told()).allSatisfy(alert -> assertThat(alert.evidence()).isNotEmpty());
    }
  }

  @Test
  void evidenceOfAForgottenEpisodeOpensNoOther() throws Exception {
    CorrelationRule rule = Rules.eventCount(2);
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      // Opens at minute 1 and lasts until 11; the next opens at 12 with what came since minute 2.
      harness.arrive(
          hits.target("a0", 0, null),
          hits.target("a1", 1, null),
          hits.target("a2", 9, null),
          hits.target("b0", 12, null),
          hits.target("b1", 13, null));
      assertThat(harness.open().values())
          .containsExactly(Set.of("a0", "a1", "a2"), Set.of("a2", "b0", "b1"));
      harness.watermark(Hits.at(Duration.ofMinutes(9 + 15)) + 1);
      assertThat(harness.bufferedHits()).isEqualTo(3);
      harness.arrive(hits.target("b2", 20, null));
      assertThat(harness.told()).extracting(Alert::status).containsOnly(AlertStatus.OPEN);
      assertThat(harness.open().values()).contains(Set.of("a2", "b0", "b1", "b2"));
    }
  }
}

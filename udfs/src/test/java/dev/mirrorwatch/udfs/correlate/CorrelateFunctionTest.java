package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CorrelateFunctionTest {

  private static final Duration LATENESS = Duration.ofMinutes(5);

  private final CorrelationRule rule = Rules.staging();
  private final Hits alice = new Hits(rule);

  @Test
  void lastMissingPartRaisesTheAlertAtOnce() throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(
          alice.target("e1", 0, "tmt-1"),
          alice.filter("e2", 1, "tmf-1"),
          alice.filterRule("e3", 2, "tmf-1"));
      assertThat(harness.told()).isEmpty();

      harness.arrive(alice.session("e4", 3, "tmt-1", "tmf-1"));

      assertThat(harness.told()).hasSize(1);
      Alert alert = harness.told().get(0);
      assertThat(alert.revision()).isEqualTo(1);
      assertThat(alert.status()).isEqualTo(AlertStatus.OPEN);
      assertThat(alert.identity()).isEqualTo("tmt-1");
      assertThat(alert.groupValues()).containsExactly("alice");
      assertThat(alert.evidence())
          .extracting(Evidence::eventId)
          .containsExactly("e1", "e2", "e3", "e4");
      assertThat(alert.firstTime()).isEqualTo(Hits.T0);
      assertThat(alert.lastTime()).isEqualTo(Hits.at(Duration.ofMinutes(3)));
      harness.watermark(Long.MAX_VALUE).assertNothingKept();
    }
  }

  @Test
  void keptHitsShareWhatIsTheSameInThem() throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(alice.target("e1", 0, "tmt-1"), alice.target("e2", 1, "tmt-1"));

      List<StageHit> kept = harness.keptHits();
      assertThat(kept).extracting(StageHit::eventId).containsExactlyInAnyOrder("e1", "e2");
      assertThat(kept.get(0).groupValues()).isSameAs(kept.get(1).groupValues());
      assertThat(kept.get(0).links()).isSameAs(kept.get(1).links());
    }
  }

  @Test
  void laterSessionsToTheTargetAmendTheSameAlert() throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(
          alice.target("e1", 0, "tmt-1"),
          alice.filter("e2", 1, "tmf-1"),
          alice.filterRule("e3", 2, "tmf-1"),
          alice.session("e4", 3, "tmt-1", "tmf-1"),
          alice.session("e5", 4, "tmt-1", "tmf-1"),
          alice.filterRule("e6", 5, "tmf-1"));

      assertThat(harness.told()).extracting(Alert::revision).containsExactly(1, 2, 3);
      assertThat(harness.told()).extracting(Alert::id).containsOnly(harness.told().get(0).id());
      assertThat(harness.open()).containsOnlyKeys("tmt-1");
      assertThat(harness.open().get("tmt-1")).containsExactly("e1", "e2", "e3", "e4", "e5", "e6");
    }
  }

  @Test
  void sessionThatUsesOtherIdsIsNoMatch() throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(
          alice.target("e1", 0, "tmt-1"),
          alice.filter("e2", 1, "tmf-1"),
          alice.filterRule("e3", 2, "tmf-1"),
          alice.session("e4", 3, "tmt-2", "tmf-1"),
          alice.session("e5", 3, "tmt-1", "tmf-2"));
      assertThat(harness.told()).isEmpty();
    }
  }

  @Test
  void sessionBeforeItsTargetIsNoMatchAndSameSecondIs() throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(
          alice.filter("e2", 1, "tmf-1"),
          alice.filterRule("e3", 1, "tmf-1"),
          alice.session("e4", 1, "tmt-1", "tmf-1"),
          alice.target("e1", 1.1, "tmt-1"));
      assertThat(harness.told()).isEmpty();
      harness.arrive(alice.target("e0", 1, "tmt-1"));
      assertThat(harness.open().get("tmt-1")).containsExactly("e0", "e2", "e3", "e4");
    }
  }

  @Test
  void timespanIsInclusive() throws Exception {
    double span = Rules.TIMESPAN.toMinutes();
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(
          alice.filter("e2", 1, "tmf-1"),
          alice.filterRule("e3", 1, "tmf-1"),
          alice.target("e1", 0, "tmt-1"),
          alice.session("e4", span + 0.001, "tmt-1", "tmf-1"));
      assertThat(harness.told()).isEmpty();
      harness.arrive(alice.session("e5", span, "tmt-1", "tmf-1"));
      assertThat(harness.open().get("tmt-1")).containsExactly("e1", "e2", "e3", "e5");
    }
  }

  @Test
  void secondDeliveryChangesNothing() throws Exception {
    List<StageHit> staging = staging(alice, "1", 0);
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(staging).arrive(staging);
      assertThat(harness.told()).hasSize(1);
    }
  }

  @Test
  void principalsDoNotShareAGroup() throws Exception {
    Hits bob = new Hits(rule, "bob");
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(
          alice.target("e1", 0, "tmt-1"),
          bob.filter("e2", 1, "tmf-1"),
          alice.filterRule("e3", 2, "tmf-1"),
          bob.session("e4", 3, "tmt-1", "tmf-1"));
      assertThat(harness.told()).isEmpty();
    }
  }

  @Test
  void lateWithinTheBoundStillCompletesAndBeyondItLeavesByTheSide() throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      List<StageHit> staging = staging(alice, "1", 0);
      harness.arrive(staging.subList(1, 4));
      harness.watermark(Hits.at(LATENESS));
      harness.arrive(staging.get(0));
      assertThat(harness.open()).containsOnlyKeys("tmt-1");

      harness.arrive(alice.target("e9", -0.001, "tmt-9"));
      assertThat(harness.late()).hasSize(1);
      assertThat(harness.late().get(0).evidence().eventId()).isEqualTo("e9");
      assertThat(harness.late().get(0).reason()).contains("allowed lateness of PT5M");
    }
  }

  @Test
  void idleGroupKeepsNothing() throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(alice.target("e1", 0, "tmt-1"), alice.filter("e2", 3, "tmf-1"));
      assertThat(harness.stateEntries()).isPositive();
      harness.watermark(Hits.at(Rules.TIMESPAN.plus(LATENESS).plusMinutes(3)));
      assertThat(harness.stateEntries()).isPositive();
      harness.watermark(Hits.at(Rules.TIMESPAN.plus(LATENESS).plusMinutes(3).plusMillis(1)));
      harness.assertNothingKept();
    }
  }

  @Test
  void restartInTheMiddleLosesAndDoublesNothing() throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      List<StageHit> staging = staging(alice, "1", 0);
      harness.arrive(staging.subList(0, 2)).restart().arrive(staging.subList(2, 4)).restart();
      harness.arrive(staging);
      assertThat(harness.told()).hasSize(1);
      harness.watermark(Long.MAX_VALUE).assertNothingKept();
    }
  }

  @Test
  void floodKeepsBoundedStateAndTheStagingInsideIsFound() throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      List<StageHit> flood = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        flood.add(alice.filterRule("flood-" + i, i / 1000.0, "tmf-flood"));
        flood.add(alice.target("flood-t-" + i, i / 1000.0, "tmt-flood-" + i));
      }
      flood.addAll(2_000, staging(alice, "1", 1));
      harness.arrive(flood);
      assertThat(harness.open()).containsOnlyKeys("tmt-1");
      assertThat(harness.bufferedHits()).isLessThanOrEqualTo(BufferLimits.PER_GROUP);
    }
  }

  @Test
  void floodOfEvidenceIsCountedNotEchoed() throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      harness.arrive(staging(alice, "1", 0));
      for (int i = 0; i < 1_000; i++) {
        harness.arrive(alice.session("more-" + i, 4 + i / 1000.0, "tmt-1", "tmf-1"));
      }
      Alert last = harness.told().get(harness.told().size() - 1);
      assertThat(last.seen()).isEqualTo(512);
      assertThat(last.evidence()).hasSize(3 + BufferLimits.PER_BUCKET);
      assertThat(harness.told().size()).isLessThan(BufferLimits.PER_BUCKET + 10);
    }
  }

  @Test
  void episodesOfACountFollowEachOther() throws Exception {
    CorrelationRule count = Rules.eventCount(3);
    Hits hits = new Hits(count);
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, count)) {
      for (int i = 0; i < 5; i++) {
        harness.arrive(hits.target("a" + i, i, null));
      }
      for (int i = 0; i < 3; i++) {
        harness.arrive(hits.target("b" + i, 60 + i, null));
      }
      assertThat(harness.open().values())
          .containsExactly(Set.of("a0", "a1", "a2", "a3", "a4"), Set.of("b0", "b1", "b2"));
    }
  }

  @Test
  void lateEventThatMovesAnEpisodeRetractsTheAlertToldBefore() throws Exception {
    CorrelationRule count = Rules.eventCount(2);
    Hits hits = new Hits(count);
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, count)) {
      harness.arrive(hits.target("e2", 4, null), hits.target("e3", 8, null));
      String first = harness.told().get(0).id();
      harness.arrive(hits.target("e1", 0, null));
      assertThat(harness.told())
          .extracting(Alert::status)
          .containsExactly(AlertStatus.OPEN, AlertStatus.RETRACTED, AlertStatus.OPEN);
      assertThat(harness.told().get(1).id()).isEqualTo(first);
      assertThat(harness.told().get(1).revision()).isEqualTo(2);
      assertThat(harness.open().values()).containsExactly(Set.of("e1", "e2", "e3"));
    }
  }

  private static List<StageHit> staging(Hits hits, String suffix, double minute) {
    return List.of(
        hits.target("t" + suffix, minute, "tmt-" + suffix),
        hits.filter("f" + suffix, minute, "tmf-" + suffix),
        hits.filterRule("r" + suffix, minute + 1, "tmf-" + suffix),
        hits.session("s" + suffix, minute + 2, "tmt-" + suffix, "tmf-" + suffix));
  }
}

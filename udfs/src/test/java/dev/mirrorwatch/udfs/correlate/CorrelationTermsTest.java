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
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One example of each key of {@code mirrorwatch}; times are minutes. */
class CorrelationTermsTest {

  private static final String TEARDOWN = "teardown";

  /** Terms with one of them changed. */
  private static final class Terms {
    private Map<String, StageTerms> stages = Map.of();
    private List<String> until = List.of();
    private Absence<String> absence;
    private Stalled stalled;
    private Fire fire = Fire.ONCE;
    private Window window = Window.SLIDING;
    private Duration allowedLateness;
    private int evidenceCap;

    CorrelationRule on(CorrelationRule rule, CorrelationRule.Join... more) {
      List<CorrelationRule.Join> joins = new ArrayList<>(rule.joins());
      joins.addAll(List.of(more));
      return Rules.with(
          rule,
          joins,
          new CorrelationTerms<>(
              stages, until, absence, stalled, fire, window, allowedLateness, evidenceCap));
    }
  }

  private final Terms terms = new Terms();

  @Test
  void aStageMayHaveToRunSeveralTimes() throws Exception {
    terms.stages = Map.of(Rules.FILTER, new StageTerms(2, false, null));
    CorrelationRule rule = terms.on(Rules.ordered());
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(
          hits.target("t", 0, null), hits.session("s", 5, null, null), hits.filter("f1", 2, null));
      assertThat(harness.told()).isEmpty();
      harness.arrive(hits.filter("f2", 3, null));
      assertThat(harness.open().values()).containsExactly(Set.of("t", "f1", "f2", "s"));
    }
  }

  @Test
  void anOptionalStageIsEvidenceAndNoDemand() throws Exception {
    terms.stages = Map.of(Rules.FILTER, new StageTerms(1, true, null));
    CorrelationRule rule = terms.on(Rules.ordered());
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(hits.target("t", 0, null), hits.session("s", 5, null, null));
      assertThat(harness.open().values()).containsExactly(Set.of("t", "s"));
      assertThat(harness.told().get(0).missing()).isEmpty();
      harness.arrive(hits.filter("f", 2, null));
      assertThat(harness.open().values()).containsExactly(Set.of("t", "f", "s"));
    }
  }

  /** Even with what is optional left out, the stages around it keep their order. */
  @Test
  void orderReachesAcrossAnOptionalStage() throws Exception {
    terms.stages = Map.of(Rules.FILTER, new StageTerms(1, true, null));
    CorrelationRule rule = terms.on(Rules.ordered());
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(hits.target("t", 5, null), hits.session("s", 0, null, null));
      assertThat(harness.told()).isEmpty();
    }
  }

  /** The nearest event is too far from the one before it; another one is not. */
  @Test
  void aGapIsMeasuredToTheEventBefore() throws Exception {
    terms.stages = Map.of(Rules.FILTER, new StageTerms(1, false, Duration.ofMinutes(2)));
    CorrelationRule rule = terms.on(Rules.ordered());
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(
          hits.target("t", 0, null), hits.filter("f5", 5, null), hits.session("s", 6, null, null));
      assertThat(harness.told()).isEmpty();
      harness.arrive(hits.filter("f2", 2, null));
      assertThat(harness.open()).hasSize(1);
    }
  }

  @Test
  void whatHappensInBetweenBreaksAMatchOff() throws Exception {
    terms.until = List.of(TEARDOWN);
    CorrelationRule rule = terms.on(Rules.ordered());
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(
          hits.target("t", 0, null),
          hits.filter("f", 2, null),
          hits.hit(TEARDOWN, "d", 3, null, null),
          hits.session("s", 5, null, null));
      assertThat(harness.told()).isEmpty();
      harness.watermark(Long.MAX_VALUE).assertNothingKept();
    }
  }

  /** It refutes an alert when it comes late: the same id, a higher revision, and why. */
  @Test
  void aLateEventRefutesAnAlertThatWasTold() throws Exception {
    terms.until = List.of(TEARDOWN);
    CorrelationRule rule =
        terms.on(
            Rules.staging(),
            new CorrelationRule.Join("mirror.target_id", List.of(Rules.TARGET, TEARDOWN)));
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ofMinutes(30), rule)) {
      harness.arrive(staging(hits));
      harness.watermark(Hits.at(Duration.ofMinutes(20)));
      harness.arrive(hits.hit(TEARDOWN, "other", 2, "tmt-other", null));
      assertThat(harness.open()).hasSize(1);
      harness.arrive(hits.hit(TEARDOWN, "d", 2, "tmt-1", null));

      Alert opened = harness.told().get(0);
      Alert last = harness.told().get(harness.told().size() - 1);
      assertThat(last.id()).isEqualTo(opened.id());
      assertThat(last.revision()).isGreaterThan(opened.revision());
      assertThat(last.status()).isEqualTo(AlertStatus.RETRACTED);
      assertThat(last.reason()).isEqualTo("undone by the event d");

      harness.arrive(hits.target("t2", 3, "tmt-1"));
      Alert again = harness.told().get(harness.told().size() - 1);
      assertThat(again.id()).isEqualTo(opened.id());
      assertThat(again.revision()).isEqualTo(last.revision() + 1);
      assertThat(again.reason()).isEqualTo("the match is complete: late event t2");
      assertThat(again.undone()).isEqualTo(1);
    }
  }

  /** The target nearest to the filter was deleted before the match began; the next one was not. */
  @Test
  void anUndoneNeighbourDoesNotHideAnotherOne() throws Exception {
    terms.until = List.of(TEARDOWN);
    CorrelationRule rule =
        terms.on(
            Rules.staging(),
            new CorrelationRule.Join("mirror.target_id", List.of(Rules.TARGET, TEARDOWN)));
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(
          hits.target("t4", 4, "tmt-1"),
          hits.hit(TEARDOWN, "d", 4.5, "tmt-1", null),
          hits.filter("f5", 5, "tmf-1"),
          hits.filter("f6", 6, "tmf-1"),
          hits.target("t7", 7, "tmt-1"),
          hits.filterRule("r", 8, "tmf-1"),
          hits.session("s", 9, "tmt-1", "tmf-1"));
      assertThat(harness.open().get("tmt-1")).containsExactly("f5", "f6", "r", "s", "t7");
    }
  }

  @Test
  void absenceIsToldOnceWhenItsTimeIsOverAcrossARestart() throws Exception {
    terms.absence = new Absence<>(List.of(TEARDOWN), Duration.ofMinutes(60));
    CorrelationRule rule = terms.on(Rules.ordered());
    Hits hits = new Hits(rule);
    Duration lateness = Duration.ofMinutes(5);
    try (CorrelateHarness harness = new CorrelateHarness(lateness, rule)) {
      harness.arrive(
          hits.session("s", 5, null, null), hits.target("t", 0, null), hits.filter("f", 2, null));
      harness.watermark(Hits.at(Duration.ofMinutes(65).plus(lateness))).restart();
      assertThat(harness.told()).as("it may still come").isEmpty();
      harness.watermark(Hits.at(Duration.ofMinutes(66).plus(lateness))).restart();
      harness.watermark(Hits.at(Duration.ofDays(2)));
      assertThat(harness.told()).hasSize(1);
      Alert alert = harness.told().get(0);
      assertThat(alert.evidence()).hasSize(3);
      assertThat(alert.reason())
          .isEqualTo("the match is complete: nothing that undoes it came within 1h");
      harness.assertNothingKept();
    }
  }

  @Test
  void absenceIsNotToldOfWhatCameEvenIfItCameLate() throws Exception {
    terms.absence = new Absence<>(List.of(TEARDOWN), Duration.ofMinutes(60));
    CorrelationRule rule = terms.on(Rules.ordered());
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ofMinutes(5), rule)) {
      harness.arrive(
          hits.target("t", 0, null), hits.filter("f", 2, null), hits.session("s", 5, null, null));
      harness.watermark(Hits.at(Duration.ofMinutes(69)));
      harness.arrive(hits.hit(TEARDOWN, "d", 65, null, null));
      harness.watermark(Long.MAX_VALUE - 1).assertNothingKept();
      assertThat(harness.told()).isEmpty();
      assertThat(harness.late()).isEmpty();
    }
  }

  /** Whether it would have come, nobody knows. */
  @Test
  void whatTheLogDoesNotCoverStaysUndecided() throws Exception {
    terms.absence = new Absence<>(List.of(TEARDOWN), Duration.ofMinutes(60));
    CorrelationRule rule = terms.on(Rules.ordered());
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(
          hits.target("t", 0, null), hits.filter("f", 2, null), hits.session("s", 5, null, null));
      harness.watermark(Hits.at(Duration.ofMinutes(60)));
      harness.watermark(Long.MAX_VALUE).assertNothingKept();
      assertThat(harness.told()).isEmpty();
    }
  }

  @Test
  void whatTheLogCoversIsDecidedAtItsEnd() throws Exception {
    terms.absence = new Absence<>(List.of(TEARDOWN), Duration.ofMinutes(60));
    CorrelationRule rule = terms.on(Rules.ordered());
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(
          hits.target("t", 0, null), hits.filter("f", 2, null), hits.session("s", 5, null, null));
      harness.arrive(hits.target("later", 66, null));
      harness.watermark(Long.MAX_VALUE).assertNothingKept();
      assertThat(harness.open()).hasSize(1);
    }
  }

  @Test
  void whatStallsIsToldWithWhatIsMissing() throws Exception {
    terms.stalled = new Stalled(Duration.ofMinutes(60), 2, Level.LOW);
    CorrelationRule rule = terms.on(Rules.staging());
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(hits.target("t", 0, "tmt-1"), hits.filter("f", 2, "tmf-1"));
      harness.watermark(Hits.at(Duration.ofMinutes(62)));
      assertThat(harness.told()).isEmpty();
      harness.watermark(Hits.at(Duration.ofMinutes(63)));
      assertThat(harness.told()).hasSize(1);
      Alert stalled = harness.told().get(0);
      assertThat(stalled.status()).isEqualTo(AlertStatus.STALLED);
      assertThat(stalled.rule().level()).isEqualTo(Level.LOW);
      assertThat(stalled.missing()).containsExactly(Rules.FILTER_RULE, Rules.SESSION);
      assertThat(stalled.reason()).isEqualTo("nothing of it came for 1h");
      harness.watermark(Long.MAX_VALUE).assertNothingKept();
      assertThat(harness.told()).hasSize(1);
    }
  }

  @Test
  void whatStalledAndGoesOnIsTakenBack() throws Exception {
    terms.stalled = new Stalled(Duration.ofMinutes(3), 2, Level.LOW);
    CorrelationRule rule = terms.on(Rules.staging());
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(hits.target("t", 0, "tmt-1"), hits.filter("f", 1, "tmf-1"));
      harness.watermark(Hits.at(Duration.ofMinutes(5)));
      assertThat(harness.stalled()).hasSize(1);
      harness.arrive(hits.filterRule("r", 8, "tmf-1"), hits.session("s", 9, "tmt-1", "tmf-1"));
      assertThat(harness.stalled()).isEmpty();
      assertThat(harness.open()).containsOnlyKeys("tmt-1");
    }
  }

  /** A late event undoes what had completed it: it stalls after all. */
  @Test
  void whatIsUndoneMayStallAgain() throws Exception {
    terms.until = List.of(TEARDOWN);
    terms.stalled = new Stalled(Duration.ofMinutes(3), 2, Level.LOW);
    CorrelationRule rule = terms.on(Rules.ordered());
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ofMinutes(30), rule)) {
      harness.arrive(hits.target("t", 0, null), hits.filter("f", 1, null));
      harness.watermark(Hits.at(Duration.ofMinutes(35)));
      assertThat(harness.stalled()).hasSize(1);
      harness.arrive(hits.session("s", 8, null, null));
      assertThat(harness.stalled()).isEmpty();
      assertThat(harness.open()).hasSize(1);
      harness.arrive(hits.hit(TEARDOWN, "d", 6, null, null));
      assertThat(harness.open()).isEmpty();
      harness.watermark(Hits.at(Duration.ofMinutes(36)));
      assertThat(harness.stalled()).hasSize(1);
    }
  }

  @Test
  void eachCompletionMayFire() throws Exception {
    terms.fire = new Fire(FireMode.EVERY, 0);
    assertThat(countOfFive(terms.on(Rules.eventCount(3)))).hasSize(3);
  }

  @Test
  void aMatchMayUseItsEventsUp() throws Exception {
    terms.fire = new Fire(FireMode.RESET, 0);
    assertThat(countOfFive(terms.on(Rules.eventCount(2))))
        .containsExactlyInAnyOrder(Set.of("e0", "e1"), Set.of("e2", "e3"));
  }

  @Test
  void soManyAnHourAndNoMore() throws Exception {
    terms.fire = new Fire(FireMode.EVERY, 2);
    assertThat(countOfFive(terms.on(Rules.eventCount(3)))).hasSize(2);
  }

  /** Five events, a minute apart, the last one first. */
  private static List<Set<String>> countOfFive(CorrelationRule rule) throws Exception {
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      for (int i = 4; i >= 0; i--) {
        harness.arrive(hits.target("e" + i, i, null));
      }
      return List.copyOf(harness.open().values());
    }
  }

  /** Ten minutes, from 10:00, 10:10 and so on. */
  @Test
  void tumblingWindowsFollowEachOther() throws Exception {
    terms.window = new Window(WindowKind.TUMBLING, null);
    CorrelationRule rule = terms.on(Rules.eventCount(2));
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(hits.target("e9", 9, null), hits.target("e11", 11, null));
      assertThat(harness.told()).isEmpty();
      harness.arrive(hits.target("e19", 19, null));
      assertThat(harness.open().values()).containsExactly(Set.of("e11", "e19"));
    }
  }

  @Test
  void aSessionEndsWithAPause() throws Exception {
    terms.window = new Window(WindowKind.SESSION, Duration.ofMinutes(2));
    CorrelationRule rule = terms.on(Rules.eventCount(3));
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(
          hits.target("e0", 0, null), hits.target("e2", 2, null), hits.target("e5", 5, null));
      assertThat(harness.told()).isEmpty();
      harness.arrive(hits.target("e3", 3, null));
      assertThat(harness.open().values()).containsExactly(Set.of("e0", "e2", "e3", "e5"));
    }
  }

  /** Exactly two in ten minutes that begin at a full ten: known when they are over. */
  @Test
  void aTumblingWindowIsDecidedAtItsEnd() throws Exception {
    terms.window = new Window(WindowKind.TUMBLING, null);
    CorrelationRule rule = terms.on(Rules.exactly(2));
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(
          hits.target("e8", 8, null), hits.target("e9", 9, null), hits.target("e11", 11, null));
      harness.watermark(Hits.at(Duration.ofMinutes(10)) - 1);
      assertThat(harness.told()).isEmpty();
      harness.watermark(Hits.at(Duration.ofMinutes(10)));
      assertThat(harness.open().values()).containsExactly(Set.of("e8", "e9"));
      harness.watermark(Long.MAX_VALUE).assertNothingKept();
      assertThat(harness.told()).hasSize(1);
    }
  }

  @Test
  void aSessionThatTimeDecidesEndsWithAPause() throws Exception {
    terms.window = new Window(WindowKind.SESSION, Duration.ofMinutes(2));
    CorrelationRule rule = terms.on(Rules.exactly(2));
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(
          hits.target("e0", 0, null), hits.target("e1", 1, null), hits.target("e5", 5, null));
      harness.watermark(Long.MAX_VALUE).assertNothingKept();
      assertThat(harness.open().values()).containsExactly(Set.of("e0", "e1"));
    }
  }

  @Test
  void aRuleMayAllowMoreLatenessThanTheJob() throws Exception {
    terms.allowedLateness = Duration.ofHours(1);
    CorrelationRule rule = terms.on(Rules.ordered());
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(hits.target("t", 0, null), hits.session("s", 5, null, null));
      harness.watermark(Hits.at(Duration.ofMinutes(59)));
      harness.arrive(hits.filter("f", 2, null));
      assertThat(harness.late()).isEmpty();
      assertThat(harness.open()).hasSize(1);
    }
  }

  @Test
  void anAlertShowsNoMoreEventsThanTheRuleWants() throws Exception {
    terms.evidenceCap = 3;
    CorrelationRule rule = terms.on(Rules.eventCount(2));
    Hits hits = new Hits(rule);
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      for (int i = 0; i < 8; i++) {
        harness.arrive(hits.target("e" + i, i, null));
      }
      Alert last = harness.told().get(harness.told().size() - 1);
      assertThat(CorrelateHarness.eventIds(last)).containsExactly("e0", "e6", "e7");
      assertThat(last.seen()).isEqualTo(8);
      assertThat(harness.told().stream().map(Alert::seen))
          .as("beyond that, told when the count doubles")
          .containsExactly(2L, 3L, 4L, 8L);
    }
  }

  private static StageHit[] staging(Hits hits) {
    return new StageHit[] {
      hits.target("t", 1, "tmt-1"),
      hits.filter("f", 3, "tmf-1"),
      hits.filterRule("r", 4, "tmf-1"),
      hits.session("s", 5, "tmt-1", "tmf-1")
    };
  }
}

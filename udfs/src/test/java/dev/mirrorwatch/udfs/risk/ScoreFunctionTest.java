package dev.mirrorwatch.udfs.risk;

import static dev.mirrorwatch.udfs.risk.Calls.alert;
import static dev.mirrorwatch.udfs.risk.Calls.call;
import static dev.mirrorwatch.udfs.risk.Calls.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.Risk;
import dev.mirrorwatch.udfs.event.Samples;
import dev.mirrorwatch.udfs.event.Sighting;
import dev.mirrorwatch.udfs.reload.FirstRules;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import dev.mirrorwatch.udfs.reload.RulesInEffect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreFunctionTest {

  private static final long DAY = 86_400_000;
  private static final String FAMILY = "ec2.amazonaws.com TrafficMirror";
  private static final RuleSet RULES =
      Calls.rules("reasons: [{name: new, points: 15, fact: first_seen}]");

  /** Of what alice did at the time of {@link Samples#T0}. */
  private static final Alert ALERT =
      alert(RULES, call("target", "t", 0, person(), "mirror.target_id=tmt-1"));

  private static KeyedTwoInputStreamOperatorTestHarness<String, Scorable, RuleSetText, Alert> open(
      OperatorSubtaskState state) throws Exception {
    var harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new ScoreFunction(FirstRules.of(RULES), ScoringOptions.of(List.of())),
                List.of(RulesInEffect.descriptor())),
            Scorable::key,
            text -> "",
            Types.STRING);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static Scorable seen(String who, long daysBefore) {
    return Scorable.of(
        new Sighting(
            "arn:aws:iam::111122223333:user/" + who, FAMILY, Samples.T0 - daysBefore * DAY));
  }

  private static List<Alert> told(Scorable... scorables) throws Exception {
    try (var harness = open(null)) {
      for (Scorable scorable : scorables) {
        harness.processElement1(scorable, 0);
      }
      return harness.extractOutputValues();
    }
  }

  private static Risk last(Scorable... scorables) throws Exception {
    List<Alert> told = told(scorables);
    return told.get(told.size() - 1).risk();
  }

  /** Of two families the first by name is asked; the other one's calls make nobody new in it. */
  @Test
  void ofSeveralFamiliesOneIsAsked() throws Exception {
    Alert both =
        alert(
            RULES,
            call("target", "t", 0, person(), "mirror.target_id=tmt-1"),
            Calls.in(
                "gcp",
                "net-prod",
                "v1.compute.packetMirrorings.insert",
                call(
                    "session",
                    "s",
                    1,
                    Calls.user("carol", "carol", null, false),
                    "mirror.target_id=x")));
    assertThat(last(seen("bob", 30), seen("alice", 20), Scorable.of(both)).score()).isEqualTo(40);
    assertThat(last(seen("bob", 30), Scorable.of(both)).reasons().get(0).events())
        .containsExactly("t");
  }

  /** They are kept for a month, and most are never told again. */
  @Test
  void alertsAreKeptPacked() throws Exception {
    ScoredBefore kept = ScoredBefore.of(Samples.traveled(ALERT).opened(), null, 0);
    assertThat(Samples.isClosed(kept.alert())).isTrue();
    assertThat(kept.origins()).containsExactly("arn:aws:iam::111122223333:user/alice");
  }

  @Test
  void onTheFirstDayNobodyIsNew() throws Exception {
    assertThat(last(Scorable.of(ALERT)).score()).isEqualTo(40);
    assertThat(last(seen("bob", 6), Scorable.of(ALERT)).score()).isEqualTo(40);
  }

  @Test
  void whoWasNotSeenBeforeIsNew() throws Exception {
    Risk risk = last(seen("bob", 7), seen("alice", 0), Scorable.of(ALERT));
    assertThat(risk.score()).isEqualTo(55);
    assertThat(risk.reasons().get(0).text()).isEqualTo("never did this in the 7 days before");
  }

  @Test
  void whoWasSeenIsKnownForNinetyDays() throws Exception {
    assertThat(last(seen("bob", 200), seen("alice", 89), Scorable.of(ALERT)).score()).isEqualTo(40);
    Risk forgotten = last(seen("bob", 200), seen("alice", 91), Scorable.of(ALERT));
    assertThat(forgotten.score()).isEqualTo(55);
    assertThat(forgotten.reasons().get(0).text()).isEqualTo("never did this in the 90 days before");
  }

  @Test
  void anAlertIsToldAgainWhenMoreBecomesKnown() throws Exception {
    List<Alert> told = told(Scorable.of(ALERT), seen("bob", 8), seen("alice", 0), seen("alice", 1));
    assertThat(told).extracting(alert -> alert.risk().score()).containsExactly(40, 55, 40);
    assertThat(told).extracting(Alert::revision).containsExactly(1, 2, 3);
    assertThat(told).extracting(alert -> alert.risk().known()).containsExactly(0, 1, 2);
    assertThat(told.get(1).reason()).isEqualTo("more is known of who is new to this");
  }

  @Test
  void laterRevisionsStayBehindThoseToldAgain() throws Exception {
    Alert next = ALERT.told(2, ALERT.status(), List.of(), null, 0, "more evidence");
    List<Alert> told = told(Scorable.of(ALERT), seen("bob", 8), Scorable.of(next));
    assertThat(told).extracting(Alert::revision).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyOrderEndsAlike(long seed) throws Exception {
    List<Scorable> arrivals =
        new ArrayList<>(
            List.of(
                Scorable.of(ALERT),
                seen("bob", 8),
                seen("bob", 9),
                seen("alice", 0),
                seen("carol", 20)));
    Risk expected = last(arrivals.toArray(Scorable[]::new));
    Collections.shuffle(arrivals, new Random(seed));
    assertThat(last(arrivals.toArray(Scorable[]::new))).isEqualTo(expected);
  }

  @Test
  void aRestartForgetsNothing() throws Exception {
    OperatorSubtaskState state;
    try (var harness = open(null)) {
      harness.processElement1(seen("bob", 8), 0);
      harness.processElement1(Scorable.of(ALERT), 0);
      state = harness.snapshot(1, 1);
    }
    try (var harness = open(state)) {
      harness.processElement1(seen("alice", 3), 0);
      assertThat(harness.extractOutputValues())
          .singleElement()
          .satisfies(
              alert -> {
                assertThat(alert.risk().score()).isEqualTo(40);
                assertThat(alert.revision()).isEqualTo(2);
              });
    }
  }

  @Test
  void onlySinceWhenItIsWatchedStaysOfAFamily() throws Exception {
    try (var harness = open(null)) {
      harness.processElement1(seen("bob", 8), 0);
      harness.processElement1(Scorable.of(ALERT), 0);
      assertThat(harness.numKeyedStateEntries()).isEqualTo(3);
      harness.processBothWatermarks(
          new org.apache.flink.streaming.api.watermark.Watermark(Samples.T0 + 200 * DAY));
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }
}

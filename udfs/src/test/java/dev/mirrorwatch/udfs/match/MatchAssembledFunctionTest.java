package dev.mirrorwatch.udfs.match;

import static dev.mirrorwatch.udfs.reload.RuleTexts.detection;
import static dev.mirrorwatch.udfs.reload.RuleTexts.rules;
import static dev.mirrorwatch.udfs.reload.RuleTexts.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.Samples;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.WholeEvent;
import dev.mirrorwatch.udfs.reload.FirstRules;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import dev.mirrorwatch.udfs.reload.RulesInEffect;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithNonKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class MatchAssembledFunctionTest {

  @Test
  void followsTheRules() throws Exception {
    try (var harness =
        new TwoInputStreamOperatorTestHarness<WholeEvent, RuleSetText, StageHit>(
            new CoBroadcastWithNonKeyedOperator<>(
                new MatchAssembledFunction(FirstRules.of(rules(detection("a", "MakeA")))),
                List.of(RulesInEffect.descriptor())))) {
      harness.open();
      harness.processElement1(WholeEvent.first(event("MakeA")), 0);
      harness.processElement1(WholeEvent.first(event("MakeB")), 0);
      harness.processElement2(text(detection("b", "MakeB")), 0);
      harness.processElement1(WholeEvent.first(event("MakeA")), 0);
      harness.processElement1(WholeEvent.first(event("MakeB")), 0);

      assertThat(harness.getSideOutput(MatchOutputs.SINGLE_EVENT_ALERTS))
          .extracting(StreamRecord::getValue)
          .extracting(alert -> alert.rule().name())
          .containsExactly("a", "b");
    }
  }

  @Test
  void whatDoesNotHoldAnyMoreIsTakenBack() throws Exception {
    try (var harness =
        new TwoInputStreamOperatorTestHarness<WholeEvent, RuleSetText, StageHit>(
            new CoBroadcastWithNonKeyedOperator<>(
                new MatchAssembledFunction(FirstRules.of(rules(detection("a", "MakeA")))),
                List.of(RulesInEffect.descriptor())))) {
      harness.open();
      harness.processElement1(new WholeEvent(event("MakeB"), 3, event("MakeA")), 0);

      assertThat(harness.getSideOutput(MatchOutputs.SINGLE_EVENT_ALERTS))
          .extracting(StreamRecord::getValue)
          .extracting(alert -> alert.status() + " " + alert.revision())
          .containsExactly(AlertStatus.RETRACTED + " 4");
    }
  }

  private static AuditEvent event(String call) {
    return new AuditEvent(
        call,
        Samples.T0,
        "test",
        "aws",
        "cloudtrail",
        "aws",
        "ec2.amazonaws.com",
        call,
        "111122223333",
        null,
        Outcome.SUCCESS,
        null,
        Samples.bare("alice"),
        null,
        null,
        null,
        List.of(),
        new FieldValues(Map.of("eventName", List.of(call)), List.of()),
        Origin.file("test", 1),
        new byte[0],
        null);
  }
}

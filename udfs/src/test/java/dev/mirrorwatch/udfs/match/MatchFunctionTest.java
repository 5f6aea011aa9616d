package dev.mirrorwatch.udfs.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.List;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MatchFunctionTest {

  private OneInputStreamOperatorTestHarness<AuditEvent, StageHit> harness;

  @BeforeEach
  void open() throws Exception {
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new MatchFunction(MatchRules.RULES)));
    harness.open();
    harness.setProcessingTime(99);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private void process(String members) throws Exception {
    AuditEvent event = RuleTexts.event(MatchRules.RULES, members);
    harness.processElement(event, event.time());
  }

  private List<Alert> alerts() {
    var alerts = harness.getSideOutput(MatchOutputs.SINGLE_EVENT_ALERTS);
    return alerts == null ? List.of() : alerts.stream().map(StreamRecord::getValue).toList();
  }

  private long count(String name) {
    AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
    return operator.getRuntimeContext().getLongCounter(name).getLocalValue();
  }

  @Test
  void stagesGoToTheCorrelationsAndLoneRulesAlert() throws Exception {
    process(MatchRules.call("RunInstances"));
    assertThat(harness.extractOutputValues())
        .extracting(StageHit::rule)
        .containsExactlyInAnyOrder("start_and_stop", "many_starts");
    assertThat(alerts()).extracting(alert -> alert.rule().name()).containsExactly("wide");
    assertThat(alerts()).extracting(Alert::detectedAt).containsExactly(99L);
    assertThat(count("matches")).isEqualTo(1);
    assertThat(count("no_match")).isZero();
  }

  @Test
  void eventThatNoRuleWantsIsCounted() throws Exception {
    process(MatchRules.call("CreateTrail"));
    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(alerts()).isEmpty();
    assertThat(count("no_match")).isEqualTo(1);
    assertThat(count("matches")).isZero();
  }

  @Test
  void matchWithoutAGroupIsCountedForItsCorrelation() throws Exception {
    process(MatchRules.call("RunInstances", ""));
    process(MatchRules.call("StopInstances", ""));
    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(count("matches")).isEqualTo(2);
    assertThat(count("ungrouped_start_and_stop")).isEqualTo(2);
    assertThat(count("ungrouped_many_starts")).isEqualTo(1);
  }
}

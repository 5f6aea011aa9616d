package dev.mirrorwatch.udfs.reload;

import static dev.mirrorwatch.udfs.reload.RuleTexts.correlation;
import static dev.mirrorwatch.udfs.reload.RuleTexts.detection;
import static dev.mirrorwatch.udfs.reload.RuleTexts.rules;
import static dev.mirrorwatch.udfs.reload.RuleTexts.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckRulesFunctionTest {

  private static final String A = detection("a", "MakeA");
  private static final String B = detection("b", "MakeB");
  private static final RuleSetText TWO = text(A, B);

  private OneInputStreamOperatorTestHarness<RuleSetText, RuleSetText> harness;

  @BeforeEach
  void open() throws Exception {
    start(FirstRules.of(rules(A)), null);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private void start(FirstRules first, OperatorSubtaskState state) throws Exception {
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new CheckRulesFunction(first, 2)));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  private void restart(FirstRules first) throws Exception {
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    start(first, state);
  }

  private RuleSetStatus offer(RuleSetText offered) throws Exception {
    harness.processElement(offered, 0);
    var told = harness.getSideOutput(CheckRulesFunction.STATUS);
    if (told == null || told.isEmpty()) {
      return null;
    }
    StreamRecord<RuleSetStatus> last = told.poll();
    assertThat(told).isEmpty();
    return last.getValue();
  }

  /** Version of the set that a refusal names as the one that goes on. */
  private String inEffect() throws Exception {
    return offer(text("broken")).inEffect();
  }

  @Test
  void soundRulesGoThroughAndTheirChangesAreTold() throws Exception {
    RuleSetStatus status = offer(TWO);
    assertThat(status.refused()).isFalse();
    assertThat(status.inEffect()).isEqualTo(TWO.version());
    assertThat(status.added()).containsExactly("b");
    assertThat(offer(text(detection("a", "MakeAnother"))))
        .isEqualTo(
            new RuleSetStatus(
                text(detection("a", "MakeAnother")).version(),
                text(detection("a", "MakeAnother")).version(),
                List.of(),
                List.of(),
                List.of("a"),
                List.of("b"),
                0));
    assertThat(harness.extractOutputValues())
        .containsExactly(TWO, text(detection("a", "MakeAnother")));
  }

  @Test
  void whatIsInEffectGoesThroughWithoutAWord() throws Exception {
    assertThat(offer(text(A))).isNull();
    assertThat(harness.extractOutputValues()).containsExactly(text(A));
  }

  @Test
  void brokenRulesAreRefusedWithTheirMessages() throws Exception {
    offer(TWO);
    RuleSetStatus status = offer(text(A, "title: Broken\n"));
    assertThat(status.refused()).isTrue();
    assertThat(status.inEffect()).isEqualTo(TWO.version());
    assertThat(String.join("\n", status.problems())).contains("rules.yml:", "error:");
    assertThat(harness.extractOutputValues()).containsExactly(TWO);
  }

  @Test
  void noRulesAtAllAreRefused() throws Exception {
    assertThat(offer(RuleSetText.of(List.of())).problems().get(0)).contains("no rule files");
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  @Test
  void moreLevelsThanThereAreOperatorsForAreRefused() throws Exception {
    String one = correlation("one", 1, "", "a", "b");
    String two = correlation("two", 1, "", "a", "one");
    String three = correlation("three", 1, "", "b", "two");
    assertThat(offer(text(A, B, one, two)).refused()).isFalse();
    assertThat(offer(text(A, B, one, two, three)).problems())
        .singleElement()
        .asString()
        .contains("3 levels", "operators for 2", "savepoint");
  }

  @Test
  void restartedByFlinkItGoesOnWithWhatWasTaken() throws Exception {
    offer(TWO);
    restart(FirstRules.of(rules(A)));
    assertThat(inEffect()).isEqualTo(TWO.version());
  }

  @Test
  void startedWithOtherRulesItTakesThose() throws Exception {
    offer(TWO);
    restart(FirstRules.of(rules(B)));
    assertThat(inEffect()).isEqualTo(text(B).version());
  }

  @Test
  void startedWithoutRulesOrWithOnesForTheBeginningItGoesOnWithWhatWasTaken() throws Exception {
    offer(TWO);
    restart(FirstRules.asKept());
    assertThat(inEffect()).isEqualTo(TWO.version());
    restart(FirstRules.unlessKept(rules(B)));
    assertThat(inEffect()).isEqualTo(TWO.version());
  }

  @Test
  void withoutAnyRulesItDoesNotStart() {
    assertThatThrownBy(() -> start(FirstRules.asKept(), null))
        .hasStackTraceContaining("mirrorwatch rules check");
  }
}

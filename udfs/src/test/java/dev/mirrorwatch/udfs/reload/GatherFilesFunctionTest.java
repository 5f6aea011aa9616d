package dev.mirrorwatch.udfs.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleFile;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatherFilesFunctionTest {

  private static final RuleFile ALWAYS = new RuleFile("z.yml", "always");

  private KeyedOneInputStreamOperatorTestHarness<String, RuleFileChange, RuleSetText> harness;

  @BeforeEach
  void open() throws Exception {
    start(null);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private void start(OperatorSubtaskState state) throws Exception {
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(
                new GatherFilesFunction(Duration.ofSeconds(5), List.of(ALWAYS))),
            change -> "all",
            Types.STRING);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  private void change(long time, String path, String text) throws Exception {
    harness.setProcessingTime(time);
    harness.processElement(new RuleFileChange(path, text), 0);
  }

  @Test
  void aSetIsCompleteWhenNothingComesForAWhile() throws Exception {
    change(0, "b.yml", "one");
    change(4_000, "a.yml", "two");
    harness.setProcessingTime(8_999);
    assertThat(harness.extractOutputValues()).isEmpty();
    harness.setProcessingTime(9_000);
    assertThat(harness.extractOutputValues())
        .containsExactly(
            RuleSetText.of(
                List.of(new RuleFile("a.yml", "two"), new RuleFile("b.yml", "one"), ALWAYS)));
  }

  @Test
  void aFileIsReplacedAndTakenAwayAlsoAfterARestart() throws Exception {
    change(0, "a.yml", "one");
    change(0, "b.yml", "two");
    harness.setProcessingTime(5_000);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    start(state);
    change(6_000, "a.yml", "three");
    change(6_000, "b.yml", null);
    harness.setProcessingTime(11_000);
    assertThat(harness.extractOutputValues())
        .containsExactly(RuleSetText.of(List.of(new RuleFile("a.yml", "three"), ALWAYS)));
  }

  @Test
  void whatIsAlwaysThereIsNoRuleSetByItself() throws Exception {
    change(0, "a.yml", "one");
    change(0, "a.yml", null);
    harness.setProcessingTime(5_000);
    assertThat(harness.extractOutputValues()).containsExactly(RuleSetText.of(List.of()));
  }
}

package dev.mirrorwatch.udfs.alert;

import static dev.mirrorwatch.udfs.reload.RuleTexts.correlation;
import static dev.mirrorwatch.udfs.reload.RuleTexts.detection;
import static dev.mirrorwatch.udfs.reload.RuleTexts.rules;
import static dev.mirrorwatch.udfs.reload.RuleTexts.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.Samples;
import dev.mirrorwatch.udfs.reload.FirstRules;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import dev.mirrorwatch.udfs.reload.RulesInEffect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rule families that change while their alerts stand. */
class SupersedeReloadTest {

  private static final String STAGES = detection("a", "MakeA") + "---\n" + detection("b", "MakeB");
  private static final String LOW = correlation("low", 5, "identity: [thing]", "a", "b");
  private static final String TOP =
      correlation("top", 5, "identity: [thing], supersedes: [low]", "a", "b");

  private final RuleSet rules = rules(STAGES, LOW, TOP);

  private KeyedTwoInputStreamOperatorTestHarness<String, Alert, RuleSetText, Alert> harness;

  @BeforeEach
  void open() throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new SupersedeFunction(FirstRules.of(rules), Duration.ZERO),
                List.of(RulesInEffect.descriptor())),
            Supersession::key,
            null,
            Types.STRING);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private void take(String rule, int events) throws Exception {
    List<Evidence> evidence = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      evidence.add(Samples.evidence("e" + i, i, null));
    }
    harness.processElement1(
        Samples.alert(rules.rule(rule).orElseThrow().header(), "thing-1", evidence), 0);
  }

  private List<String> told() {
    return harness.extractOutputValues().stream()
        .map(alert -> alert.rule().name() + " " + alert.status().text() + " " + alert.revision())
        .toList();
  }

  @Test
  void whatARemovedRuleKeptSilentSpeaksAgain() throws Exception {
    take("top", 2);
    take("low", 1);
    assertThat(told()).containsExactly("top open 1", "top open 2");
    harness.processElement2(text(STAGES, LOW), 0);
    take("low", 3);
    assertThat(told()).last().isEqualTo("low open 1");
  }

  @Test
  void aRuleThatJoinsAFamilyFindsItsAlerts() throws Exception {
    harness.processElement2(text(STAGES, LOW, correlation("other", 5, "", "a", "b")), 0);
    harness.processElement2(text(STAGES, LOW, TOP), 0);
    take("low", 2);
    String higher = correlation("aaa", 5, "identity: [thing], supersedes: [top]", "a", "b");
    harness.processElement2(text(STAGES, LOW, TOP, higher), 0);
    take("low", 3);
    take("top", 3);
    assertThat(told())
        .containsExactly("low open 1", "low open 2", "low superseded 3", "top open 1");
  }
}

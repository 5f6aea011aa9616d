package dev.mirrorwatch.udfs.correlate;

import static dev.mirrorwatch.udfs.reload.RuleTexts.correlation;
import static dev.mirrorwatch.udfs.reload.RuleTexts.detection;
import static dev.mirrorwatch.udfs.reload.RuleTexts.rules;
import static dev.mirrorwatch.udfs.reload.RuleTexts.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.reload.FirstRules;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import dev.mirrorwatch.udfs.reload.RulesInEffect;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules that are replaced while groups of theirs have events. */
class CorrelateReloadTest {

  private static final String STAGES =
      detection("target", "MakeTarget") + "---\n" + detection("filter", "MakeFilter");
  private static final String KEPT = correlation("kept", 10, "", "target", "filter");
  private static final String REMOVED = correlation("removed", 10, "", "target", "filter");

  private static final String[] BEFORE = {
    STAGES, KEPT, correlation("altered", 10, "", "target", "filter"), REMOVED
  };
  private static final String[] AFTER = {
    STAGES,
    KEPT,
    correlation("altered", 20, "", "target", "filter"),
    correlation("added", 10, "", "target", "filter")
  };

  private final RuleSet before = rules(BEFORE);
  private final RuleSet after = rules(AFTER);

  private KeyedTwoInputStreamOperatorTestHarness<String, StageHit, RuleSetText, Alert> harness;

  @BeforeEach
  void open() throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new CorrelateFunction(FirstRules.of(before), Duration.ofMinutes(5)),
                List.of(RulesInEffect.descriptor())),
            StageHit::correlationKey,
            null,
            Types.STRING);
    harness.open();
    harness.processWatermark2(Watermark.MAX_WATERMARK);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static Hits hits(RuleSet rules, String rule) {
    return new Hits((CorrelationRule) rules.rule(rule).orElseThrow());
  }

  private void arrive(StageHit hit) throws Exception {
    harness.processElement1(hit, hit.time());
  }

  private void replace(String... documents) throws Exception {
    harness.processElement2(text(documents), 0);
  }

  private List<String> alerts() {
    return harness.extractOutputValues().stream()
        .map(alert -> alert.rule().name() + " " + CorrelateHarness.eventIds(alert))
        .toList();
  }

  private long count(String name) {
    AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
    return operator.getRuntimeContext().getLongCounter(name).getLocalValue();
  }

  @Test
  void onlyUnchangedRulesKeepTheirGroups() throws Exception {
    for (String rule : List.of("kept", "altered", "removed")) {
      arrive(hits(before, rule).target("e1", 0, "t"));
    }
    int perGroup = harness.numKeyedStateEntries() / 3;
    replace(AFTER);
    assertThat(harness.numKeyedStateEntries()).isEqualTo(perGroup);
    assertThat(count("groups_dropped_rule_changed")).isEqualTo(1);
    assertThat(count("groups_dropped_rule_removed")).isEqualTo(1);
    for (String rule : List.of("kept", "altered", "added")) {
      arrive(hits(after, rule).filter("e2", 1, "f"));
    }
    assertThat(alerts()).containsExactly("kept [e1, e2]");
    // The timers that are left find nothing.
    harness.processWatermark1(new Watermark(Hits.at(Duration.ofSeconds(930))));
    assertThat(count("groups_dropped_rule_removed")).isEqualTo(1);
    arrive(hits(after, "altered").target("e3", 12, "t"));
    arrive(hits(after, "added").target("e3", 11, "t"));
    assertThat(alerts()).containsExactly("kept [e1, e2]", "altered [e2, e3]", "added [e2, e3]");
    assertThat(harness.extractOutputValues())
        .allSatisfy(alert -> assertThat(alert.rule().ruleSet()).isEqualTo(text(AFTER).version()));
  }

  @Test
  void aRuleThatBecomesAStageIsSilent() throws Exception {
    arrive(hits(before, "kept").hit("target", "t", 0, null, null));
    replace(STAGES, KEPT, correlation("outer", 30, "", "kept", "target"));
    arrive(hits(before, "kept").hit("filter", "f", 1, null, null));
    assertThat(alerts()).isEmpty();
    assertThat(harness.getSideOutput(CorrelateFunction.INNER_ALERTS))
        .extracting(record -> record.getValue().rule().name())
        .containsExactly("kept");
  }

  @Test
  void nothingIsLeftOfWhatWasDropped() throws Exception {
    arrive(hits(before, "removed").target("e1", 0, "t"));
    replace(AFTER);
    assertThat(harness.numKeyedStateEntries()).isZero();
    // And what comes back starts anew, woken by its own timer only.
    replace(BEFORE);
    arrive(hits(before, "removed").filter("e2", 9, "f"));
    harness.processWatermark1(new Watermark(Hits.at(Duration.ofMinutes(16))));
    arrive(hits(before, "removed").target("e3", 12, "t"));
    assertThat(alerts()).containsExactly("removed [e2, e3]");
    harness.processWatermark1(new Watermark(Hits.at(Duration.ofDays(1))));
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
  }

  @Test
  void hitsOfTheRuleAsItWasDoNotMixWithItsOwn() throws Exception {
    replace(AFTER);
    arrive(hits(before, "altered").target("e1", 0, "t"));
    arrive(hits(before, "removed").target("e1", 0, "t"));
    arrive(hits(after, "altered").filter("e2", 1, "f"));
    assertThat(alerts()).isEmpty();
    assertThat(count("unknown_rule_hits")).isEqualTo(2);
  }

  @Test
  void theAlertOfAChangedRuleKeepsItsId() throws Exception {
    for (String[] set : List.of(BEFORE, AFTER)) {
      replace(set);
      RuleSet now = rules(set);
      arrive(hits(now, "altered").target("e1", 0, "t"));
      arrive(hits(now, "altered").filter("e2", 0, "f"));
    }
    assertThat(harness.extractOutputValues())
        .extracting(Alert::id)
        .hasSize(2)
        .containsOnly(harness.extractOutputValues().get(0).id());
  }
}

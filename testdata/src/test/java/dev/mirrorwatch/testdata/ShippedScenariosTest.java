package dev.mirrorwatch.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedScenariosTest {
  private static final Set<String> STAGINGS =
      Set.of("aws_tm_staging", "aws_tm_reused_parts", "aws_tm_target_lineage");

  static List<Scenario> shipped() {
    return ScenarioParser.shipped();
  }

  /** Those about nothing but the rules that the oracle knows. */
  static List<Scenario> ofStagings() {
    return shipped().stream().filter(it -> STAGINGS.containsAll(it.rules())).toList();
  }

  @ParameterizedTest
  @MethodSource("ofStagings")
  void theEndIsWhatTheRulesSay(Scenario scenario) {
    Collection<RuleOracle.Found> open =
        RuleOracle.openAlerts(scenario.records().stream().map(Scenario.Delivery::json).toList());

    Map<String, Integer> told = new TreeMap<>();
    Map<String, Integer> found = new TreeMap<>();
    for (Scenario.Alert alert : scenario.expected()) {
      told.put(alert.rule() + " " + alert.targetId(), alert.events().orElseThrow());
    }
    for (RuleOracle.Found alert : open) {
      if (scenario.rules().contains(alert.rule())) {
        found.put(alert.rule() + " " + alert.targetId(), alert.eventIds().size());
      }
    }
    assertThat(found).isEqualTo(told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws_tm_staging", "aws_tm_reused_parts", "aws_tm_target_lineage"})
  void everyCorrelationIsShownFiringAndSilent(String rule) {
    List<Scenario> underTest = shipped().stream().filter(it -> it.rules().contains(rule)).toList();

    assertThat(underTest)
        .filteredOn(it -> it.expected().stream().anyMatch(alert -> alert.rule().equals(rule)))
        .hasSizeGreaterThanOrEqualTo(5);
    assertThat(underTest).filteredOn(it -> it.expected().isEmpty()).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void theResourcesAreTheFilesOfTheFolder() throws Exception {
    assertThat(shipped()).isEqualTo(ScenarioParser.parseFolder(Path.of("scenarios")));
  }
}

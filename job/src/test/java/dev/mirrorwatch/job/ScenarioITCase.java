package dev.mirrorwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.testdata.Scenario;
import dev.mirrorwatch.testdata.ScenarioParser;
import dev.mirrorwatch.udfs.event.Alert;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario file, from raw record to alert, on a real Flink cluster. */
class ScenarioITCase {

  @RegisterExtension static final MiniClusterExtension FLINK = TestCluster.ofTwoSlots();

  private static final RuleSet RULES = new RuleSetLoader().load(new RuleSetLoader().shipped());

  static List<Scenario> scenarios() {
    return ScenarioParser.shipped();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void endsInTheExpectedAlerts(Scenario scenario, @TempDir Path folder) throws Exception {
    List<String> records = scenario.records().stream().map(Scenario.Delivery::json).toList();

    PipelineRun run = PipelineRun.of(folder, RULES, records);

    Set<String> expected =
        scenario.expected().stream()
            .map(
                alert ->
                    alert.rule()
                        + " "
                        + alert.targetId()
                        + alert.suppressedBy().map(approval -> ", by " + approval).orElse(""))
            .collect(Collectors.toCollection(TreeSet::new));
    List<Alert> told = Stream.concat(run.open().stream(), run.suppressed().stream()).toList();
    Set<String> actual =
        told.stream()
            .filter(alert -> scenario.tests(alert.rule().name()))
            .map(
                alert ->
                    alert.rule().name()
                        + " "
                        + alert.identity()
                        + alert.approval().map(approval -> ", by " + approval.name()).orElse(""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(actual).as(scenario.title()).isEqualTo(expected);
    for (Scenario.Alert wanted : scenario.expected()) {
      Alert alert =
          told.stream()
              .filter(
                  candidate ->
                      candidate.rule().name().equals(wanted.rule())
                          && candidate.identity().equals(wanted.targetId()))
              .findFirst()
              .orElseThrow();
      wanted
          .events()
          .ifPresent(events -> assertThat(PipelineRun.ownEventIds(alert, RULES)).hasSize(events));
      wanted
          .score()
          .ifPresent(
              score ->
                  assertThat(alert.risk())
                      .as(scenario.title())
                      .matches(risk -> score.holds(risk.score()), score.toString()));
    }
  }

  @Test
  void everyCorrelationHasAScenarioThatFiresAndOneThatDoesNot() {
    Set<String> firing =
        scenarios().stream()
            .flatMap(scenario -> scenario.expected().stream().map(Scenario.Alert::rule))
            .collect(Collectors.toSet());
    Set<String> silent =
        scenarios().stream()
            .filter(scenario -> scenario.expected().isEmpty())
            .flatMap(scenario -> scenario.rules().stream())
            .collect(Collectors.toSet());
    List<String> correlations =
        RULES.correlations().stream()
            .filter(RULES::alertsAlone)
            .map(CorrelationRule::header)
            .map(header -> header.name())
            .toList();
    assertThat(firing).containsAll(correlations);
    assertThat(silent).containsAll(correlations);
  }
}

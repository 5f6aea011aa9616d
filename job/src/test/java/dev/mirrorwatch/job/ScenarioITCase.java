package dev.mirrorwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.job.benchmark.RuleLoad;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.testdata.Scenario;
import dev.mirrorwatch.testdata.ScenarioParser;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.Hop;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.RecordLimits;
import dev.mirrorwatch.udfs.format.RecordSkip;
import dev.mirrorwatch.udfs.trial.RuleTrial;
import dev.mirrorwatch.udfs.trial.TrialRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  private static final TrialRules TRIAL_RULES =
      new TrialRules(RULES, Duration.ofHours(1), PipelineRun.APPROVALS);

  /** By scenario: what its job told is looked at by more than one test. */
  private static final Map<String, PipelineRun> RUNS = new HashMap<>();

  static List<Scenario> scenarios() {
    return ScenarioParser.shipped();
  }

  private static PipelineRun run(Scenario scenario, Path folder) throws Exception {
    PipelineRun run = RUNS.get(scenario.name());
    if (run == null) {
      run = PipelineRun.of(folder, RULES, records(scenario));
      RUNS.put(scenario.name(), run);
    }
    return run;
  }

  private static List<String> records(Scenario scenario) {
    return scenario.records().stream().map(Scenario.Delivery::json).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void endsInTheExpectedAlerts(Scenario scenario, @TempDir Path folder) throws Exception {
    PipelineRun run = run(scenario, folder);

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

  /** Rules tried without a cluster say what the job says. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void endsAsATrialDoes(Scenario scenario, @TempDir Path folder) throws Exception {
    Set<String> job = told(run(scenario, folder).open());

    assertThat(told(trial(records(scenario)))).isEqualTo(job);
  }

  /**
   * All scenarios in one log. Shipped rules want AssumeRole themselves; the staging alone does not,
   * so that the job reads no more of it than who got the key, and the trial all.
   */
  @Test
  void whoGotAKeyIsKnownThoughNoRuleWantsTheCall(@TempDir Path folder) throws Exception {
    RuleSet staging = new RuleSetLoader().load(RuleLoad.ONLY_STAGING.files());
    List<String> records =
        scenarios().stream().flatMap(scenario -> records(scenario).stream()).toList();
    RecordSkip skip = new RecordSkip(staging);
    long unread =
        records.stream()
            .map(record -> record.getBytes(StandardCharsets.UTF_8))
            .filter(record -> !skip.skips(record) && skip.answer() != null)
            .count();
    assertThat(unread).isGreaterThan(10);

    List<Alert> job = PipelineRun.of(folder, staging, records).open();
    List<Alert> trial =
        trial(
            records, staging, new TrialRules(staging, Duration.ofHours(1), PipelineRun.APPROVALS));

    assertThat(told(job)).isEqualTo(told(trial));
    assertThat(lineages(job)).isEqualTo(lineages(trial));
    assertThat(lineages(job).values()).anyMatch(chain -> chain.size() > 1);
  }

  /** Of each event of an alert, the keys through which its principal came. */
  private static Map<String, List<String>> lineages(List<Alert> alerts) {
    Map<String, List<String>> lineages = new TreeMap<>();
    for (Alert alert : alerts) {
      for (Evidence item : alert.evidence()) {
        lineages.put(
            alert.id() + " " + item.eventId(),
            item.principal().lineage().stream().map(Hop::toString).toList());
      }
    }
    return lineages;
  }

  private static List<Alert> trial(List<String> records) {
    return trial(records, RULES, TRIAL_RULES);
  }

  private static List<Alert> trial(List<String> records, RuleSet rules, TrialRules trialRules) {
    // The job of the scenarios has no watermark before the end: nothing is late.
    RuleTrial trial = new RuleTrial(trialRules, Duration.ofDays(10_000));
    LogFormats format = new LogFormats(new FieldDemand(rules.fieldsRead(), rules.readsLeaves()));
    List<RawLog> logs = new ArrayList<>();
    for (String record : records) {
      LogDecoder.decode(
          record.getBytes(StandardCharsets.UTF_8),
          "test",
          Origin.file("test", 1),
          RecordLimits.DEFAULT,
          logs::add);
    }
    for (RawLog log : logs) {
      AuditEvent event = format.normalize(log).event();
      if (event != null) {
        trial.arrive(event);
      }
    }
    trial.endOfLog();
    return trial.alerts().stream().filter(alert -> alert.status().stands()).toList();
  }

  private static Set<String> told(List<Alert> alerts) {
    return alerts.stream()
        .map(
            alert ->
                String.join(
                    " ",
                    alert.rule().name(),
                    alert.id(),
                    alert.identity(),
                    String.valueOf(alert.risk()),
                    alert.groupValues().toString(),
                    alert.alsoMatched().toString(),
                    alert.evidence().stream().map(Evidence::stage).toList().toString(),
                    alert.evidence().stream().map(Evidence::eventId).toList().toString()))
        .collect(Collectors.toCollection(TreeSet::new));
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

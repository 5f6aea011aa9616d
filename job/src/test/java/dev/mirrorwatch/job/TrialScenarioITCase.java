package dev.mirrorwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.testdata.Scenario;
import dev.mirrorwatch.testdata.ScenarioParser;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.RecordLimits;
import dev.mirrorwatch.udfs.trial.RuleTrial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules tried without a cluster say what the job says, for every scenario. */
class TrialScenarioITCase {

  @RegisterExtension static final MiniClusterExtension FLINK = TestCluster.ofTwoSlots();

  private static final RuleSet RULES = new RuleSetLoader().load(new RuleSetLoader().shipped());

  static List<Scenario> scenarios() {
    return ScenarioParser.shipped();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void saysWhatTheJobSays(Scenario scenario, @TempDir Path folder) throws Exception {
    List<String> records = scenario.records().stream().map(Scenario.Delivery::json).toList();

    Set<String> job = told(PipelineRun.of(folder, RULES, records).open());

    assertThat(told(trial(records))).isEqualTo(job);
  }

  private static List<Alert> trial(List<String> records) {
    // The job of the scenarios has no watermark before the end: nothing is late.
    RuleTrial trial =
        new RuleTrial(RULES, Duration.ofDays(10_000), Duration.ofHours(1), PipelineRun.APPROVALS);
    LogFormats format = new LogFormats(new FieldDemand(RULES.fieldsRead(), RULES.readsLeaves()));
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
}

package dev.mirrorwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.job.config.JobConfigReader;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.testdata.Scenario;
import dev.mirrorwatch.testdata.ScenarioParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configured, unbounded job with a watched folder in and files out. */
class WatchedFolderITCase {

  @RegisterExtension static final MiniClusterExtension FLINK = TestCluster.ofTwoSlots();

  @TempDir private Path folder;

  @Test
  void alertsOnAFileThatIsDroppedLater() throws Exception {
    JobClient job = start(new Configuration());
    try {
      List<String> records = staging();
      drop("first.jsonl", records.subList(0, 2));
      drop("broken.json", List.of("{\"broken"));
      await("dead", 1);
      drop("second.jsonl", records.subList(2, 4));
      await("alerts", 1);
    } finally {
      job.cancel().get(1, TimeUnit.MINUTES);
    }
    assertThat(lines("alerts")).anyMatch(line -> line.contains("\"name\":\"aws_tm_staging\""));
    assertThat(lines("dead"))
        .singleElement()
        .asString()
        .contains("\"reason\":\"malformed_json\"", "broken.json:1");
    assertThat(lines("late")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void goesOnFromASavepointInTheMiddleOfAStaging(String backend) throws Exception {
    Configuration options = new Configuration();
    options.set(StateBackendOptions.STATE_BACKEND, backend);
    List<String> records = staging();
    JobClient job = start(options);
    drop("first.jsonl", List.of(records.get(0), records.get(1), "{\"broken"));
    await("dead", 1);
    String savepoint =
        job.stopWithSavepoint(
                false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.DEFAULT)
            .get(1, TimeUnit.MINUTES);
    // What it held can only come from the savepoint.
    Files.delete(folder.resolve("in/first.jsonl"));
    assertThat(lines("alerts")).isEmpty();

    options.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    JobClient restored = start(options);
    try {
      drop("second.jsonl", records.subList(2, 4));
      await("alerts", 1);
    } finally {
      restored.cancel().get(1, TimeUnit.MINUTES);
    }
    assertThat(lines("alerts")).anyMatch(line -> line.contains("\"name\":\"aws_tm_staging\""));
    assertThat(lines("dead")).hasSize(1);
  }

  /** The second source never says anything. */
  @Test
  void anIdleSourceDoesNotHoldBackWhatTimeDecides() throws Exception {
    List<RuleFile> rules = new ArrayList<>(new RuleSetLoader().shipped());
    rules.add(new RuleFile("left_alone.yml", LEFT_ALONE));
    JobClient job = start(new Configuration(), rules, IDLE_SOURCE);
    try {
      List<String> records = staging();
      drop("first.jsonl", records);
      await("alerts", 1);
      assertThat(alertsOf("left_alone")).isEmpty();
      drop("days_later.jsonl", List.of(inJune(records.get(0))));
      awaitAlertOf("left_alone");
    } finally {
      job.cancel().get(1, TimeUnit.MINUTES);
    }
    assertThat(alertsOf("left_alone"))
        .singleElement()
        .asString()
        .contains("nothing that undoes it came within 3h");
  }

  private static final String LEFT_ALONE =
      """
      title: Target Left Alone
      name: left_alone
      level: low
      correlation:
        type: temporal
        rules: [aws_tm_target]
        group-by: [mirror.target_id]
        timespan: 1h
      mirrorwatch:
        absence: {rule: aws_tm_teardown, within: 3h}
      """;

  private static final String IDLE_SOURCE =
      """
        - name: silent
          folder: {path: "%1$s/silent", checkEvery: PT0.1S}
      time: {idleAfter: PT0.5S}
      """;

  private static String inJune(String record) {
    return record
        .replaceFirst("\"eventTime\"\\s*:\\s*\"2026-0[1-5]", "\"eventTime\":\"2026-06")
        .replaceFirst("(\"eventID\"\\s*:\\s*\")", "$1another-");
  }

  private List<String> alertsOf(String rule) throws IOException {
    return lines("alerts").stream()
        .filter(line -> line.contains("\"name\":\"" + rule + "\""))
        .toList();
  }

  private void awaitAlertOf(String rule) throws Exception {
    Instant until = Instant.now().plus(Duration.ofMinutes(1));
    while (alertsOf(rule).isEmpty()) {
      assertThat(Instant.now()).as("waiting for %s", rule).isBefore(until);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private JobClient start(Configuration options) throws Exception {
    return start(options, new RuleSetLoader().shipped(), "");
  }

  private JobClient start(Configuration options, List<RuleFile> rules, String more)
      throws Exception {
    Files.createDirectories(folder.resolve("silent"));
    Path config =
        Files.writeString(
            folder.resolve("config.yaml"),
            """
            parallelism: 2
            checkpointEvery: PT0.3S
            sources:
              - name: dropped
                folder: {path: "%1$s/in", checkEvery: PT0.1S}
            alerts:
              - file: {path: "%1$s/alerts"}
            deadLetters:
              file: {path: "%1$s/dead"}
            lateEvents:
              file: {path: "%1$s/late"}
            """
                .formatted(folder)
                .replace("alerts:\n", more.formatted(folder) + "alerts:\n"));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(options);
    AuditCorrelationJob.build(
        environment,
        new RuleSetLoader().load(rules),
        new JobConfigReader(name -> null).read(config));
    return environment.executeAsync();
  }

  private static List<String> staging() {
    return ScenarioParser.shipped().stream()
        .filter(scenario -> scenario.name().equals("staging_guide_order"))
        .flatMap(scenario -> scenario.records().stream())
        .map(Scenario.Delivery::json)
        .toList();
  }

  /** Whole at once, as whoever drops files should. */
  private void drop(String name, List<String> lines) throws IOException {
    Path in = Files.createDirectories(folder.resolve("in"));
    Path hidden = Files.write(in.resolve("." + name), lines);
    Files.move(hidden, in.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private void await(String output, int lines) throws Exception {
    Instant until = Instant.now().plus(Duration.ofMinutes(1));
    while (lines(output).size() < lines) {
      assertThat(Instant.now()).as("waiting for %s", output).isBefore(until);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** What stands in finished part files. */
  private List<String> lines(String output) throws IOException {
    Path root = folder.resolve(output);
    List<String> lines = new ArrayList<>();
    if (Files.isDirectory(root)) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(WatchedFolderITCase::isFinished).toList()) {
          lines.addAll(Files.readAllLines(file));
        }
      }
    }
    return lines;
  }

  private static boolean isFinished(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("part") && name.endsWith(".ndjson");
  }
}

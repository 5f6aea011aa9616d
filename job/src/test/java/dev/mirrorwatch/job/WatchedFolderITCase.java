package dev.mirrorwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.testdata.Scenario;
import dev.mirrorwatch.testdata.ScenarioParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
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
    FolderJob job = new FolderJob(folder);
    job.start(shipped(), "", new Configuration());
    try {
      List<String> records = staging();
      job.drop("first.jsonl", records.subList(0, 2));
      job.drop("broken.json", List.of("{\"broken"));
      job.await("dead", 1);
      job.drop("second.jsonl", records.subList(2, 4));
      job.await("alerts", 1);
    } finally {
      job.cancel();
    }
    assertThat(job.lines("alerts")).anyMatch(line -> line.contains("\"name\":\"aws_tm_staging\""));
    assertThat(job.lines("dead"))
        .singleElement()
        .asString()
        .contains("\"reason\":\"malformed_json\"", "broken.json:1");
    assertThat(job.lines("late")).isEmpty();
    assertThat(job.lines("status")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void goesOnFromASavepointInTheMiddleOfAStaging(String backend) throws Exception {
    Configuration options = new Configuration();
    options.set(StateBackendOptions.STATE_BACKEND, backend);
    List<String> records = staging();
    FolderJob job = new FolderJob(folder);
    job.start(shipped(), "", options);
    job.drop("first.jsonl", List.of(records.get(0), records.get(1), "{\"broken"));
    job.await("dead", 1);
    String savepoint = job.stopWithSavepoint();
    // What it held can only come from the savepoint.
    Files.delete(folder.resolve("in/first.jsonl"));
    assertThat(job.lines("alerts")).isEmpty();

    job.startFrom(savepoint, shipped(), "", options);
    try {
      job.drop("second.jsonl", records.subList(2, 4));
      job.await("alerts", 1);
    } finally {
      job.cancel();
    }
    assertThat(job.lines("alerts")).anyMatch(line -> line.contains("\"name\":\"aws_tm_staging\""));
    assertThat(job.lines("dead")).hasSize(1);
  }

  /** One of the two readers has had its files, or never gets any. */
  @Test
  void aReaderWithoutFilesDoesNotHoldBackWhatTimeDecides() throws Exception {
    List<RuleFile> rules = new ArrayList<>(new RuleSetLoader().shipped());
    rules.add(new RuleFile("left_alone.yml", LEFT_ALONE));
    FolderJob job = new FolderJob(folder);
    job.start(new RuleSetLoader().load(rules), "time: {idleAfter: PT0.5S}\n", new Configuration());
    try {
      List<String> records = staging();
      job.drop("first.jsonl", records);
      job.await("alerts", 1);
      assertThat(leftAlone(job)).isEmpty();
      job.drop("days_later.jsonl", List.of(inJune(records.get(0))));
      job.await("what time decides", () -> !leftAlone(job).isEmpty());
    } finally {
      job.cancel();
    }
    assertThat(leftAlone(job))
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

  private static List<String> leftAlone(FolderJob job) throws IOException {
    return job.lines("alerts").stream()
        .filter(line -> line.contains("\"name\":\"left_alone\""))
        .toList();
  }

  private static String inJune(String record) {
    return record
        .replaceFirst("\"eventTime\":\"2026-05", "\"eventTime\":\"2026-06")
        .replaceFirst("(\"eventID\":\")", "$1another-");
  }

  private static RuleSet shipped() {
    return new RuleSetLoader().load(new RuleSetLoader().shipped());
  }

  private static List<String> staging() {
    return ScenarioParser.shipped().stream()
        .filter(scenario -> scenario.name().equals("staging_guide_order"))
        .flatMap(scenario -> scenario.records().stream())
        .map(Scenario.Delivery::json)
        .toList();
  }
}

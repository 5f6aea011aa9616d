package dev.mirrorwatch.job;

import static dev.mirrorwatch.job.RuleCalls.both;
import static dev.mirrorwatch.job.RuleCalls.call;
import static dev.mirrorwatch.job.RuleCalls.correlation;
import static dev.mirrorwatch.job.RuleCalls.file;
import static dev.mirrorwatch.job.RuleCalls.marked;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that change between two runs of the job, and while it runs. */
class RuleChangeITCase {

  private static final String PURPOSE =
      """
      title: Role For A Purpose
      name: purpose
      level: low
      logsource: {product: aws, service: cloudtrail}
      detection:
        selection: {requestParameters.purpose|startswith: purpose, eventName: Create_role}
        condition: selection
      """;

  @RegisterExtension static final MiniClusterExtension FLINK = TestCluster.ofTwoSlots();

  @TempDir private Path folder;

  private static RuleSet rules(String text) {
    return new RuleSetLoader().load(List.of(new RuleFile("rules.yml", text)));
  }

  /** Rule and principal to the ids of the events, of each alert's last document. */
  private static Map<String, List<String>> alerts(FolderJob job) throws IOException {
    Map<String, List<String>> alerts = new TreeMap<>();
    for (JsonNode alert : job.documents("alerts")) {
      alerts.put(
          alert.at("/rule/name").asText() + " " + alert.at("/mirrorwatch/principal/name").asText(),
          alert.at("/mirrorwatch/stages").findValuesAsText("id").stream()
              .filter(id -> id.matches("e\\d+"))
              .toList());
    }
    return alerts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void unchangedRulesKeepWhatTheyHadAndOthersStartAnew(String backend) throws Exception {
    Configuration options = new Configuration();
    options.set(StateBackendOptions.STATE_BACKEND, backend);
    FolderJob job = new FolderJob(folder);
    job.start(rules(file(both("kept", 1), both("altered", 1), both("removed", 1))), "", options);
    job.drop("first.jsonl", marked(call("e1", "alice", 0, "key")));
    job.await("dead", 1);
    String savepoint = job.stopWithSavepoint();

    RuleSet others =
        rules(
            "# Another order, other words.\n"
                + file(both("added", 1), both("altered", 2), both("kept", 1))
                    .replace("Title of kept", "Better title"));
    job.startFrom(savepoint, others, "", options);
    try {
      job.await("what was dropped", () -> job.count("groups_dropped_rule_removed") == 1);
      assertThat(job.count("groups_dropped_rule_changed")).isEqualTo(1);
      job.drop("second.jsonl", List.of(call("e2", "alice", 5, "user")));
      job.await("alerts", 1);
      job.drop("third.jsonl", List.of(call("e3", "bob", 5, "user"), call("e4", "bob", 6, "key")));
      job.await("alerts", 4);
    } finally {
      job.cancel();
    }
    assertThat(alerts(job))
        .isEqualTo(
            Map.of(
                "kept alice", List.of("e1", "e2"),
                "kept bob", List.of("e3", "e4"),
                "altered bob", List.of("e3", "e4"),
                "added bob", List.of("e3", "e4")));
    assertThat(job.documents("alerts"))
        .allSatisfy(
            alert ->
                assertThat(alert.at("/mirrorwatch/rule_set").asText()).isEqualTo(others.version()))
        .anySatisfy(
            alert ->
                assertThat(alert.at("/mirrorwatch/alert/title").asText()).isEqualTo("Better title"))
        .anySatisfy(
            alert ->
                assertThat(alert.at("/rule/version").asText())
                    .isEqualTo(others.rule("altered").orElseThrow().header().version()));
  }

  @Test
  void aRunningJobTakesGoodRulesAndRefusesBadOnes() throws Exception {
    Path ruleFolder = Files.createDirectories(folder.resolve("rules"));
    String reload = "rules: {folder: \"%s\", reload: {every: PT0.2S}}\n".formatted(ruleFolder);
    Path ruleFile = ruleFolder.resolve("rules.yml");
    Files.writeString(ruleFile, file(both("kept", 1), both("altered", 1), both("removed", 1)));
    FolderJob job = new FolderJob(folder);
    RuleSet first = new RuleSetLoader().load(new RuleSetLoader().readFolder(ruleFolder));
    job.start(first, reload, new Configuration());
    job.drop("first.jsonl", marked(call("e1", "alice", 0, "key")));
    job.await("dead", 1);

    Path broken = Files.writeString(ruleFolder.resolve("broken.yml"), "title: Broken\n");
    job.await("status", 1);
    JsonNode refused = job.documents("status").get(0);
    assertThat(refused.at("/status").asText()).isEqualTo("refused");
    assertThat(refused.at("/in_effect").asText()).isEqualTo(first.version());
    assertThat(refused.at("/problems/0").asText()).contains("broken.yml:1:1: error:");
    job.drop("second.jsonl", List.of(call("e2", "alice", 5, "user")));
    job.await("alerts", 3);
    job.drop("third.jsonl", marked(call("e3", "bob", 5, "key")));
    job.await("dead", 2);

    Files.delete(broken);
    // Nothing of what it stands on was read or had an operator at work before.
    Files.writeString(
        ruleFile,
        file(
            both("kept", 1),
            both("altered", 2),
            PURPOSE,
            correlation("two_kinds", "temporal_ordered", "[kept, altered]", 1, "")));
    job.await(
        "the new rules",
        () -> job.lines("status").stream().anyMatch(line -> line.contains("two_kinds")));
    JsonNode taken =
        job.documents("status").stream()
            .filter(status -> status.at("/status").asText().equals("in_effect"))
            .reduce((before, last) -> last)
            .orElseThrow();
    assertThat(taken.at("/added")).extracting(JsonNode::asText).contains("purpose", "two_kinds");
    assertThat(taken.at("/changed")).extracting(JsonNode::asText).containsExactly("altered");
    assertThat(taken.at("/removed")).extracting(JsonNode::asText).containsExactly("removed");
    job.await("what was dropped", () -> job.count("groups_dropped_rule_removed") == 2);
    job.drop(
        "fourth.jsonl",
        List.of(
            call("e4", "bob", 6, "user"),
            call("e5", "carol", 7, "key"),
            call("e6", "carol", 8, "user"),
            call("e7", "dave", 9, "role")));
    job.await("the alert of an alert", () -> alerts(job).containsKey("two_kinds carol"));
    job.await("the alert of a new field", () -> alerts(job).containsKey("purpose dave"));
    assertThat(alerts(job))
        .containsEntry("removed alice", List.of("e1", "e2"))
        .containsEntry("two_kinds carol", List.of("e5", "e6"))
        .doesNotContainKeys("removed bob", "removed carol", "altered bob", "two_kinds bob");
    String set = taken.at("/rule_set").asText();
    assertThat(job.documents("alerts"))
        .anySatisfy(
            alert -> {
              assertThat(alert.at("/rule/name").asText()).isEqualTo("purpose");
              assertThat(alert.at("/mirrorwatch/rule_set").asText()).isEqualTo(set);
            });

    // Bad rules at a restart: what was in effect goes on.
    job.drop("fifth.jsonl", marked(call("e8", "erin", 10, "key")));
    job.await("dead", 3);
    String savepoint = job.stopWithSavepoint();
    Files.writeString(ruleFolder.resolve("broken.yml"), "title: Broken\n");
    job.startFrom(savepoint, null, reload, new Configuration());
    try {
      job.drop("sixth.jsonl", List.of(call("e9", "erin", 11, "user")));
      job.await("the rules of before", () -> alerts(job).containsKey("two_kinds erin"));
    } finally {
      job.cancel();
    }
    assertThat(alerts(job)).containsEntry("two_kinds erin", List.of("e8", "e9"));
  }
}

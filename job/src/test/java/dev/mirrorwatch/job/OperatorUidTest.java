package dev.mirrorwatch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mirrorwatch.job.config.InvalidConfigException;
import dev.mirrorwatch.job.config.JobConfig;
import dev.mirrorwatch.job.config.JobConfigReader;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.identity.IdentityMap;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of source and sink in one graph: no operator without its uid, none renamed. */
class OperatorUidTest {

  private static final String EVERY_KIND =
      """
      sources:
        - name: trail
          kafka: {bootstrapServers: "broker:9092", topics: [a]}
        - name: dropped
          folder: {path: in}
      alerts:
        - elasticsearch: {hosts: ["http://search-1:9200"]}
        - kafka: {bootstrapServers: "broker:9092", topic: alerts, exactlyOnce: true}
        - kafka: {bootstrapServers: "broker:9092", topic: more-alerts, exactlyOnce: true}
        - file: {path: alerts}
        - console: {}
        - console: {format: json}
      deadLetters:
        kafka: {bootstrapServers: "broker:9092", topic: dead}
      lateEvents:
        file: {path: late}
      ruleStatus:
        file: {path: status}
      """;

  private static final String RULE_FOLDER = "rules: {folder: rules, reload: {}}\n";
  private static final String RULE_TOPIC =
      "rules: {kafka: {bootstrapServers: \"broker:9092\", topic: rules}}\n";

  @TempDir private Path folder;

  @Test
  void areTheOnesThatStateIsRestoredBy() throws Exception {
    Set<String> uids = new TreeSet<>();
    for (String rules : List.of("", RULE_FOLDER, RULE_TOPIC)) {
      StreamGraph graph = graph(EVERY_KIND + rules);
      // The job graph is where Flink refuses an operator without a uid.
      graph.getJobGraph();
      assertThat(StreamSupport.stream(graph.getStreamNodes().spliterator(), false))
          .allSatisfy(node -> assertThat(node.getTransformationUID()).isNotNull());
      graph.getStreamNodes().stream()
          .map(StreamNode::getTransformationUID)
          .filter(Objects::nonNull)
          .forEach(uids::add);
    }
    try (InputStream golden = OperatorUidTest.class.getResourceAsStream("operator-uids.txt")) {
      assertThat(uids)
          .containsExactlyElementsOf(
              new String(golden.readAllBytes(), StandardCharsets.UTF_8).lines().sorted().toList());
    }
  }

  @Test
  void anElasticsearchThatCannotBeIsTheUsersToMend() {
    assertThatThrownBy(() -> graph(elasticsearch("hosts: [\"search-1:9200\"]")))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("elasticsearch: ");
    assertThatThrownBy(
            () -> graph(elasticsearch("hosts: [\"http://search-1:9200\"], password: hunter2")))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("go together")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(
            () -> graph(elasticsearch("hosts: [\"http://writer:hunter 2@search-1:9200\"]")))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageNotContaining("hunter");
  }

  private static String elasticsearch(String settings) {
    return "alerts:\n  - elasticsearch: {" + settings + "}\n";
  }

  private StreamGraph graph(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("config.yaml"), yaml);
    JobConfig config = new JobConfigReader(name -> null).read(file);
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    AuditCorrelationJob.build(
        environment,
        new RuleSetLoader().load(new RuleSetLoader().shipped()),
        IdentityMap.NOBODY,
        config);
    return environment.getStreamGraph();
  }
}

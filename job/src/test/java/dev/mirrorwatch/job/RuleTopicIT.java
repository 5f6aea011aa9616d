package dev.mirrorwatch.job;

import static dev.mirrorwatch.job.RuleCalls.both;
import static dev.mirrorwatch.job.RuleCalls.call;
import static dev.mirrorwatch.job.RuleCalls.file;
import static dev.mirrorwatch.job.RuleCalls.marked;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.testservers.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Rules from a real, compacted topic. */
class RuleTopicIT {

  private static final String TOPIC = "rules";

  @RegisterExtension static final MiniClusterExtension FLINK = TestCluster.ofTwoSlots();

  @TempDir private Path folder;

  @Test
  void theTopicTakesThePlaceOfTheFirstRules() throws Exception {
    try (KafkaBroker kafka = KafkaBroker.start()) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        admin
            .createTopics(
                List.of(
                    new NewTopic(TOPIC, 2, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
            .all()
            .get();
      }
      String rules =
          "rules: {kafka: {bootstrapServers: \"%s\", topic: rules, settle: PT1S}}\n"
              .formatted(kafka.bootstrapServers());
      RuleSet first =
          new RuleSetLoader().load(List.of(new RuleFile("first.yml", file(both("first", 1)))));
      FolderJob job = new FolderJob(folder);
      job.start(first, rules, new Configuration());
      // Nothing waits for the topic, which is empty.
      job.drop("a.jsonl", List.of(call("e1", "alice", 0, "key"), call("e2", "alice", 1, "user")));
      job.await("the first rules", () -> alerts(job).contains("first alice"));

      produce(kafka, "stages.yml", file(both("one", 1)));
      produce(kafka, "more.yml", both("two", 1));
      job.await("rules of the topic", () -> taken(job, "two") > 0);
      job.drop("b.jsonl", marked(call("e3", "bob", 2, "key")));
      job.await("dead", 1);

      produce(kafka, "more.yml", "title: Broken\n");
      job.await(
          "a refusal",
          () -> job.lines("status").stream().anyMatch(line -> line.contains("more.yml:1")));
      produce(kafka, "more.yml", null);
      job.await("a file that is gone", () -> taken(job, "\"removed\":[\"two\"]") > 0);
      String savepoint = job.stopWithSavepoint();

      job.startFrom(savepoint, first, rules, new Configuration());
      try {
        job.drop("c.jsonl", List.of(call("e4", "bob", 3, "user")));
        job.await("what the topic had before", () -> alerts(job).contains("one bob"));
      } finally {
        job.cancel();
      }
      assertThat(alerts(job)).containsExactly("first alice", "one bob");
    }
  }

  private static long taken(FolderJob job, String part) throws IOException {
    return job.lines("status").stream()
        .filter(line -> line.contains("\"in_effect\",") && line.contains(part))
        .count();
  }

  private static Set<String> alerts(FolderJob job) throws IOException {
    Set<String> alerts = new TreeSet<>();
    job.documents("alerts")
        .forEach(
            alert ->
                alerts.add(
                    alert.at("/rule/name").asText()
                        + " "
                        + alert.at("/mirrorwatch/principal/name").asText()));
    return alerts;
  }

  private static void produce(KafkaBroker kafka, String path, String text) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  TOPIC, path.getBytes(UTF_8), text == null ? null : text.getBytes(UTF_8)))
          .get();
    }
  }
}

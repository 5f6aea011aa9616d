package dev.mirrorwatch.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mirrorwatch.testdata.Scenario;
import dev.mirrorwatch.testdata.ScenarioParser;
import dev.mirrorwatch.testservers.ElasticsearchServer;
import dev.mirrorwatch.testservers.KafkaBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Raw CloudTrail into a real Kafka, alerts out of a real Elasticsearch and a topic, dead letters
 * out of another; the job is a process of its own, killed in the middle of a staging and started
 * again from its checkpoint.
 */
class EndToEndIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void killedInTheMiddleAndRestoredItLosesAndDoublesNoAlert() throws Exception {
    CompletableFuture<ElasticsearchServer> starting =
        CompletableFuture.supplyAsync(() -> call(ElasticsearchServer::start));
    try (KafkaBroker kafka = KafkaBroker.start();
        ElasticsearchServer elasticsearch = starting.get()) {
      String template = Files.readString(Path.of("../deploy/elasticsearch/alerts-template.json"));
      assertThat(
              elasticsearch
                  .request("PUT", "/_index_template/mirrorwatch-alerts", template)
                  .statusCode())
          .isEqualTo(200);
      createTopics(kafka);
      Path config = writeConfig(kafka, elasticsearch);
      List<String> before = records("staging_guide_order");
      // Scenarios share their ids; this one is about another target and filter.
      List<String> across =
          records("staging_rules_and_sessions_repeated").stream()
              .map(record -> record.replace("tmt-", "tmt-b").replace("tmf-", "tmf-b"))
              .toList();

      Process job = startJob(config);
      try {
        produce(kafka, gzip(container(before)), "{\"broken".getBytes(UTF_8));
        produce(kafka, across.get(0).getBytes(UTF_8), across.get(1).getBytes(UTF_8));
        await("the first alert", job, () -> openAlerts(elasticsearch).size() == 1);
        int checkpoint = newestCheckpoint();
        await("two checkpoints more", job, () -> newestCheckpoint() >= checkpoint + 2);
      } finally {
        job.destroyForcibly().waitFor();
      }
      for (String record : across.subList(2, across.size())) {
        produce(kafka, record.getBytes(UTF_8));
      }
      // Delivered twice, as CloudTrail does.
      produce(kafka, container(before));

      job = startJob(config, "--from", folder.resolve("checkpoints").toString());
      try {
        await("the second alert", job, () -> openAlerts(elasticsearch).size() == 2);
        int checkpoint = newestCheckpoint();
        await("a checkpoint that commits", job, () -> newestCheckpoint() >= checkpoint + 2);
      } finally {
        job.destroyForcibly().waitFor();
      }

      assertThat(openAlerts(elasticsearch))
          .allSatisfy(
              alert -> {
                assertThat(alert.at("/rule/name").asText()).isEqualTo("aws_tm_staging");
                assertThat(alert.at("/mirrorwatch/stages").size()).isGreaterThanOrEqualTo(4);
              });
      assertThat(stagesOfLargest(elasticsearch)).isEqualTo(across.size());
      Set<String> told = new HashSet<>();
      for (String alert : read(kafka, "alerts")) {
        JsonNode head = JSON.readTree(alert).at("/mirrorwatch/alert");
        assertThat(told.add(head.get("id").asText() + " " + head.get("revision").asInt()))
            .as("alert %s told once", head)
            .isTrue();
      }
      assertThat(told).isNotEmpty();
      List<String> deadLetters = read(kafka, "dead-letters");
      assertThat(deadLetters).hasSize(1);
      assertThat(JSON.readTree(deadLetters.get(0)).get("reason").asText())
          .isEqualTo("malformed_json");
      assertThat(JSON.readTree(deadLetters.get(0)).get("origin").asText())
          .startsWith("cloudtrail/");
    }
  }

  private static List<String> records(String scenario) {
    return ScenarioParser.shipped().stream()
        .filter(candidate -> candidate.name().equals(scenario))
        .flatMap(found -> found.records().stream())
        .map(Scenario.Delivery::json)
        .toList();
  }

  private static byte[] container(List<String> records) {
    return ("{\"Records\":[" + String.join(",", records) + "]}").getBytes(UTF_8);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static void createTopics(KafkaBroker kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              Stream.of("cloudtrail", "alerts", "dead-letters", "late-events")
                  .map(topic -> new NewTopic(topic, 2, (short) 1))
                  .toList())
          .all()
          .get();
    }
  }

  private static void produce(KafkaBroker kafka, byte[]... values) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (byte[] value : values) {
        producer.send(new ProducerRecord<>("cloudtrail", value)).get();
      }
    }
  }

  /** Everything that is committed in a topic now. */
  private static List<String> read(KafkaBroker kafka, String topic) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                "reader-of-" + topic,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      Instant quietSince = Instant.now();
      while (Duration.between(quietSince, Instant.now()).compareTo(Duration.ofSeconds(8)) < 0) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          values.add(new String(record.value(), UTF_8));
          quietSince = Instant.now();
        }
      }
    }
    return values;
  }

  private Path writeConfig(KafkaBroker kafka, ElasticsearchServer elasticsearch)
      throws IOException {
    Path config = folder.resolve("mirrorwatch.yaml");
    Files.writeString(
        config,
        """
        name: end-to-end
        parallelism: 2
        checkpointEvery: PT1S
        checkpointFolder: %s
        sources:
          - name: cloudtrail
            kafka:
              bootstrapServers: %s
              topics: [cloudtrail]
        alerts:
          - elasticsearch:
              hosts: ["%s"]
          - kafka: {bootstrapServers: "%2$s", topic: alerts, exactlyOnce: true}
        deadLetters:
          kafka: {bootstrapServers: "%2$s", topic: dead-letters, exactlyOnce: true}
        lateEvents:
          kafka: {bootstrapServers: "%2$s", topic: late-events}
        """
            .formatted(
                folder.resolve("checkpoints"), kafka.bootstrapServers(), elasticsearch.url()));
    return config;
  }

  /** The command line in a process of its own, so that it can be killed like one. */
  private Process startJob(Path config, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("flink.opens", "").trim().split("\\s+")));
    command.removeIf(String::isEmpty);
    command.addAll(List.of("-Xmx768m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("dev.mirrorwatch.job.cli.Main", "run", "--config", config.toString()));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  private Path log() {
    return folder.resolve("job.log");
  }

  private List<JsonNode> openAlerts(ElasticsearchServer elasticsearch) throws Exception {
    elasticsearch.request("POST", "/mirrorwatch-alerts/_refresh", "");
    JsonNode answer =
        JSON.readTree(
            elasticsearch
                .request(
                    "POST",
                    "/mirrorwatch-alerts/_search?ignore_unavailable=true",
                    "{\"size\":100,\"query\":{\"term\":{\"mirrorwatch.alert.status\":\"open\"}}}")
                .body());
    List<JsonNode> alerts = new ArrayList<>();
    answer.at("/hits/hits").forEach(hit -> alerts.add(hit.get("_source")));
    return alerts;
  }

  private int stagesOfLargest(ElasticsearchServer elasticsearch) throws Exception {
    return openAlerts(elasticsearch).stream()
        .mapToInt(alert -> alert.at("/mirrorwatch/stages").size())
        .max()
        .orElse(0);
  }

  private int newestCheckpoint() throws IOException {
    Path checkpoints = folder.resolve("checkpoints");
    if (!Files.isDirectory(checkpoints)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files
          .filter(file -> file.getFileName().toString().equals("_metadata"))
          .map(file -> file.getParent().getFileName().toString())
          .mapToInt(name -> Integer.parseInt(name.substring("chk-".length())))
          .max()
          .orElse(0);
    } catch (java.io.UncheckedIOException e) {
      return 0; // A checkpoint was removed while its folder was walked.
    }
  }

  private void await(String what, Process job, Callable<Boolean> condition) throws Exception {
    Instant until = Instant.now().plus(PATIENCE);
    while (!condition.call()) {
      if (!job.isAlive() || Instant.now().isAfter(until)) {
        throw new AssertionError(
            "no sign of " + what + "; the job said:\n" + Files.readString(log()));
      }
      TimeUnit.MILLISECONDS.sleep(250);
    }
  }

  private static <T> T call(Callable<T> work) {
    try {
      return work.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.mirrorwatch.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.testdata.Decoy;
import dev.mirrorwatch.testdata.ExpectedAlert;
import dev.mirrorwatch.testdata.Shape;
import dev.mirrorwatch.testdata.Workload;
import dev.mirrorwatch.testdata.WorkloadRecord;
import dev.mirrorwatch.testdata.WorkloadSettings;
import dev.mirrorwatch.testservers.FlinkCluster;
import dev.mirrorwatch.testservers.KafkaBroker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A workload with known attacks on its way through a real cluster, of which TaskManagers are killed
 * at random moments: the alerts at the end are those of an undisturbed run, and the truth.
 *
 * <p>{@code -Dfault.kills=10} for more of it, {@code -Dfault.seed=N} for the same choices again.
 */
class TaskManagerFaultIT {

  private static final int KILLS = Integer.getInteger("fault.kills", 2);
  private static final long SEED = Long.getLong("fault.seed", System.nanoTime());

  private static final int TASK_MANAGERS = 2;
  private static final int PARTITIONS = 2;
  private static final int BATCHES_PER_KILL = 100;
  private static final int BATCH_EVERY_MS = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RuleSet rules = new RuleSetLoader().load(new RuleSetLoader().shipped());
  private final Random random = new Random(SEED);

  @TempDir private Path folder;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void killedTaskManagersChangeNoAlert() throws Exception {
    Workload workload =
        Workload.of(
            WorkloadSettings.defaults()
                .withSeed(SEED)
                .withEvents(3_000 * (KILLS + 1))
                .withTime(WorkloadSettings.defaults().start(), Duration.ofHours(1 + KILLS))
                .withDuplicateShare(0.01)
                .withShapes((KILLS + 1) * Shape.values().length, List.of(Shape.values()))
                .withDecoys(2 * Decoy.values().length, List.of(Decoy.values())));
    List<WorkloadRecord> records = new ArrayList<>();
    workload.forEach(records::add);

    CompletableFuture<FlinkCluster> starting =
        CompletableFuture.supplyAsync(() -> call(this::startFlink));
    try (KafkaBroker kafka = KafkaBroker.start();
        FlinkCluster flink = starting.get();
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      createTopics(admin);

      String disturbed = submit(flink, kafka, "disturbed");
      await("a checkpoint", () -> checkpoints(flink, disturbed).get("completed").asInt() > 0);
      killWhileFeeding(flink, disturbed, kafka, records);
      awaitAllRead(admin, "disturbed");
      int restored = checkpoints(flink, disturbed).get("restored").asInt();
      flink.cancel(disturbed);

      submit(flink, kafka, "undisturbed");
      awaitAllRead(admin, "undisturbed");

      Map<String, JsonNode> actual = lastRevisions(kafka, "alerts-disturbed");
      Map<String, JsonNode> expected = lastRevisions(kafka, "alerts-undisturbed");
      System.out.printf(
          "fault.seed=%d fault.kills=%d: %d records, %d planted, %d alerts open, %d restores%n",
          SEED, KILLS, records.size(), workload.truth().size(), open(actual).size(), restored);
      assertThat(restored).as("restores from a checkpoint").isGreaterThanOrEqualTo(KILLS);
      assertThat(open(actual)).as("seed " + SEED).isEqualTo(open(expected));
      assertThat(evidence(open(actual))).as("seed " + SEED).isEqualTo(truth(workload));
    }
  }

  /** The shipped configuration, but quick to notice a dead process and to start again. */
  private FlinkCluster startFlink() throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("../deploy/flink/config.yaml"))) {
      if (line.matches("[a-z].*")) {
        String[] option = line.split(": ", 2);
        options.put(option[0], option[1]);
      }
    }
    options.keySet().removeIf(option -> option.startsWith("metrics.reporter"));
    options.put("heartbeat.interval", "500 ms");
    options.put("heartbeat.timeout", "5 s");
    options.put("restart-strategy.exponential-delay.initial-backoff", "200 ms");
    options.put("restart-strategy.exponential-delay.max-backoff", "200 ms");
    options.put("execution.checkpointing.min-pause", "100 ms");
    // The cluster's own classes only: the job's come with its jar, as to any other cluster.
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .filter(entry -> !entry.contains("mirrorwatch-") && !entry.contains("connector-kafka"))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> javaOptions =
        Stream.of(System.getProperty("flink.opens").trim().split("\\s+")).toList();
    return FlinkCluster.start(classPath, javaOptions, options, TASK_MANAGERS);
  }

  private static void createTopics(Admin admin) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    topics.add(new NewTopic("cloudtrail", PARTITIONS, (short) 1));
    for (String run : List.of("disturbed", "undisturbed")) {
      for (String kind : List.of("alerts", "dead-letters", "late-events")) {
        topics.add(new NewTopic(kind + "-" + run, 1, (short) 1));
      }
    }
    admin.createTopics(topics).all().get();
  }

  private String submit(FlinkCluster flink, KafkaBroker kafka, String run) throws Exception {
    Path config = folder.resolve(run + ".yaml");
    Files.writeString(
        config,
        """
        name: %1$s
        parallelism: %3$d
        checkpointEvery: PT0.5S
        sources:
          - name: cloudtrail
            kafka:
              bootstrapServers: %2$s
              topics: [cloudtrail]
              groupId: %1$s
        alerts:
          - kafka: {bootstrapServers: "%2$s", topic: alerts-%1$s}
        deadLetters:
          kafka: {bootstrapServers: "%2$s", topic: dead-letters-%1$s}
        lateEvents:
          kafka: {bootstrapServers: "%2$s", topic: late-events-%1$s}
        """
            .formatted(run, kafka.bootstrapServers(), TASK_MANAGERS));
    return flink.submit(
        Path.of("target", "mirrorwatch.jar"),
        "dev.mirrorwatch.job.cli.Main",
        "run",
        "--config",
        config.toString());
  }

  /** A slice of the records for each kill, which comes somewhere in it, and one after the last. */
  private void killWhileFeeding(
      FlinkCluster flink, String job, KafkaBroker kafka, List<WorkloadRecord> records)
      throws Exception {
    int slice = records.size() / (KILLS + 1);
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      AtomicInteger next = new AtomicInteger();
      AtomicInteger end = new AtomicInteger();
      ScheduledFuture<?> feeding =
          clock.scheduleAtFixedRate(
              () -> {
                int to = Math.min(end.get(), next.get() + slice / BATCHES_PER_KILL);
                records.subList(next.get(), to).forEach(record -> send(producer, record));
                next.set(to);
              },
              0,
              BATCH_EVERY_MS,
              TimeUnit.MILLISECONDS);
      for (int kill = 0; kill < KILLS; kill++) {
        end.set((kill + 1) * slice);
        int victim = random.nextInt(TASK_MANAGERS);
        int delay = random.nextInt(BATCHES_PER_KILL * BATCH_EVERY_MS);
        int restored = checkpoints(flink, job).get("restored").asInt();
        clock.schedule(() -> flink.killTaskManager(victim), delay, TimeUnit.MILLISECONDS).get();
        Instant killed = Instant.now();
        int sent = next.get();
        flink.replaceTaskManager(victim);
        await(
            "the job after kill " + (kill + 1),
            () -> checkpoints(flink, job).get("restored").asInt() > restored && runs(flink, job));
      }
      end.set(records.size());
      await("the end of the records", () -> feeding.isDone() || next.get() == records.size());
      feeding.cancel(false);
      assertThat(next.get()).isEqualTo(records.size());
    } finally {
      clock.shutdownNow();
    }
  }

  /** Both deliveries of a record go to one partition, so that the first of them is the first. */
  private static void send(KafkaProducer<byte[], byte[]> producer, WorkloadRecord record) {
    producer.send(
        new ProducerRecord<>(
            "cloudtrail",
            Math.floorMod(record.eventId().hashCode(), PARTITIONS),
            null,
            record.json().getBytes(UTF_8)));
  }

  private static JsonNode checkpoints(FlinkCluster flink, String job) throws Exception {
    return JSON.readTree(flink.get("/jobs/" + job + "/checkpoints")).path("counts");
  }

  private static boolean runs(FlinkCluster flink, String job) throws Exception {
    JsonNode tasks = JSON.readTree(flink.get("/jobs/" + job)).path("vertices");
    return !tasks.isEmpty()
        && IntStream.range(0, tasks.size())
            .allMatch(i -> tasks.get(i).path("status").asText().equals("RUNNING"));
  }

  /** A checkpoint that is complete has everything before it in the alerts' topic. */
  private static void awaitAllRead(Admin admin, String run) throws Exception {
    List<TopicPartition> partitions =
        IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition("cloudtrail", i)).toList();
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (TopicPartition partition : partitions) {
      ends.put(
          partition,
          admin
              .listOffsets(Map.of(partition, org.apache.kafka.clients.admin.OffsetSpec.latest()))
              .partitionResult(partition)
              .get()
              .offset());
    }
    await(
        "all records in a checkpoint of the " + run + " run",
        () -> {
          Map<TopicPartition, OffsetAndMetadata> committed =
              admin.listConsumerGroupOffsets(run).partitionsToOffsetAndMetadata().get();
          return ends.entrySet().stream()
              .allMatch(
                  end ->
                      committed.get(end.getKey()) != null
                          && committed.get(end.getKey()).offset() == end.getValue());
        });
  }

  /** What a sink that keeps the last revision of each alert holds, without what clocks decide. */
  private static Map<String, JsonNode> lastRevisions(KafkaBroker kafka, String topic)
      throws IOException {
    Map<String, Integer> revisions = new HashMap<>();
    Map<String, JsonNode> last = new TreeMap<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (var told : consumer.poll(Duration.ofMillis(200))) {
          ObjectNode alert = (ObjectNode) JSON.readTree(told.value());
          ObjectNode head = (ObjectNode) alert.at("/mirrorwatch/alert");
          String id = head.get("id").asText();
          // How many revisions it took depends on which operator was first.
          int revision = head.remove("revision").asInt();
          head.remove("detection_latency_ms");
          ((ObjectNode) alert.get("event")).remove("created");
          if (revision >= revisions.getOrDefault(id, 0)) {
            revisions.put(id, revision);
            last.put(id, alert);
          }
        }
      }
    }
    return last;
  }

  private static Map<String, JsonNode> open(Map<String, JsonNode> alerts) {
    Map<String, JsonNode> open = new TreeMap<>(alerts);
    open.values().removeIf(alert -> !alert.at("/mirrorwatch/alert/status").asText().equals("open"));
    return open;
  }

  /** Rule and target to the events that the rule itself saw. */
  private Map<String, Set<String>> evidence(Map<String, JsonNode> alerts) {
    Map<String, Set<String>> evidence = new TreeMap<>();
    for (JsonNode alert : alerts.values()) {
      String name = alert.at("/rule/name").asText();
      CorrelationRule rule = (CorrelationRule) rules.rule(name).orElseThrow();
      Set<String> events = new TreeSet<>();
      for (JsonNode stage : alert.at("/mirrorwatch/stages")) {
        if (rule.stages().contains(stage.get("rule").asText())) {
          events.add(stage.at("/event/id").asText());
        }
      }
      evidence.put(name + " " + alert.at("/mirrorwatch/identity").asText(), events);
    }
    return evidence;
  }

  private static Map<String, Set<String>> truth(Workload workload) {
    Map<String, Set<String>> truth = new TreeMap<>();
    for (ExpectedAlert alert : workload.truth()) {
      truth.put(alert.rule() + " " + alert.targetId(), new TreeSet<>(alert.eventIds()));
    }
    return truth;
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    System.out.println("DEBUG " + Instant.now() + " " + what);
    Instant until = Instant.now().plus(PATIENCE);
    while (!condition.call()) {
      assertThat(Instant.now()).as("no sign of " + what + ", seed " + SEED).isBefore(until);
      TimeUnit.MILLISECONDS.sleep(100);
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

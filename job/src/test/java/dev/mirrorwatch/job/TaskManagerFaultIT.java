package dev.mirrorwatch.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

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
import dev.mirrorwatch.udfs.alert.AlertJson;
import dev.mirrorwatch.udfs.event.Alert;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
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

  /** A burst over regions; somebody looks around and later mirrors. */
  private static final Set<String> BY_CHANCE = Set.of("aws_tm_burst", "aws_tm_explored_then_used");

  private static final int TASK_MANAGERS = 2;
  private static final int PARTITIONS = 2;
  private static final int BATCHES_PER_KILL = 60;
  private static final int BATCH_EVERY_MS = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final MiniClusterExtension UNDISTURBED = TestCluster.ofTwoSlots();

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
      String job = submit(flink, kafka);
      Map<String, JsonNode> expected = new TreeMap<>();
      for (Alert alert : undisturbed(records).open()) {
        expected.put(alert.id(), comparable(JSON.readTree(AlertJson.of(alert))));
      }
      await("a checkpoint", () -> checkpoints(flink, job).get("completed").asInt() > 0);
      killWhileFeeding(flink, job, kafka, records);
      awaitAllRead(admin, flink, job);

      Map<String, JsonNode> open = open(kafka);
      int restored = checkpoints(flink, job).get("restored").asInt();
      System.out.printf(
          "fault.seed=%d fault.kills=%d: %d records, %d alerts planted, %d open, %d restores%n",
          SEED, KILLS, records.size(), workload.truth().size(), open.size(), restored);
      assertThat(restored).as("restores from a checkpoint").isGreaterThanOrEqualTo(KILLS);
      assertThat(open).as("alerts, seed " + SEED).isEqualTo(expected);
      Map<String, Set<String>> truth = truth(workload);
      // Calls of the background may by chance make up these, and nothing else.
      open.values()
          .removeIf(
              alert ->
                  BY_CHANCE.contains(alert.at("/rule/name").asText())
                      && !truth.containsKey(key(alert)));
      // Or complete a rule that says more about a planted target than the planted one.
      for (JsonNode alert : List.copyOf(open.values())) {
        for (JsonNode inferior : alert.at("/mirrorwatch/alert/also_matched")) {
          String planted = key(inferior.asText(), alert);
          if (!truth.containsKey(key(alert)) && truth.remove(planted) != null) {
            open.remove(alert.at("/mirrorwatch/alert/id").asText());
          }
        }
      }
      assertThat(evidence(open)).as("evidence, seed " + SEED).isEqualTo(truth);
    }
  }

  /** The same pipeline, to which nothing happens. */
  private PipelineRun undisturbed(List<WorkloadRecord> records) throws Exception {
    return PipelineRun.of(
        folder, rules, List.of(), records.stream().map(WorkloadRecord::json).toList());
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
    options.put("heartbeat.interval", "300 ms");
    options.put("heartbeat.timeout", "5 s");
    options.put("restart-strategy.exponential-delay.max-backoff", "1 s");
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
    admin
        .createTopics(
            List.of(
                new NewTopic("cloudtrail", PARTITIONS, (short) 1),
                new NewTopic("alerts", 1, (short) 1),
                new NewTopic("dead-letters", 1, (short) 1),
                new NewTopic("late-events", 1, (short) 1)))
        .all()
        .get();
  }

  private String submit(FlinkCluster flink, KafkaBroker kafka) throws Exception {
    Path config = folder.resolve("mirrorwatch.yaml");
    Files.writeString(
        config,
        """
        name: faults
        parallelism: %2$d
        checkpointEvery: PT0.5S
        # Three seconds stand for an hour here: a partition whose reader starts a little later than
        # the other's, after both were idle, would be hours behind.
        time: {idleAfter: PT1H}
        sources:
          - name: cloudtrail
            kafka:
              bootstrapServers: %1$s
              topics: [cloudtrail]
              groupId: faults
        alerts:
          - kafka: {bootstrapServers: "%1$s", topic: alerts}
        deadLetters:
          kafka: {bootstrapServers: "%1$s", topic: dead-letters}
        lateEvents:
          kafka: {bootstrapServers: "%1$s", topic: late-events}
        """
            .formatted(kafka.bootstrapServers(), TASK_MANAGERS));
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
            () -> {
              flink.replaceEndedTaskManagers();
              return checkpoints(flink, job).get("restored").asInt() > restored && runs(flink, job);
            },
            () -> state(flink, job));
        System.out.printf(
            "kill %d: taskmanager %d after %d records, runs again after %d ms%n",
            kill + 1, victim, sent, Duration.between(killed, Instant.now()).toMillis());
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

  /** For who has to find out why something did not come. */
  private static String state(FlinkCluster flink, String job) throws Exception {
    return String.join(
        "\n",
        flink.get("/jobs/" + job),
        flink.get("/jobs/" + job + "/checkpoints"),
        flink.get("/jobs/" + job + "/exceptions"),
        flink.state());
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
  private static void awaitAllRead(Admin admin, FlinkCluster flink, String job) throws Exception {
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      TopicPartition partition = new TopicPartition("cloudtrail", i);
      ends.put(
          partition,
          admin
              .listOffsets(Map.of(partition, OffsetSpec.latest()))
              .partitionResult(partition)
              .get()
              .offset());
    }
    Map<TopicPartition, Long> read = new TreeMap<>(Comparator.comparing(TopicPartition::toString));
    await(
        "all records in a checkpoint",
        () -> {
          flink.replaceEndedTaskManagers();
          read.clear();
          admin
              .listConsumerGroupOffsets("faults")
              .partitionsToOffsetAndMetadata()
              .get()
              .forEach((partition, offset) -> read.put(partition, offset.offset()));
          return read.equals(ends);
        },
        () -> "read %s of %s%n%s".formatted(read, ends, state(flink, job)));
  }

  /** What a compacted topic shows as open: it keeps the last that was told of each alert. */
  private static Map<String, JsonNode> open(KafkaBroker kafka) throws IOException {
    Map<String, JsonNode> last = new TreeMap<>();
    TopicPartition partition = new TopicPartition("alerts", 0);
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
          JsonNode alert = JSON.readTree(told.value());
          last.put(alert.at("/mirrorwatch/alert/id").asText(), alert);
        }
      }
    }
    last.values().removeIf(alert -> !alert.at("/mirrorwatch/alert/status").asText().equals("open"));
    last.replaceAll((id, alert) -> comparable(alert));
    return last;
  }

  /** Without what a clock or the source says, and without how many revisions it took. */
  private static JsonNode comparable(JsonNode alert) {
    JsonNode comparable = TimelessAlert.of(alert);
    ((ObjectNode) comparable.at("/mirrorwatch/alert")).remove("revision");
    return comparable;
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
      evidence.put(key(alert), events);
    }
    return evidence;
  }

  private static String key(JsonNode alert) {
    return key(alert.at("/rule/name").asText(), alert);
  }

  private static String key(String rule, JsonNode alert) {
    return rule + " " + alert.at("/mirrorwatch/identity").asText();
  }

  private static Map<String, Set<String>> truth(Workload workload) {
    Map<String, Set<String>> truth = new TreeMap<>();
    for (ExpectedAlert alert : workload.truth()) {
      truth.put(alert.rule() + " " + alert.targetId(), new TreeSet<>(alert.eventIds()));
    }
    return truth;
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    await(what, condition, () -> "");
  }

  /**
   * @param state of the cluster, for who has to find out why it did not come
   */
  private static void await(String what, Callable<Boolean> condition, Callable<String> state)
      throws Exception {
    Instant until = Instant.now().plus(PATIENCE);
    while (!condition.call()) {
      if (Instant.now().isAfter(until)) {
        fail("no sign of " + what + ", seed " + SEED + "\n" + state.call());
      }
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

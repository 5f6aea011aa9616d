package dev.mirrorwatch.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mirrorwatch.job.config.JobConfig;
import dev.mirrorwatch.job.config.JobConfigReader;
import dev.mirrorwatch.job.sink.ConfiguredSinks;
import dev.mirrorwatch.job.source.LogSources;
import dev.mirrorwatch.job.source.RuleSources;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.testdata.Caller;
import dev.mirrorwatch.testdata.CloudTrailRecords;
import dev.mirrorwatch.testdata.Decoy;
import dev.mirrorwatch.testdata.ExpectedAlert;
import dev.mirrorwatch.testdata.Shape;
import dev.mirrorwatch.testdata.Workload;
import dev.mirrorwatch.testdata.WorkloadRecord;
import dev.mirrorwatch.testdata.WorkloadSettings;
import dev.mirrorwatch.testservers.KafkaBroker;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.risk.ScoringOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * One partition of a real topic has nearly all records, and its subtask is stuck in them: the other
 * subtask goes on, and nothing of what was stuck is lost or late.
 */
class HotPartitionIT {

  private static final int PARTITIONS = 5;
  private static final int HOT = 0;

  /** Read by the subtask that is not stuck. */
  private static final List<Integer> QUIET = List.of(1, 3);

  /** Have some records of all the time that the hot one has; the last partition stays empty. */
  private static final List<Integer> OTHERS = List.of(1, 2, 3);

  private static final int RECORDS = 30_000;

  /** One record in so many is in another partition than the hot one. */
  private static final int OTHER = 20;

  /** The hot offset that its reader is stuck at, when it has read what else its subtask has. */
  private static final long STUCK_AT = 5_000;

  private static final TopicPartition ALERTS = new TopicPartition("alerts", 0);
  private static final Instant START = Instant.parse("2025-03-03T06:00:00Z");
  private static final Duration TIME = Duration.ofHours(12);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  // Shared with the operator, which runs in this process.
  private static final Map<Reader, Long> READ = new ConcurrentHashMap<>();
  private static final CountDownLatch LET_GO = new CountDownLatch(1);

  @RegisterExtension static final MiniClusterExtension FLINK = TestCluster.ofTwoSlots();

  @TempDir private Path folder;

  private final RuleSet rules = new RuleSetLoader().load(new RuleSetLoader().shipped());
  private final Map<Integer, Long> sent = new TreeMap<>();
  private final Queue<Exception> unsent = new ConcurrentLinkedQueue<>();
  private final List<JsonNode> told = new ArrayList<>();

  /** A subtask of the source, and a partition that it had a record of. */
  private record Reader(int subtask, int partition) {}

  @Test
  void theOthersAreReadAndAlertedWhileItIsStuck() throws Exception {
    Workload workload =
        Workload.of(
            WorkloadSettings.defaults()
                .withEvents(RECORDS)
                .withTime(START, TIME)
                .withRelevantShare(0)
                .withDuplicateShare(0)
                .withShapes(2, List.of(Shape.ORDER_TFRS))
                .withDecoys(1, List.of(Decoy.UNFINISHED)));
    List<ExpectedAlert> attacks =
        workload.truth().stream().sorted(Comparator.comparing(ExpectedAlert::first)).toList();
    ExpectedAlert inHot = attacks.get(0);
    ExpectedAlert inQuiet = attacks.get(1);
    Set<String> unfinished = Set.copyOf(workload.decoys().get(0).eventIds());
    Set<String> planted = new HashSet<>(unfinished);
    planted.addAll(inHot.eventIds());

    try (KafkaBroker kafka = KafkaBroker.start();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of(
                    "bootstrap.servers",
                    kafka.bootstrapServers(),
                    // An idempotent one goes on at a batch a second where a topic was just made.
                    "enable.idempotence",
                    false,
                    "max.in.flight.requests.per.connection",
                    1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        KafkaConsumer<byte[], byte[]> alerts =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      createTopics(kafka);
      alerts.assign(List.of(ALERTS));
      alerts.seekToBeginning(List.of(ALERTS));
      List<String> attack = new ArrayList<>();
      int number = 0;
      for (WorkloadRecord record : workload) {
        if (inQuiet.eventIds().contains(record.eventId())) {
          attack.add(record.json());
        } else if (++number % OTHER != 0 || planted.contains(record.eventId())) {
          send(producer, HOT, record.json());
        } else {
          send(producer, OTHERS.get(number / OTHER % OTHERS.size()), record.json());
        }
      }
      producer.flush();
      assertThat(unsent).isEmpty();

      JobClient job = start(kafka);
      await("a stuck reader", job, () -> read().getOrDefault(HOT, 0L) > STUCK_AT);
      for (int i = 0; i < attack.size(); i++) {
        send(producer, QUIET.get(i % QUIET.size()), attack.get(i));
      }
      await("the quiet attack", job, () -> openStagings(alerts).containsKey(inQuiet.targetId()));
      assertThat(read()).as("read when the alert was told").containsEntry(HOT, STUCK_AT + 1);
      assertThat(openStagings(alerts)).containsOnlyKeys(inQuiet.targetId());

      LET_GO.countDown();
      // Only time can tell it, which goes on though all but the hot partition are silent or empty.
      await(
          "what time alone decides",
          job,
          () -> {
            send(producer, HOT, twoDaysLater());
            return told(alerts).stream()
                .anyMatch(alert -> isOf(alert, "stalled") && events(alert).equals(unfinished));
          });
      producer.flush();
      assertThat(unsent).isEmpty();
      await("all records", job, () -> read().equals(sent));
      job.stopWithSavepoint(
              true, folder.resolve("savepoint").toUri().toString(), SavepointFormatType.DEFAULT)
          .get(1, TimeUnit.MINUTES);
      Map<String, Object> counts =
          job.getJobExecutionResult().get(1, TimeUnit.MINUTES).getAllAccumulatorResults();

      assertThat(partitionsOfSubtasks()).containsExactlyInAnyOrder(Set.of(HOT, 2), Set.of(1, 3));
      assertThat(counts)
          .containsEntry("records", sent.values().stream().mapToLong(Long::longValue).sum())
          .doesNotContainKey("late_events");
      assertThat(openStagings(alerts))
          .isEqualTo(
              Map.of(
                  inHot.targetId(), Set.copyOf(inHot.eventIds()),
                  inQuiet.targetId(), Set.copyOf(inQuiet.eventIds())));
    }
  }

  private static void createTopics(KafkaBroker kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("cloudtrail", PARTITIONS, (short) 1),
                  new NewTopic("alerts", 1, (short) 1)))
          .all()
          .get();
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int partition, String json) {
    producer.send(
        new ProducerRecord<>("cloudtrail", partition, null, json.getBytes(UTF_8)),
        (sentTo, failure) -> {
          if (failure != null) {
            unsent.add(failure);
          }
        });
    sent.merge(partition, 1L, Long::sum);
  }

  private String twoDaysLater() {
    return CloudTrailRecords.call("ec2.amazonaws.com", "DescribeInstances")
        .by(Caller.user("111122223333", "alice"))
        .eventId("later-" + sent.get(HOT))
        .at(START.plus(TIME).plus(Duration.ofDays(2)))
        .in("eu-west-1")
        .json();
  }

  /** The configured job, with a gate between its source and the rest. */
  private JobClient start(KafkaBroker kafka) throws Exception {
    JobConfig config =
        new JobConfigReader(name -> null)
            .read(
                Files.writeString(
                    folder.resolve("mirrorwatch.yaml"),
                    """
                    time: {idleAfter: PT10S}
                    sources:
                      - name: cloudtrail
                        kafka: {bootstrapServers: "%1$s", topics: [cloudtrail]}
                    alerts:
                      - kafka: {bootstrapServers: "%1$s", topic: alerts}
                    """
                        .formatted(kafka.bootstrapServers())));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(AuditCorrelationJob.strictGraph());
    environment.setParallelism(2);
    // Nothing is skipped: skipped records are told in runs, and each shall count by itself.
    DataStream<RawLog> logs =
        LogSources.configured(environment, config, null).map(new Gate()).uid("gate");
    ConfiguredSinks.attach(
        CorrelationPipeline.build(
            logs,
            RuleSources.configured(environment, rules, config.rules()),
            IdentityMap.NOBODY,
            config.time().allowedLateness(),
            ScoringOptions.of(List.of())),
        config);
    return environment.executeAsync();
  }

  /** Counts who reads what. A record of the hot partition keeps the subtask until it is let go. */
  private static final class Gate extends RichMapFunction<RawLog, RawLog> {

    @Override
    public RawLog map(RawLog log) throws InterruptedException {
      int partition = log.origin().partition();
      int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
      READ.merge(new Reader(subtask, partition), 1L, Long::sum);
      if (partition == HOT && log.origin().position() == STUCK_AT) {
        LET_GO.await();
      }
      return log;
    }
  }

  /** Partition to the number of records that were read of it, by whomever. */
  private static Map<Integer, Long> read() {
    Map<Integer, Long> read = new TreeMap<>();
    READ.forEach((reader, records) -> read.merge(reader.partition(), records, Long::sum));
    return read;
  }

  private static List<Set<Integer>> partitionsOfSubtasks() {
    return READ.keySet().stream()
        .map(Reader::subtask)
        .distinct()
        .map(
            subtask ->
                READ.keySet().stream()
                    .filter(reader -> reader.subtask() == subtask)
                    .map(Reader::partition)
                    .collect(toSet()))
        .toList();
  }

  /** All alerts so far, in the order in which they were told. */
  private List<JsonNode> told(KafkaConsumer<byte[], byte[]> alerts) throws IOException {
    long end = alerts.endOffsets(List.of(ALERTS)).get(ALERTS);
    while (alerts.position(ALERTS) < end) {
      for (var alert : alerts.poll(Duration.ofMillis(100))) {
        told.add(JSON.readTree(alert.value()));
      }
    }
    return told;
  }

  /** Mirror target to the events of its staging, as last told. */
  private Map<String, Set<String>> openStagings(KafkaConsumer<byte[], byte[]> alerts)
      throws IOException {
    Map<String, Set<String>> stagings = new TreeMap<>();
    for (JsonNode alert : told(alerts)) {
      if (alert.at("/rule/name").asText().equals("aws_tm_staging") && isOf(alert, "open")) {
        stagings.put(alert.at("/mirrorwatch/identity").asText(), events(alert));
      }
    }
    return stagings;
  }

  private static boolean isOf(JsonNode alert, String status) {
    return alert.at("/mirrorwatch/alert/status").asText().equals(status);
  }

  private static Set<String> events(JsonNode alert) {
    return StreamSupport.stream(alert.at("/mirrorwatch/stages").spliterator(), false)
        .map(stage -> stage.at("/event/id").asText())
        .collect(toSet());
  }

  private static void await(String what, JobClient job, Callable<Boolean> reached)
      throws Exception {
    Instant until = Instant.now().plus(PATIENCE);
    while (!reached.call()) {
      assertThat(job.getJobStatus().get(1, TimeUnit.MINUTES).isTerminalState())
          .as("the job has ended before %s", what)
          .isFalse();
      assertThat(Instant.now()).as("waiting for %s", what).isBefore(until);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}

package dev.mirrorwatch.job.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mirrorwatch.job.AuditCorrelationJob;
import dev.mirrorwatch.job.OperatorUid;
import dev.mirrorwatch.job.benchmark.StateFigures.Checkpoint;
import dev.mirrorwatch.job.config.JobConfigReader;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.identity.IdentityMap;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionJobVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The process that measures open stagings: {@code backend stagings folder result-file} in, {@link
 * StateFigures} out. The job is the configured one with a watched folder, whose checkpoints are
 * taken here and at no other time.
 */
final class StateProcess implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int MOST_DRAWN = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Backend backend;
  private final Path folder;
  private final MiniCluster cluster;
  private JobID job;

  private StateProcess(Backend backend, Path folder) throws Exception {
    this.backend = backend;
    this.folder = folder;
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(options())
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(LocalFlink.SLOTS)
                .withRandomPorts()
                .build());
    cluster.start();
  }

  public static void main(String[] arguments) throws Exception {
    measure(Backend.valueOf(arguments[0]), Integer.parseInt(arguments[1]), Path.of(arguments[2]))
        .write(Path.of(arguments[3]));
    System.exit(0);
  }

  /**
   * Runs the job in this process.
   *
   * @param folder an empty one, for records and checkpoints
   */
  static StateFigures measure(Backend backend, int open, Path folder) throws Exception {
    try (StateProcess process = new StateProcess(backend, folder)) {
      return process.measure(open);
    }
  }

  private Configuration options() {
    Configuration options = new Configuration();
    options.set(StateBackendOptions.STATE_BACKEND, backend.toString());
    options.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    options.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    options.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(2048));
    options.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofMillis(200));
    options.set(WebOptions.REFRESH_INTERVAL, Duration.ofMillis(200));
    return options;
  }

  private StateFigures measure(int open) throws Exception {
    int more = Math.max(1, open / 100);
    List<Path> first = prepare("first", 0, open);
    List<Path> second = prepare("second", open, open + more);
    start();
    long start = System.nanoTime();
    drop(first);
    awaitCorrelated(open);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.gc();
    long heapBytes = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    CompletedCheckpointStats full = checkpoint();
    drop(second);
    awaitCorrelated(open + more);
    CompletedCheckpointStats next = checkpoint();
    Map<String, Long> operators = byOperator(full);
    int drawn = Math.min(MOST_DRAWN, open);
    drop(prepareOthers(drawn, open));
    await("alerts", this::alerts, drawn);
    return new StateFigures(
        backend,
        open,
        seconds,
        figures(full),
        figures(next),
        operators,
        heapBytes,
        ContenderProcess.peakResidentBytes(),
        drawn,
        alerts());
  }

  private List<Path> prepare(String name, int from, int to) throws Exception {
    Path prepared = Files.createDirectories(folder.resolve("prepared"));
    List<Path> files =
        IntStream.range(0, LocalFlink.SLOTS)
            .mapToObj(i -> prepared.resolve(name + "-" + i + ".ndjson"))
            .toList();
    OpenStagings.writeFirstCalls(from, to, files);
    return files;
  }

  /** What completes some of the open ones: had one been forgotten, an alert would be missing. */
  private List<Path> prepareOthers(int drawn, int open) throws Exception {
    List<String> records = new ArrayList<>();
    new Random(1)
        .ints(0, open)
        .distinct()
        .limit(drawn)
        .forEach(number -> records.addAll(OpenStagings.otherCalls(number)));
    return List.of(Files.write(folder.resolve("prepared").resolve("others.ndjson"), records));
  }

  private void start() throws Exception {
    Files.createDirectories(folder.resolve("in"));
    Path config =
        Files.writeString(
            folder.resolve("config.yaml"),
            """
            parallelism: %2$d
            checkpointFolder: "%1$s/checkpoints"
            checkpointEvery: P10000D
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
                .formatted(folder.toAbsolutePath(), LocalFlink.SLOTS));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(options());
    AuditCorrelationJob.build(
        environment,
        new RuleSetLoader().load(RuleLoad.ONLY_STAGING.files()),
        IdentityMap.NOBODY,
        new JobConfigReader(name -> null).read(config));
    job = cluster.submitJob(environment.getStreamGraph()).get().getJobID();
    while (!isRunning()) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    awaitCorrelated(0);
  }

  private boolean isRunning() throws Exception {
    JobStatus status = cluster.getJobStatus(job).get();
    if (status.isTerminalState()) {
      throw new IllegalStateException("the job ended before it was measured: " + status);
    }
    return status == JobStatus.RUNNING
        && graph().getAllVertices().values().stream()
            .allMatch(vertex -> vertex.getAggregateState() == ExecutionState.RUNNING);
  }

  private void drop(List<Path> prepared) throws Exception {
    for (Path file : prepared) {
      Files.move(file, folder.resolve("in").resolve(file.getFileName()));
    }
  }

  /** The first records are the rules, once for each subtask. */
  private void awaitCorrelated(long records) throws Exception {
    await("records at the correlator", this::correlated, LocalFlink.SLOTS + records);
  }

  private void await(String what, Callable<Long> count, long expected) throws Exception {
    long before = -1;
    Instant patience = Instant.now().plus(PATIENCE);
    while (before < expected) {
      long now = count.call();
      if (now > before) {
        before = now;
        patience = Instant.now().plus(PATIENCE);
      }
      if (!isRunning() || Instant.now().isAfter(patience)) {
        throw new IllegalStateException("%d of %d %s, and no more".formatted(now, expected, what));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private long correlated() throws Exception {
    String answer =
        HTTP.send(
                HttpRequest.newBuilder(cluster.getRestAddress().get().resolve("/jobs/" + job))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    for (JsonNode vertex : JSON.readTree(answer).path("vertices")) {
      if (vertex.path("name").asText().equals(OperatorUid.CORRELATE.label())) {
        return vertex.at("/metrics/read-records").asLong();
      }
    }
    throw new IllegalStateException(
        "no task is named " + OperatorUid.CORRELATE.label() + ": " + answer);
  }

  /** Documents that were written, though no checkpoint shows them yet. */
  private long alerts() throws IOException {
    Path written = folder.resolve("alerts");
    if (!Files.exists(written)) {
      return 0;
    }
    long alerts = 0;
    try (Stream<Path> files = Files.walk(written)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        alerts += Files.readString(file).lines().count();
      }
    }
    return alerts;
  }

  private CompletedCheckpointStats checkpoint() throws Exception {
    long id = cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED).get();
    while (true) {
      AbstractCheckpointStats stats =
          graph().getCheckpointStatsSnapshot().getHistory().getCheckpointById(id);
      if (stats instanceof CompletedCheckpointStats completed) {
        return completed;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private AccessExecutionGraph graph() throws Exception {
    return cluster.getExecutionGraph(job).get();
  }

  private static Checkpoint figures(CompletedCheckpointStats stats) {
    return new Checkpoint(
        stats.getStateSize(), stats.getCheckpointedSize(), stats.getEndToEndDuration());
  }

  private Map<String, Long> byOperator(CompletedCheckpointStats stats) throws Exception {
    Map<String, Long> bytes = new TreeMap<>();
    for (AccessExecutionJobVertex vertex : graph().getAllVertices().values()) {
      long size = stats.getTaskStateStats(vertex.getJobVertexId()).getStateSize();
      if (size > 0) {
        bytes.put(vertex.getName(), size);
      }
    }
    return bytes;
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}

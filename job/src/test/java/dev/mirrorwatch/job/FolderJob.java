package dev.mirrorwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mirrorwatch.job.config.JobConfigReader;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.identity.IdentityMap;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The configured, unbounded job below one folder: logs are dropped into {@code in}, and {@code
 * alerts}, {@code dead}, {@code late} and {@code status} have what came out.
 */
final class FolderJob {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final int parallelism;
  private JobClient job;

  FolderJob(Path folder) {
    this(folder, 2);
  }

  FolderJob(Path folder, int parallelism) {
    this.folder = folder;
    this.parallelism = parallelism;
  }

  /**
   * @param more lines of configuration
   * @param rules as the job is started with; {@code null} = those of the savepoint
   */
  void start(RuleSet rules, String more, Configuration options) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("config.yaml"),
            """
            parallelism: %2$d
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
            ruleStatus:
              file: {path: "%1$s/status"}
            """
                    .formatted(folder, parallelism)
                + more);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(options);
    AuditCorrelationJob.build(
        environment, rules, IdentityMap.NOBODY, new JobConfigReader(name -> null).read(config));
    job = environment.executeAsync();
  }

  void startFrom(String savepoint, RuleSet rules, String more, Configuration options)
      throws Exception {
    Configuration restoring = new Configuration(options);
    restoring.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    start(rules, more, restoring);
  }

  String stopWithSavepoint() throws Exception {
    return stopWithSavepoint(false, SavepointFormatType.DEFAULT);
  }

  /** In the format that every state backend reads. */
  Path stopWithCanonicalSavepoint() throws Exception {
    return Path.of(URI.create(stopWithSavepoint(false, SavepointFormatType.CANONICAL)));
  }

  /** Ends time, and with it the job: what it had to tell of what it read has been told. */
  void drain() throws Exception {
    stopWithSavepoint(true, SavepointFormatType.DEFAULT);
  }

  private String stopWithSavepoint(boolean drain, SavepointFormatType format) throws Exception {
    return job.stopWithSavepoint(drain, folder.resolve("savepoints").toUri().toString(), format)
        .get(1, TimeUnit.MINUTES);
  }

  void cancel() throws Exception {
    job.cancel().get(1, TimeUnit.MINUTES);
  }

  /** Whatever a failed test left running would keep the next one from its slots. */
  void cancelIfItRuns() throws Exception {
    if (job != null && !job.getJobStatus().get(1, TimeUnit.MINUTES).isTerminalState()) {
      cancel();
    }
  }

  /** What was counted under that name, over all operators. */
  long count(String name) throws Exception {
    Object count = job.getAccumulators().get(1, TimeUnit.MINUTES).get(name);
    return count == null ? 0 : (Long) count;
  }

  /** Whole at once, as whoever drops files should. */
  void drop(String name, List<String> lines) throws IOException {
    Path in = Files.createDirectories(folder.resolve("in"));
    Path hidden = Files.write(in.resolve("." + name), lines);
    Files.move(hidden, in.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  void await(String what, Callable<Boolean> reached) throws Exception {
    Instant until = Instant.now().plus(Duration.ofMinutes(1));
    while (!reached.call()) {
      assertThat(Instant.now()).as("waiting for %s", what).isBefore(until);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  void await(String output, int lines) throws Exception {
    await(output, () -> lines(output).size() >= lines);
  }

  /** Files of that output, finished or not. */
  long files(String output) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(output))) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  /** What stands in finished part files. */
  List<String> lines(String output) throws IOException {
    Path root = folder.resolve(output);
    List<String> lines = new ArrayList<>();
    if (Files.isDirectory(root)) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(FolderJob::isFinished).toList()) {
          lines.addAll(Files.readAllLines(file));
        }
      }
    }
    return lines;
  }

  List<JsonNode> documents(String output) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    for (String line : lines(output)) {
      documents.add(JSON.readTree(line));
    }
    return documents;
  }

  private static boolean isFinished(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("part") && name.endsWith(".ndjson");
  }
}

package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.job.AuditCorrelationJob;
import dev.mirrorwatch.job.CorrelationPipeline;
import dev.mirrorwatch.job.JobOutputs;
import dev.mirrorwatch.job.OperatorUid;
import dev.mirrorwatch.job.config.ApprovalFile;
import dev.mirrorwatch.job.config.InvalidConfigException;
import dev.mirrorwatch.job.sink.SideDocuments;
import dev.mirrorwatch.job.sink.SpoolSink;
import dev.mirrorwatch.job.source.LogSources;
import dev.mirrorwatch.job.source.RuleSources;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.model.Approval;
import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.udfs.alert.AlertJson;
import dev.mirrorwatch.udfs.alert.AlertText;
import dev.mirrorwatch.udfs.alert.OcsfFinding;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.DeadLetter;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.risk.ScoringOptions;
import dev.mirrorwatch.udfs.why.Question;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.base.source.reader.SourceReaderOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirrorwatch replay}: the same pipeline over history that ends. */
@Command(
    name = "replay",
    description = {
      "Runs the rules over log files and prints the alerts that stand at the end.",
      "Without PATH it replays the sample that comes with Mirrorwatch."
    })
final class ReplayCommand implements Callable<Integer> {

  private static final int MOST_BY_DEFAULT = 16;

  /** For each pair of subtasks, over all places where operators meet. */
  private static final int BUFFERS_OF_CHANNELS = 256;

  /** More than a reader needs that is told to end. */
  private static final long CLOSING_MILLIS = 500;

  /** No log is longer; it also keeps times in range. */
  private static final Duration GREATEST_DISORDER = Duration.ofDays(3_650);

  /** How the alerts are printed. */
  enum Output {
    text,
    json,
    ocsf
  }

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description =
          "Files, or folders that are walked for .json .jsonl .ndjson .log, each also .gz.")
  private List<Path> paths = new ArrayList<>();

  @Mixin private RuleOptions ruleOptions;

  @Mixin private IdentityOption identityOption;

  @Option(
      names = "--output",
      defaultValue = "text",
      description =
          "${COMPLETION-CANDIDATES}: one alert document a line, ECS or OCSF. Default: text.")
  private Output output;

  @Option(
      names = "--dead-letters",
      paramLabel = "FILE",
      description = "Write records that could not be read to this file, one JSON object a line.")
  private Path deadLetterFile;

  @Option(
      names = "--approvals",
      paramLabel = "FILE",
      description = "What may happen: alerts that it allows are told as suppressed.")
  private String approvals;

  @Mixin private ZoneOption zoneOption;

  @Option(
      names = "--disorder",
      paramLabel = "DURATION",
      description = {
        "Read from the oldest to the newest record, and forget what is over on the way: for more",
        "history than memory. Records of a file come so much out of order at most, such as PT15M;",
        "what comes later counts no more, and is told. Default: any order, nothing is forgotten."
      })
  private Duration disorder;

  @Option(
      names = "--fail-on",
      paramLabel = "LEVEL",
      description =
          "Exit with 1 if an alert of this level or above stands at the end; suppressed ones do not.")
  private Level failOn;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Subtasks. Default: one for each processor, 16 at most.")
  private Integer parallelism;

  @Option(
      names = "--why",
      paramLabel = "PRINCIPAL|EVENT_ID",
      description = {
        "Instead of the alerts: why --rule has one, or none, for this principal (any of its names),",
        "event, group value or identity."
      })
  private String why;

  @Option(
      names = "--rule",
      paramLabel = "NAME",
      description = "The rule that --why asks about: a correlation or a detection.")
  private String rule;

  @Option(
      names = "--inner",
      description = "With --why: tell it of the correlations that are stages of the rule, too.")
  private boolean inner;

  @Mixin private HelpOption help;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (parallelism != null && parallelism < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--parallelism is " + parallelism + "; it must be 1 or more");
    }
    if (disorder != null && (disorder.isNegative() || disorder.compareTo(GREATEST_DISORDER) > 0)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--disorder is %s; it must be a duration such as PT15M, from PT0S to %s"
              .formatted(disorder, GREATEST_DISORDER));
    }
    checkQuestion();
    RuleSet rules = new RuleSetLoader().load(ruleOptions.files());
    PrintWriter err = spec.commandLine().getErr();
    List<Approval> approved = ApprovalFile.read("--approvals", approvals);
    boolean sample = paths.isEmpty();
    List<Path> files = ReplayFiles.find(sample ? List.of(Sample.unpack()) : paths);
    if (deadLetterFile != null) {
      makeDeadLetterFile();
    }
    if (sample) {
      err.println("No PATH given: replaying the sample that comes with Mirrorwatch.");
      err.flush();
    }
    if (why != null) {
      answer(files, rules);
      return Main.DONE;
    }
    ReplaySummary summary = new ReplaySummary(files.size(), disorder, err);
    List<Alert> told = replay(files, rules, approved, summary);
    print(told);
    summary.print();
    boolean failed =
        failOn != null
            && told.stream()
                .filter(alert -> alert.status().stands())
                .anyMatch(alert -> alert.rule().level().compareTo(failOn) >= 0);
    return failed ? Main.FAILED : Main.DONE;
  }

  private void checkQuestion() {
    if (why == null && (rule != null || inner)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--rule and --inner go with --why PRINCIPAL|EVENT_ID");
    }
    if (why != null && rule == null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--why needs --rule NAME: which rule is it about?");
    }
    boolean forAlerts =
        failOn != null || deadLetterFile != null || parallelism != null || disorder != null;
    if (why != null && forAlerts) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--why answers a question and raises no alerts: --fail-on, --dead-letters, --parallelism"
              + " and --disorder do not go with it");
    }
  }

  private void answer(List<Path> files, RuleSet rules) {
    WhyReport report =
        new WhyReport(rules, inner, output != Output.text, spec.commandLine().getOut());
    report.printOf(
        AskedRule.of(rule, rules, "--rule"),
        new Question.About(why),
        why,
        LogEvents.ofFiles(files, zoneOption.zone(), rules, identityOption.identities()));
  }

  private List<Alert> replay(
      List<Path> files, RuleSet rules, List<Approval> approved, ReplaySummary summary)
      throws Exception {
    StreamExecutionEnvironment environment = embedded();
    JobOutputs outputs =
        CorrelationPipeline.build(
            logs(environment, files, rules),
            RuleSources.fixed(environment, rules),
            identityOption.identities(),
            Duration.ZERO,
            ScoringOptions.of(approved));
    Path results = TemporaryFolder.create("replay");
    SpoolSink<Alert> alerts =
        SpoolSink.ofLastRevisions(
            Files.createDirectories(results.resolve("alerts")), serializer(outputs.alerts()));
    attach(alerts, outputs.alerts(), OperatorUid.SINK_ALERTS);
    SpoolSink<DeadLetter> deadLetters =
        new SpoolSink<>(
            Files.createDirectories(results.resolve("dead-letters")),
            serializer(outputs.deadLetters()));
    attach(deadLetters, outputs.deadLetters(), OperatorUid.SINK_DEAD_LETTERS);
    summary.submitting();
    JobClient job = environment.executeAsync("mirrorwatch replay");
    summary.running();
    JobExecutionResult result;
    try (ReplayProgress progress =
        new ReplayProgress(job, files.size(), spec.commandLine().getErr())) {
      result = job.getJobExecutionResult().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the replay failed: " + rootMessage(e), e);
    }
    deadLetters.forEach(summary::example);
    if (deadLetterFile != null) {
      writeDeadLetters(deadLetters);
    }
    LastRevisions last = new LastRevisions();
    alerts.forEach(last::add);
    summary.finished(result, last);
    return last.told();
  }

  private DataStream<RawLog> logs(
      StreamExecutionEnvironment environment, List<Path> files, RuleSet rules) throws IOException {
    if (disorder == null) {
      return LogSources.files(environment, files, zoneOption.zone(), rules);
    }
    PrintWriter err = spec.commandLine().getErr();
    err.printf("putting %,d files in the order of their time%n", files.size());
    err.flush();
    return LogSources.filesInOrder(environment, files, zoneOption.zone(), rules, disorder);
  }

  private static <T> TypeSerializer<T> serializer(DataStream<T> records) {
    return records.getType().createSerializer(new SerializerConfigImpl());
  }

  private static <T> void attach(SpoolSink<T> sink, DataStream<T> records, OperatorUid uid) {
    records.sinkTo(sink).uid(uid.uid("replay")).name(uid.label("replay"));
  }

  private StreamExecutionEnvironment embedded() {
    Configuration configuration = AuditCorrelationJob.strictGraph();
    // Accumulators of a running job travel with heartbeats; progress reads them.
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
    // A failure here would fail again: the same files, the same machine.
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    // All is read by then. Flink forgets now and then to tell a reader that its files have ended
    // (FLINK-40660), and would wait for it half a minute.
    configuration.set(SourceReaderOptions.SOURCE_READER_CLOSE_TIMEOUT, CLOSING_MILLIS);
    int subtasks =
        parallelism == null
            ? Math.min(Runtime.getRuntime().availableProcessors(), MOST_BY_DEFAULT)
            : parallelism;
    giveNetworkMemory(configuration, subtasks);
    return StreamExecutionEnvironment.createLocalEnvironment(subtasks, configuration);
  }

  /**
   * Between two operators each subtask has a channel to each: their buffers grow with the square of
   * the subtasks, and where Flink has not enough of them a job does not start. Many subtasks get
   * smaller ones.
   */
  private static void giveNetworkMemory(Configuration configuration, int subtasks) {
    MemorySize buffer = subtasks > 2 ? MemorySize.parse("8kb") : MemorySize.parse("32kb");
    MemorySize all = buffer.multiply(BUFFERS_OF_CHANNELS * (long) subtasks * (subtasks + 3));
    configuration.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, buffer);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, all);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, all);
  }

  /** Before the work, so that a wrong name does not cost it. */
  private void makeDeadLetterFile() {
    try {
      Files.write(deadLetterFile, new byte[0]);
    } catch (IOException e) {
      throw new InvalidConfigException(
          List.of("--dead-letters: " + deadLetterFile + " cannot be written"));
    }
  }

  private void writeDeadLetters(SpoolSink<DeadLetter> deadLetters) throws IOException {
    try (PrintWriter file = new PrintWriter(Files.newBufferedWriter(deadLetterFile))) {
      deadLetters.forEach(letter -> file.println(SideDocuments.of(letter)));
    }
  }

  private void print(List<Alert> alerts) {
    PrintWriter out = spec.commandLine().getOut();
    for (Alert alert : alerts) {
      out.println(
          switch (output) {
            case text -> AlertText.of(alert);
            case json -> AlertJson.of(alert);
            case ocsf -> OcsfFinding.of(alert);
          });
    }
    out.flush();
  }

  private static String rootMessage(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }

  /** Accumulators by name, as numbers. */
  static Map<String, Long> counts(Map<String, Object> accumulators) {
    Map<String, Long> counts = new java.util.TreeMap<>();
    accumulators.forEach(
        (name, value) -> {
          if (value instanceof Long count) {
            counts.put(name, count);
          }
        });
    return counts;
  }
}

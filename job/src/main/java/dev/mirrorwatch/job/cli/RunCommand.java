package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.job.AuditCorrelationJob;
import dev.mirrorwatch.job.config.JobConfig;
import dev.mirrorwatch.job.config.JobConfigReader;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mirrorwatch run}: the unbounded job, embedded or submitted. */
@Command(
    name = "run",
    description = {
      "Runs the job until it is stopped: embedded here, or on a cluster with 'flink run'.",
      "Without --config it watches the folder 'logs' and prints alerts."
    })
final class RunCommand implements Callable<Integer> {

  @Option(names = "--config", paramLabel = "FILE", description = "YAML configuration.")
  private Path configFile;

  @Option(
      names = "--from",
      paramLabel = "PATH",
      description =
          "Go on from this checkpoint or savepoint, or from the newest below this folder.")
  private Path from;

  @CommandLine.Mixin private HelpOption help;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    JobConfig config =
        configFile == null
            ? JobConfig.defaults()
            : JobConfigReader.ofThisProcess().read(configFile);
    List<Path> folders =
        config.rules().folder() == null ? List.of() : List.of(Path.of(config.rules().folder()));
    RuleSet rules =
        new RuleSetLoader().load(RuleOptions.files(folders, config.rules().compatibility()));
    Configuration options = new Configuration();
    if (from != null) {
      options.set(StateRecoveryOptions.SAVEPOINT_PATH, Checkpoints.newest(from).toUri().toString());
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(options);
    AuditCorrelationJob.build(environment, rules, config);
    announce(environment, rules, config);
    environment.execute(config.name());
    return Main.DONE;
  }

  private void announce(StreamExecutionEnvironment environment, RuleSet rules, JobConfig config) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "mirrorwatch: %d rules, %d of them correlations; %s%n",
        rules.detections().size() + rules.correlations().size(),
        rules.correlations().size(),
        environment instanceof LocalStreamEnvironment
            ? "embedded Flink, Ctrl-C stops"
            : "submitting");
    for (JobConfig.Source source : config.sources()) {
      if (source.kafka() != null) {
        err.println(
            "  reads " + source.kafka().topics() + " at " + source.kafka().bootstrapServers());
      } else {
        Path folder = Path.of(source.folder().path()).toAbsolutePath();
        boolean missing =
            environment instanceof LocalStreamEnvironment && !Files.isDirectory(folder);
        err.println(
            "  watches " + folder + (missing ? ", which is not there yet; waiting for it" : ""));
      }
    }
    err.flush();
  }

  /** Whether the process belongs to Flink's client, which has work to do after this command. */
  static boolean submitsToCluster(String[] args) {
    return Arrays.asList(args).contains("run")
        && !(StreamExecutionEnvironment.getExecutionEnvironment()
            instanceof LocalStreamEnvironment);
  }
}

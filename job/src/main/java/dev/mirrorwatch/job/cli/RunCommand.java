package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.job.AuditCorrelationJob;
import dev.mirrorwatch.job.config.JobConfig;
import dev.mirrorwatch.job.config.JobConfigReader;
import dev.mirrorwatch.rules.InvalidRulesException;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.identity.IdentityMap;
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
import org.jspecify.annotations.Nullable;
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
    RuleSet rules = rules(folders, config.rules());
    IdentityMap identities =
        config.identities() == null
            ? IdentityMap.NOBODY
            : IdentityOption.read(Path.of(config.identities()));
    Configuration options = new Configuration();
    if (from != null) {
      options.set(StateRecoveryOptions.SAVEPOINT_PATH, Checkpoints.newest(from).toUri().toString());
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(options);
    AuditCorrelationJob.build(environment, rules, identities, config);
    announce(environment, rules, config);
    environment.execute(config.name());
    return Main.DONE;
  }

  /** {@code null} where a job goes on that may take rules from its checkpoint. */
  private @Nullable RuleSet rules(List<Path> folders, JobConfig.Rules config) {
    try {
      return new RuleSetLoader().load(RuleOptions.files(folders, config.compatibility()));
    } catch (InvalidRulesException e) {
      if (from == null || config.reload() == null) {
        throw e;
      }
      PrintWriter err = spec.commandLine().getErr();
      err.println(e.getMessage());
      err.println("mirrorwatch: these rules cannot be used; those of the checkpoint go on");
      return null;
    }
  }

  private void announce(
      StreamExecutionEnvironment environment, @Nullable RuleSet rules, JobConfig config) {
    PrintWriter err = spec.commandLine().getErr();
    if (rules != null) {
      err.printf(
          "mirrorwatch: %d rules, %d of them correlations, rule set %s%n",
          rules.detections().size() + rules.correlations().size(),
          rules.correlations().size(),
          rules.version());
    }
    err.println(
        environment instanceof LocalStreamEnvironment
            ? "  embedded Flink, Ctrl-C stops"
            : "  submitting");
    if (config.rules().kafka() != null) {
      err.println(
          "  takes rules from ["
              + config.rules().kafka().topic()
              + "] at "
              + config.rules().kafka().bootstrapServers()
              + " as soon as it has read them");
    } else if (config.rules().reload() != null) {
      err.println("  watches the rules in " + Path.of(config.rules().folder()).toAbsolutePath());
    }
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

package dev.mirrorwatch.job;

import dev.mirrorwatch.job.config.ApprovalFile;
import dev.mirrorwatch.job.config.JobConfig;
import dev.mirrorwatch.job.sink.ConfiguredSinks;
import dev.mirrorwatch.job.source.LogSources;
import dev.mirrorwatch.job.source.RuleSources;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.udfs.risk.ScoringOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The unbounded job: configured sources, the pipeline, configured sinks. */
public final class AuditCorrelationJob {

  /** Fixed from the first day: keyed state is laid out by it. */
  private static final int MAX_PARALLELISM = 128;

  private AuditCorrelationJob() {}

  /**
   * Builds the graph in {@code environment}; the caller executes it.
   *
   * @param rules what is configured, as it is now; {@code null} = those of the checkpoint that the
   *     job goes on from
   * @param identities persons that events are said to be by, whatever their records call them
   */
  public static void build(
      StreamExecutionEnvironment environment,
      @Nullable RuleSet rules,
      IdentityMap identities,
      JobConfig config) {
    environment.configure(safeDefaults(config));
    if (config.parallelism() != null) {
      environment.setParallelism(config.parallelism());
    }
    environment.setMaxParallelism(MAX_PARALLELISM);
    environment.enableCheckpointing(config.checkpointEvery().toMillis());
    RuleFeed feed = RuleSources.configured(environment, rules, config.rules());
    JobOutputs outputs =
        CorrelationPipeline.build(
            LogSources.configured(environment, config, feed.changes() ? null : rules),
            feed,
            identities,
            config.time().allowedLateness(),
            scoring(config));
    ConfiguredSinks.attach(outputs, config);
  }

  private static ScoringOptions scoring(JobConfig config) {
    return new ScoringOptions(
        ApprovalFile.read("approvals", config.approvals()),
        config.firstSeen().remember(),
        config.firstSeen().learn());
  }

  /** Uids and serializers are checked while the graph is built, not at the first restore. */
  public static Configuration strictGraph() {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    // Every record that flows is immutable, so chained steps may share it.
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    return configuration;
  }

  private static Configuration safeDefaults(JobConfig config) {
    Configuration configuration = strictGraph();
    configuration.set(PipelineOptions.NAME, config.name());
    if (config.checkpointFolder() != null) {
      configuration.set(
          CheckpointingOptions.CHECKPOINTS_DIRECTORY,
          config.checkpointFolder().contains(":")
              ? config.checkpointFolder()
              : java.nio.file.Path.of(config.checkpointFolder())
                  .toAbsolutePath()
                  .toUri()
                  .toString());
      configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
      // What a stopped job leaves behind is what the next one goes on from.
      configuration.set(
          CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
          ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    }
    return configuration;
  }
}

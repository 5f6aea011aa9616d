package dev.mirrorwatch.job.sink.elasticsearch;

import dev.mirrorwatch.job.sink.AlertDocument;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The smallest job around the sink, under the settings of the shipped configuration. */
final class SinkJob {

  private SinkJob() {}

  /**
   * Starts the job.
   *
   * @param between runs on each document before the sink; may be slow, may fail
   * @param restarts how many failures the job survives
   */
  static JobClient start(
      ElasticsearchOptions options,
      List<AlertDocument> documents,
      MapFunction<AlertDocument, AlertDocument> between,
      int restarts)
      throws Exception {
    Configuration configuration =
        new Configuration()
            .set(PipelineOptions.GENERIC_TYPES, false)
            .set(PipelineOptions.AUTO_GENERATE_UIDS, false)
            .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500))
            .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
            .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, restarts)
            .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(2);
    env.fromData(documents, TypeInformation.of(AlertDocument.class))
        .uid("documents")
        .rebalance()
        .map(between)
        .returns(TypeInformation.of(AlertDocument.class))
        .uid("between")
        .sinkTo(new ElasticsearchSink(options))
        .uid("elasticsearch");
    return env.executeAsync("elasticsearch sink");
  }

  /** Runs the job to its end, without restarts. */
  static void run(ElasticsearchOptions options, List<AlertDocument> documents) throws Exception {
    await(start(options, documents, document -> document, 0));
  }

  /** Waits for the end of the job; throws what it failed with. */
  static void await(JobClient job) throws Exception {
    job.getJobExecutionResult().get(3, TimeUnit.MINUTES);
  }
}

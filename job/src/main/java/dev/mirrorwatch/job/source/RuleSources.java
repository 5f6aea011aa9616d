package dev.mirrorwatch.job.source;

import dev.mirrorwatch.job.OperatorUid;
import dev.mirrorwatch.job.RuleFeed;
import dev.mirrorwatch.job.config.JobConfig;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.udfs.reload.FirstRules;
import dev.mirrorwatch.udfs.reload.GatherFilesFunction;
import dev.mirrorwatch.udfs.reload.RuleFileChange;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** Where rules come from: those of the start, a watched folder, or a Kafka topic. */
public final class RuleSources {

  /** A running job keeps room for correlations of correlations that come later. */
  private static final int LEAST_LEVELS = 3;

  private RuleSources() {}

  /** These and no others. */
  public static RuleFeed fixed(StreamExecutionEnvironment environment, RuleSet rules) {
    return new RuleFeed(
        FirstRules.of(rules),
        Math.max(1, rules.levels().size()),
        read(environment, RuleSetSource.none(), "replay"),
        false);
  }

  /**
   * As configured.
   *
   * @param rules what was read at the start; {@code null} = the checkpoint must have some
   */
  public static RuleFeed configured(
      StreamExecutionEnvironment environment, @Nullable RuleSet rules, JobConfig.Rules config) {
    int levels = rules == null ? LEAST_LEVELS : Math.max(LEAST_LEVELS, rules.levels().size());
    if (config.kafka() != null) {
      return new RuleFeed(FirstRules.unlessKept(rules), levels, kafka(environment, config), true);
    }
    FirstRules first = rules == null ? FirstRules.asKept() : FirstRules.of(rules);
    if (config.reload() == null) {
      return new RuleFeed(
          first,
          levels,
          read(environment, RuleSetSource.once(RuleSetText.of(rules.files())), "start"),
          false);
    }
    RuleSetSource watched =
        RuleSetSource.watching(
            folder(Path.of(config.folder()).toAbsolutePath(), always(config)),
            config.reload().every(),
            rules == null ? "" : rules.version());
    return new RuleFeed(first, levels, read(environment, watched, "folder"), true);
  }

  private static RuleLook folder(Path folder, List<RuleFile> always) {
    String path = folder.toString();
    return () -> {
      List<RuleFile> files = new ArrayList<>(new RuleSetLoader().readFolder(Path.of(path)));
      if (!files.isEmpty()) {
        files.addAll(always);
      }
      return RuleSetText.of(files);
    };
  }

  private static DataStream<RuleSetText> kafka(
      StreamExecutionEnvironment environment, JobConfig.Rules config) {
    JobConfig.Rules.Kafka kafka = config.kafka();
    Properties properties = new Properties();
    // Where it was read to is in the checkpoint; there is no group to tell.
    properties.setProperty("commit.offsets.on.checkpoint", "false");
    properties.putAll(kafka.properties());
    KafkaSource<RuleFileChange> source =
        KafkaSource.<RuleFileChange>builder()
            .setProperties(properties)
            .setBootstrapServers(kafka.bootstrapServers())
            .setTopics(kafka.topic())
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(new RuleFileDeserializer())
            .build();
    SingleOutputStreamOperator<RuleSetText> gathered =
        read(environment, source, "kafka")
            .keyBy(change -> "all", Types.STRING)
            .process(new GatherFilesFunction(kafka.settle(), always(config)))
            .uid(OperatorUid.RULE_FILES.uid())
            .name(OperatorUid.RULE_FILES.label());
    return gathered.forceNonParallel();
  }

  private static List<RuleFile> always(JobConfig.Rules config) {
    return config.compatibility() ? new RuleSetLoader().shippedCompatibility() : List.of();
  }

  private static <T> DataStream<T> read(
      StreamExecutionEnvironment environment, Source<T, ?, ?> source, String part) {
    return environment
        .fromSource(
            source,
            WatermarkStrategy.forGenerator(context -> new EndOfTime<>()),
            OperatorUid.RULE_SOURCE.label(part))
        .uid(OperatorUid.RULE_SOURCE.uid(part))
        .setParallelism(1);
  }

  /** Rules have no event time, and must not hold back that of the events. */
  private static final class EndOfTime<T> implements WatermarkGenerator<T> {

    @Override
    public void onEvent(T event, long timestamp, WatermarkOutput output) {
      // It says nothing about time.
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.emitWatermark(Watermark.MAX_WATERMARK);
    }
  }
}

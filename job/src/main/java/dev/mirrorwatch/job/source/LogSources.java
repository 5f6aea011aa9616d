package dev.mirrorwatch.job.source;

import dev.mirrorwatch.job.OperatorUid;
import dev.mirrorwatch.job.config.JobConfig;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The real sources: Kafka topics, a watched folder, and files that end. */
public final class LogSources {

  private static final String REPLAY = "replay";

  private LogSources() {}

  /**
   * All configured sources as one stream.
   *
   * @param skipping the rules that nothing but what they may match is read for, or {@code null} to
   *     read all, where the rules may change
   */
  public static DataStream<RawLog> configured(
      StreamExecutionEnvironment environment, JobConfig config, @Nullable RuleSet skipping) {
    DataStream<RawLog> all = null;
    for (JobConfig.Source source : config.sources()) {
      DataStream<RawLog> logs =
          source.kafka() != null
              ? kafka(environment, source, config.time().idleAfter(), skipping)
              : folder(environment, source, config.time().idleAfter(), skipping);
      all = all == null ? logs : all.union(logs);
    }
    return all;
  }

  /**
   * Files to read once, large ones by several readers.
   *
   * @param zone of lines that name none
   * @param skipping the rules that nothing but what they may match is read for, or {@code null} to
   *     read all
   */
  public static DataStream<RawLog> files(
      StreamExecutionEnvironment environment,
      List<java.nio.file.Path> files,
      ZoneId zone,
      @Nullable RuleSet skipping) {
    FileSource<RawLog> source =
        FileSource.forBulkFileFormat(
                new LogFileFormat(REPLAY, zone, RecordLimits.DEFAULT, skipping), paths(files))
            .setFileEnumerator(LogFileEnumerator::ofParts)
            .build();
    return read(environment, source, EventTimeStrategy.atTheEnd(), REPLAY);
  }

  /**
   * The same from the oldest to the newest record, so that what is over can be forgotten on the
   * way.
   *
   * @param disorder how far behind the newest record of its file another may come and not be late
   * @throws IOException where a file cannot be read
   */
  public static DataStream<RawLog> filesInOrder(
      StreamExecutionEnvironment environment,
      List<java.nio.file.Path> files,
      ZoneId zone,
      @Nullable RuleSet skipping,
      Duration disorder)
      throws IOException {
    LogFileFormat format = new LogFileFormat(REPLAY, zone, RecordLimits.DEFAULT, skipping);
    Path[] paths = paths(files);
    HistoryOrder order =
        new HistoryOrder(LogFileEnumerator.ofParts().enumerateSplits(paths, 1), format::firstTime);
    FileSource<RawLog> source =
        FileSource.forBulkFileFormat(format, paths)
            .setFileEnumerator(order::enumerator)
            .setSplitAssigner(HistoryOrder::inOrder)
            .build();
    return read(environment, source, EventTimeStrategy.inOrder(disorder, order), REPLAY);
  }

  private static Path[] paths(List<java.nio.file.Path> files) {
    return files.stream().map(file -> new Path(file.toUri())).toArray(Path[]::new);
  }

  private static DataStream<RawLog> folder(
      StreamExecutionEnvironment environment,
      JobConfig.Source config,
      Duration idleAfter,
      @Nullable RuleSet skipping) {
    JobConfig.Source.Folder folder = config.folder();
    FileSource<RawLog> source =
        FileSource.forBulkFileFormat(
                new LogFileFormat(config.name(), config.zone(), RecordLimits.DEFAULT, skipping),
                new Path(java.nio.file.Path.of(folder.path()).toAbsolutePath().toUri()))
            .setFileEnumerator(LogFileEnumerator::ofWholeFiles)
            .monitorContinuously(folder.checkEvery())
            .build();
    // Behind the source, for a source would ask each file for its watermark: most have ended before
    // that, and a subtask whose files have all ended would hold back the others for ever.
    return read(environment, source, WatermarkStrategy.noWatermarks(), config.name())
        .assignTimestampsAndWatermarks(EventTimeStrategy.bounded(folder.disorder(), idleAfter))
        .uid(OperatorUid.EVENT_TIME.uid(config.name()))
        .name(OperatorUid.EVENT_TIME.label(config.name()));
  }

  @SuppressWarnings("deprecation") // The connector takes no other type for the reset strategy.
  private static DataStream<RawLog> kafka(
      StreamExecutionEnvironment environment,
      JobConfig.Source config,
      Duration idleAfter,
      @Nullable RuleSet skipping) {
    JobConfig.Source.Kafka kafka = config.kafka();
    Properties properties = new Properties();
    properties.putAll(kafka.properties());
    KafkaSource<RawLog> source =
        KafkaSource.<RawLog>builder()
            .setProperties(properties)
            .setBootstrapServers(kafka.bootstrapServers())
            .setTopics(kafka.topics())
            .setGroupId(kafka.groupId())
            .setStartingOffsets(
                switch (kafka.startingOffsets()) {
                  case EARLIEST -> OffsetsInitializer.earliest();
                  case LATEST -> OffsetsInitializer.latest();
                  case COMMITTED ->
                      OffsetsInitializer.committedOffsets(
                          org.apache.kafka.clients.consumer.OffsetResetStrategy.EARLIEST);
                })
            .setDeserializer(
                new KafkaLogDeserializer(
                    config.name(), config.zone(), RecordLimits.DEFAULT, skipping))
            .build();
    return read(
        environment, source, EventTimeStrategy.bounded(kafka.disorder(), idleAfter), config.name());
  }

  private static DataStream<RawLog> read(
      StreamExecutionEnvironment environment,
      org.apache.flink.api.connector.source.Source<RawLog, ?, ?> source,
      WatermarkStrategy<RawLog> eventTime,
      String name) {
    return environment
        .fromSource(source, eventTime, OperatorUid.SOURCE.label(name))
        .uid(OperatorUid.SOURCE.uid(name));
  }
}

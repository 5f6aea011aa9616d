package dev.mirrorwatch.job.benchmark;

import dev.mirrorwatch.job.AuditCorrelationJob;
import dev.mirrorwatch.job.cli.TemporaryFolder;
import dev.mirrorwatch.job.sink.SpoolSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.base.source.reader.SourceReaderOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The same cluster of two slots in this process for every contender that runs on Flink. */
final class LocalFlink {

  static final int SLOTS = 2;

  private LocalFlink() {}

  static StreamExecutionEnvironment environment() {
    Configuration configuration = AuditCorrelationJob.strictGraph();
    // Only our own operators have names that last.
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, true);
    // The types inside SQL's plans are not ours to be strict about.
    configuration.set(PipelineOptions.GENERIC_TYPES, true);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    // Readers that are never told that their files have ended are waited for (FLINK-40660).
    configuration.set(SourceReaderOptions.SOURCE_READER_CLOSE_TIMEOUT, 500L);
    // A hundred patterns are a hundred shuffles.
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(256));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(256));
    return StreamExecutionEnvironment.createLocalEnvironment(SLOTS, configuration);
  }

  static org.apache.flink.core.fs.Path[] paths(List<Path> files) {
    return files.stream()
        .map(file -> new org.apache.flink.core.fs.Path(file.toUri()))
        .toArray(org.apache.flink.core.fs.Path[]::new);
  }

  /** What arrives at the returned sink can be read when the job is over. */
  static <T> SpoolSink<T> spool(DataStream<T> results) throws IOException {
    Path folder = TemporaryFolder.create("benchmark");
    SpoolSink<T> sink =
        new SpoolSink<>(folder, results.getType().createSerializer(new SerializerConfigImpl()));
    results.sinkTo(sink).uid("results");
    return sink;
  }
}

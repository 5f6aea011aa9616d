package dev.mirrorwatch.job.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Flink's file source and nothing behind it: what no job on it can be faster than. */
abstract class LimitContender implements Contender {

  private final boolean lines;

  private LimitContender(boolean lines) {
    this.lines = lines;
  }

  @Override
  public Set<Staging> run(Task task) throws Exception {
    StreamExecutionEnvironment environment = LocalFlink.environment();
    List<Path> files = task.files().stream().distinct().toList();
    SliceFormat format = new SliceFormat(lines, task.files().size() / files.size());
    FileSource<byte[]> slices =
        FileSource.forBulkFileFormat(format, LocalFlink.paths(files)).build();
    environment
        .fromSource(slices, WatermarkStrategy.noWatermarks(), "slices")
        .sinkTo(new DiscardingSink<>());
    environment.execute();
    return Set.of();
  }

  /** A record a line. */
  static final class Lines extends LimitContender {
    Lines() {
      super(true);
    }
  }

  /** A record a mebibyte. */
  static final class Chunks extends LimitContender {
    Chunks() {
      super(false);
    }
  }
}

package dev.mirrorwatch.job.source;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.Reception;
import dev.mirrorwatch.udfs.format.RecordLimits;
import dev.mirrorwatch.udfs.format.RecordSkip;
import dev.mirrorwatch.udfs.format.SkippedRun;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Log files to records, whatever the files hold: {@link LogDecoder} looks at the content. Flink's
 * own decompression by file name is not used, since a wrong name or a broken file would fail the
 * job.
 */
final class LogFileFormat implements BulkFormat<RawLog, FileSourceSplit> {

  private static final int BATCH_RECORDS = 256;

  /** CloudTrail's files are in no order; of their first records one is among the oldest. */
  private static final int FIRST_RECORDS = 100;

  private final String source;
  private final ZoneId zone;
  private final RecordLimits limits;
  private final @Nullable RuleSet skipping;

  /**
   * @param zone of lines that name none
   * @param skipping the rules that nothing but what they may match is read for, or {@code null} to
   *     read all
   */
  LogFileFormat(String source, ZoneId zone, RecordLimits limits, @Nullable RuleSet skipping) {
    this.source = source;
    this.zone = zone;
    this.limits = limits;
    this.skipping = skipping;
  }

  /**
   * When a split begins, epoch milliseconds, as its first records tell; {@link RawLog#NO_TIME}
   * where none of them has a time.
   *
   * @throws IOException where the file cannot be read
   */
  long firstTime(FileSourceSplit split) throws IOException {
    long first = RawLog.NO_TIME;
    try (LogDecoder decoder = decoder(split, null)) {
      for (int i = 0; i < FIRST_RECORDS; i++) {
        RawLog log = decoder.next();
        if (log == null) {
          break;
        }
        if (log.eventTime() != RawLog.NO_TIME) {
          first = first == RawLog.NO_TIME ? log.eventTime() : Math.min(first, log.eventTime());
        }
      }
    }
    return first;
  }

  @Override
  public Reader<RawLog> createReader(Configuration config, FileSourceSplit split)
      throws IOException {
    return new LogFileReader(decoder(split));
  }

  @Override
  public Reader<RawLog> restoreReader(Configuration config, FileSourceSplit split)
      throws IOException {
    LogDecoder decoder = decoder(split);
    CheckpointedPosition read = split.getReaderPosition().orElseThrow();
    decoder.resume(read.getOffset(), read.getRecordsAfterOffset());
    return new LogFileReader(decoder);
  }

  /** Which files are read in parts is for {@link LogFileEnumerator} to say. */
  @Override
  public boolean isSplittable() {
    return true;
  }

  private LogDecoder decoder(FileSourceSplit split) throws IOException {
    return decoder(split, skipping == null ? null : SkippedRun.ofFile(new RecordSkip(skipping)));
  }

  private LogDecoder decoder(FileSourceSplit split, @Nullable SkippedRun skipped)
      throws IOException {
    Path path = split.path();
    Reception reception = new Reception(split.fileModificationTime(), zone);
    FSDataInputStream in = path.getFileSystem().open(path);
    if (split.length() == split.fileSize()) {
      return LogDecoder.ofFile(in, source, path.getPath(), reception, limits, skipped);
    }
    in.seek(Math.max(0, split.offset() - 1));
    long end = split.offset() + split.length();
    return LogDecoder.ofPart(
        in, split.offset(), end, source, path.getPath(), reception, limits, skipped);
  }

  @Override
  public TypeInformation<RawLog> getProducedType() {
    return TypeInformation.of(RawLog.class);
  }

  /** Tells with each record where a restart reads on behind it. */
  private static final class LogFileReader implements Reader<RawLog> {

    private final LogDecoder decoder;

    LogFileReader(LogDecoder decoder) {
      this.decoder = decoder;
    }

    @Override
    public @Nullable RecordIterator<RawLog> readBatch() throws IOException {
      List<RecordAndPosition<RawLog>> batch = new ArrayList<>(BATCH_RECORDS);
      while (batch.size() < BATCH_RECORDS) {
        RawLog log = decoder.next();
        if (log == null) {
          break;
        }
        batch.add(new RecordAndPosition<>(log, decoder.offset(), decoder.elements()));
      }
      Iterator<RecordAndPosition<RawLog>> records = batch.iterator();
      return batch.isEmpty()
          ? null
          : new RecordIterator<>() {
            @Override
            public @Nullable RecordAndPosition<RawLog> next() {
              return records.hasNext() ? records.next() : null;
            }

            @Override
            public void releaseBatch() {
              // Nothing is used again.
            }
          };
    }

    @Override
    public void close() throws IOException {
      decoder.close();
    }
  }
}

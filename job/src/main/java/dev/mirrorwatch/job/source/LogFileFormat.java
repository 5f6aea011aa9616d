package dev.mirrorwatch.job.source;

import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.Reception;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.io.IOException;
import java.time.ZoneId;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.ArrayResultIterator;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Log files to records, whatever the files hold: {@link LogDecoder} looks at the content. Flink's
 * own decompression by file name is not used, since a wrong name or a broken file would fail the
 * job.
 */
final class LogFileFormat implements BulkFormat<RawLog, FileSourceSplit> {

  private static final int BATCH_RECORDS = 256;

  private final String source;
  private final ZoneId zone;
  private final RecordLimits limits;

  /**
   * @param zone of lines that name none
   */
  LogFileFormat(String source, ZoneId zone, RecordLimits limits) {
    this.source = source;
    this.zone = zone;
    this.limits = limits;
  }

  @Override
  public Reader<RawLog> createReader(Configuration config, FileSourceSplit split)
      throws IOException {
    return new LogFileReader(split.path(), 0);
  }

  @Override
  public Reader<RawLog> restoreReader(Configuration config, FileSourceSplit split)
      throws IOException {
    long read =
        split.getReaderPosition().map(CheckpointedPosition::getRecordsAfterOffset).orElse(0L);
    return new LogFileReader(split.path(), read);
  }

  @Override
  public boolean isSplittable() {
    return false;
  }

  @Override
  public TypeInformation<RawLog> getProducedType() {
    return TypeInformation.of(RawLog.class);
  }

  /** Counts records, so that a restart reads on behind the last one that a checkpoint saw. */
  private final class LogFileReader implements Reader<RawLog> {

    private final LogDecoder decoder;
    private long read;

    LogFileReader(Path path, long alreadyRead) throws IOException {
      FileSystem files = path.getFileSystem();
      long written = files.getFileStatus(path).getModificationTime();
      decoder =
          LogDecoder.ofFile(
              files.open(path), source, path.getPath(), new Reception(written, zone), limits);
      while (read < alreadyRead && decoder.next() != null) {
        read++;
      }
    }

    @Override
    public @Nullable RecordIterator<RawLog> readBatch() throws IOException {
      RawLog[] batch = new RawLog[BATCH_RECORDS];
      int size = 0;
      while (size < BATCH_RECORDS) {
        RawLog log = decoder.next();
        if (log == null) {
          break;
        }
        batch[size++] = log;
      }
      if (size == 0) {
        return null;
      }
      ArrayResultIterator<RawLog> records = new ArrayResultIterator<>();
      records.set(batch, size, CheckpointedPosition.NO_OFFSET, read);
      read += size;
      return records;
    }

    @Override
    public void close() throws IOException {
      decoder.close();
    }
  }
}

package dev.mirrorwatch.job.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.ArrayResultIterator;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.FSDataInputStream;

/** Bytes of files, in large reads, as lines or as they come: the least that a source can do. */
final class SliceFormat implements BulkFormat<byte[], FileSourceSplit> {

  private static final int BUFFER_BYTES = 1 << 20;
  private static final int BATCH_RECORDS = 256;

  private final boolean lines;
  private final int times;

  /**
   * @param lines whether a record is a line without its end; else it is up to a mebibyte
   * @param times how often a file is read, from its start again; a split for each time would be
   *     measured too
   */
  SliceFormat(boolean lines, int times) {
    this.lines = lines;
    this.times = times;
  }

  @Override
  public Reader<byte[]> createReader(Configuration config, FileSourceSplit split)
      throws IOException {
    return new SliceReader(split.path().getFileSystem().open(split.path()));
  }

  @Override
  public Reader<byte[]> restoreReader(Configuration config, FileSourceSplit split) {
    throw new UnsupportedOperationException("a benchmark is not restored");
  }

  @Override
  public boolean isSplittable() {
    return false;
  }

  @Override
  public TypeInformation<byte[]> getProducedType() {
    return PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
  }

  private final class SliceReader implements Reader<byte[]> {

    private final FSDataInputStream in;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;
    private int ends;

    SliceReader(FSDataInputStream in) {
      this.in = in;
    }

    @Override
    public RecordIterator<byte[]> readBatch() throws IOException {
      List<byte[]> batch = new ArrayList<>(BATCH_RECORDS);
      int most = lines ? BATCH_RECORDS : 1;
      for (byte[] slice = next(); slice != null; slice = next()) {
        batch.add(slice);
        if (batch.size() == most) {
          break;
        }
      }
      if (batch.isEmpty()) {
        return null;
      }
      ArrayResultIterator<byte[]> records = new ArrayResultIterator<>();
      records.set(batch.toArray(byte[][]::new), batch.size(), CheckpointedPosition.NO_OFFSET, 0);
      return records;
    }

    private byte[] next() throws IOException {
      int searched = start;
      while (true) {
        for (int i = searched; lines && i < end; i++) {
          if (buffer[i] == '\n') {
            byte[] line = Arrays.copyOfRange(buffer, start, i);
            start = i + 1;
            return line;
          }
        }
        if (ends == times || !lines && end > start) {
          return rest();
        }
        searched = end - start;
        fill();
      }
    }

    private byte[] rest() {
      byte[] rest = start == end ? null : Arrays.copyOfRange(buffer, start, end);
      start = end;
      return rest;
    }

    /** What was not handed out yet goes to the front. */
    private void fill() throws IOException {
      int left = end - start;
      byte[] room = left == buffer.length ? new byte[2 * left] : buffer;
      System.arraycopy(buffer, start, room, 0, left);
      buffer = room;
      start = 0;
      int read = in.read(buffer, left, buffer.length - left);
      if (read < 0 && ++ends < times) {
        in.seek(0);
      }
      end = left + Math.max(0, read);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}

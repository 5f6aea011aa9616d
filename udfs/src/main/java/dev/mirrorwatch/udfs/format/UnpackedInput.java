package dev.mirrorwatch.udfs.format;

import dev.mirrorwatch.udfs.event.DefectReason;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Bytes with gzip taken off where they begin with its magic, and once more where the unpacked bytes
 * do. What does not unpack, or unpacks to more than the limit, ends the input with a defect; only
 * the storage below throws.
 */
final class UnpackedInput implements Closeable {

  /** Two layers occur (an object stored packed and packed again in transport); one is room. */
  private static final int LAYERS = 3;

  private final Storage storage;
  private final long unpackedLimit;
  private @Nullable InputStream bytes;
  private boolean packed;
  private long unpackedBytes;
  private @Nullable DefectReason defect;
  private String detail = "";

  UnpackedInput(InputStream storage, long unpackedLimit) {
    this.storage = new Storage(storage);
    this.unpackedLimit = unpackedLimit;
  }

  /** Reads at most {@code length} bytes; -1 at the end, however it came about. */
  int read(byte[] buffer, int offset, int length) throws IOException {
    if (defect != null) {
      return -1;
    }
    try {
      if (bytes == null) {
        bytes = peel();
      }
      int count = bytes.read(buffer, offset, length);
      return packed ? withinLimit(count) : count;
    } catch (IOException e) {
      if (storage.failed) {
        throw e;
      }
      defect = DefectReason.CORRUPT_COMPRESSION;
      detail = "gzip does not unpack: " + e.getMessage();
      return -1;
    }
  }

  /** Why the input ended early, or {@code null}. */
  @Nullable DefectReason defect() {
    return defect;
  }

  String detail() {
    return detail;
  }

  private InputStream peel() throws IOException {
    InputStream layer = new BufferedInputStream(storage);
    for (int i = 0; i < LAYERS && startsWithGzipMagic(layer); i++) {
      packed = true;
      layer = new BufferedInputStream(new GZIPInputStream(layer, 1 << 16), 1 << 16);
    }
    return layer;
  }

  private static boolean startsWithGzipMagic(InputStream layer) throws IOException {
    layer.mark(2);
    boolean magic = layer.read() == 0x1f && layer.read() == 0x8b;
    layer.reset();
    return magic;
  }

  private int withinLimit(int count) {
    if (count < 0) {
      return count;
    }
    long room = unpackedLimit - unpackedBytes;
    if (count <= room) {
      unpackedBytes += count;
      return count;
    }
    defect = DefectReason.UNPACKED_TOO_LARGE;
    detail = "unpacks to more than " + unpackedLimit + " bytes";
    unpackedBytes = unpackedLimit;
    return room == 0 ? -1 : (int) room;
  }

  @Override
  public void close() throws IOException {
    storage.close();
  }

  /**
   * The stream below, which remembers whether it failed itself, and whose {@code available} is
   * never 0 before the end: {@link GZIPInputStream} takes 0 for the last of several members.
   */
  private static final class Storage extends InputStream {
    private final InputStream in;
    private int ahead = -1;
    private boolean failed;

    Storage(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (ahead >= 0) {
        buffer[offset] = (byte) ahead;
        ahead = -1;
        return 1;
      }
      try {
        int count;
        do {
          count = in.read(buffer, offset, length);
        } while (count == 0);
        return count;
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public int available() throws IOException {
      if (ahead < 0) {
        ahead = read();
      }
      return ahead < 0 ? 0 : 1;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}

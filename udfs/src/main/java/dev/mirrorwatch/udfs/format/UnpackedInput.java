package dev.mirrorwatch.udfs.format;

import dev.mirrorwatch.udfs.event.DefectReason;
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

  private final Layer storage;
  private final long unpackedLimit;
  private @Nullable Layer bytes;
  private boolean packed;
  private long unpackedBytes;
  private @Nullable DefectReason defect;
  private String detail = "";

  UnpackedInput(InputStream storage, long unpackedLimit) {
    this.storage = new Layer(storage);
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

  private Layer peel() throws IOException {
    Layer layer = storage;
    for (int i = 0; i < LAYERS && layer.startsWithGzipMagic(); i++) {
      packed = true;
      layer = new Layer(new GZIPInputStream(layer, 1 << 16));
    }
    return layer;
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
   * A stream whose first bytes can be looked at. It remembers whether it failed itself, and its
   * {@code available} is never 0 before the end: {@link GZIPInputStream} takes 0 for the last of
   * several members. A read hands out what it has before it asks for more, which may fail.
   */
  private static final class Layer extends InputStream {
    private final InputStream in;
    private final byte[] ahead = new byte[2];
    private int from;
    private int to;
    private boolean failed;

    Layer(InputStream in) {
      this.in = in;
    }

    boolean startsWithGzipMagic() throws IOException {
      return lookAhead(2) && ahead[0] == 0x1f && ahead[1] == (byte) 0x8b;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (from == to) {
        return load(buffer, offset, length);
      }
      int count = Math.min(length, to - from);
      System.arraycopy(ahead, from, buffer, offset, count);
      from += count;
      return count;
    }

    @Override
    public int available() throws IOException {
      return lookAhead(1) ? 1 : 0;
    }

    private boolean lookAhead(int wanted) throws IOException {
      if (from == to) {
        from = 0;
        to = 0;
      }
      while (to - from < wanted) {
        int count = load(ahead, to, wanted - to);
        if (count < 0) {
          return false;
        }
        to += count;
      }
      return true;
    }

    private int load(byte[] buffer, int offset, int length) throws IOException {
      try {
        int count = 0;
        while (count == 0 && length > 0) {
          count = in.read(buffer, offset, length);
        }
        return count;
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}

package dev.mirrorwatch.udfs.format;

import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The records that were skipped since this was last told, of one file or partition. They leave a
 * trace, a {@link RawLog#skipped}, so that all records are counted and event time goes on where no
 * rule wants anything.
 */
public final class SkippedRun {

  /** Some megabytes of records. */
  private static final int OF_FILE = 4096;

  private static final int OF_PARTITION = 256;
  private static final long NANOS = Duration.ofSeconds(1).toNanos();

  /** One record in so many is copied, for its time. */
  private static final int SAMPLED = 64;

  private final RecordSkip skip;
  private final boolean endsWithInput;
  private final int longest;
  private int count;
  private long told = System.nanoTime();
  private byte[] sample = {};

  private SkippedRun(RecordSkip skip, boolean endsWithInput, int longest) {
    this.skip = skip;
    this.endsWithInput = endsWithInput;
    this.longest = longest;
  }

  /** Told every some thousand records, and at the end of the file. */
  public static SkippedRun ofFile(RecordSkip skip) {
    return new SkippedRun(skip, true, OF_FILE);
  }

  /** Told every some hundred records and every second, as far as there are any. */
  public static SkippedRun ofPartition(RecordSkip skip) {
    return new SkippedRun(skip, false, OF_PARTITION);
  }

  /** Other bytes are asked about; see {@link RecordSkip#over}. */
  void over(String latin1) {
    skip.over(latin1);
  }

  /** Whether the record is one more of the run. */
  boolean takes(byte[] bytes, int from, int to) {
    return skip.skips(bytes, from, to) && take(bytes, from, to);
  }

  /** Whether the line is one record, and one more of the run. */
  boolean takesLine(byte[] bytes, int from, int to) {
    return skip.skipsLine(bytes, from, to) && take(bytes, from, to);
  }

  /** Of the record that was not taken: all that is wanted of it, {@code null} where it is read. */
  @Nullable KeyAnswer answer() {
    return skip.answer();
  }

  private boolean take(byte[] bytes, int from, int to) {
    count++;
    if (count % SAMPLED == 1 || isLongEnough()) {
      sample = Arrays.copyOfRange(bytes, from, to);
    }
    return true;
  }

  /** Whether it is time to tell it. */
  boolean isLongEnough() {
    return count >= longest || count > 0 && !endsWithInput && System.nanoTime() - told > NANOS;
  }

  /** Whether it is told now that its input has ended. */
  boolean ends() {
    return endsWithInput && count > 0;
  }

  /**
   * Tells it; the next one begins.
   *
   * @return with one of the last records, whose time is as good as that of the last one
   */
  RawLog trace(String source, Origin origin) {
    RawLog trace = RawLog.trace(source, origin, sample, count);
    count = 0;
    told = System.nanoTime();
    return trace;
  }
}

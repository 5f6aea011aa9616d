package dev.mirrorwatch.udfs.event;

import org.jspecify.annotations.Nullable;

/**
 * One audit record as it was delivered, sliced out of its container and otherwise untouched.
 *
 * @param source name of the configured source, such as {@code cloudtrail}
 * @param origin where it was read; records of one container share it
 * @param eventTime epoch milliseconds of the record's own time, or {@link #NO_TIME}
 * @param payload the record's bytes; capped where {@code defect} is set
 * @param size bytes before capping
 * @param defect why the bytes are no record, or {@code null}
 * @param detail what exactly was wrong, or {@code null}
 * @param skipped of how many records that no rule can match this is the trace, so that they are
 *     counted and time goes on; 0 for a record
 * @param answer all that anybody wants of the record, which is not read further, or {@code null}
 */
public record RawLog(
    String source,
    Origin origin,
    long eventTime,
    byte[] payload,
    long size,
    @Nullable DefectReason defect,
    @Nullable String detail,
    int skipped,
    @Nullable KeyAnswer answer) {

  /** The record has no readable time. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** A record, or what should have been one. */
  public RawLog(
      String source,
      Origin origin,
      long eventTime,
      byte[] payload,
      long size,
      @Nullable DefectReason defect,
      @Nullable String detail) {
    this(source, origin, eventTime, payload, size, defect, detail, 0, null);
  }

  /** The trace of skipped records. */
  public static RawLog trace(String source, Origin origin, byte[] sample, int skipped) {
    return new RawLog(source, origin, NO_TIME, sample, sample.length, null, null, skipped, null);
  }

  /** A record of which only that is wanted. */
  public static RawLog of(KeyAnswer answer, String source, Origin origin, long size) {
    return new RawLog(source, origin, answer.time(), new byte[0], size, null, null, 0, answer);
  }

  /** The trace of skipped records, without the one that was looked at, at its time. */
  public RawLog at(long time) {
    return new RawLog(source, origin, time, new byte[0], 0, null, null, skipped, null);
  }

  /** How many records this stands for. */
  public int records() {
    return Math.max(1, skipped);
  }
}

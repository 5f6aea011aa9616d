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
 */
public record RawLog(
    String source,
    Origin origin,
    long eventTime,
    byte[] payload,
    long size,
    @Nullable DefectReason defect,
    @Nullable String detail) {

  /** The record has no readable time. */
  public static final long NO_TIME = Long.MIN_VALUE;
}

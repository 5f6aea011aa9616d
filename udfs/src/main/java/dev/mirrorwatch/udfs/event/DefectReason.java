package dev.mirrorwatch.udfs.event;

import java.util.Locale;

/**
 * Why a record is no audit event. The list is closed: metrics and dead letters name its members.
 */
public enum DefectReason {
  /** Not JSON, or cut off. */
  MALFORMED_JSON(true),
  /** Declared or recognised as gzip or base64, but does not unpack. */
  CORRUPT_COMPRESSION(true),
  /** One record is larger than the limit. */
  RECORD_TOO_LARGE(true),
  /** A compressed value unpacks to more than the limit. */
  UNPACKED_TOO_LARGE(true),
  /** Objects or arrays are nested deeper than the limit. */
  NESTED_TOO_DEEP(true),
  /** An array has more elements than the limit. */
  ARRAY_TOO_LONG(true),
  /** JSON, but no format that the engine knows. */
  UNKNOWN_FORMAT(true),
  /** The record has no event time, or one that is no time. */
  MISSING_EVENT_TIME(true),
  /** The record has no event name. */
  MISSING_ACTION(true),
  /** Segments of a message whose first, which says what it is, did not come in time. */
  INCOMPLETE_MESSAGE(true),
  /** A CloudTrail digest file: signs other files. */
  DIGEST(false),
  /** A CloudTrail Insights record: a statistic, not an event. */
  INSIGHT(false),
  /** A CloudWatch Logs subscription's probe. */
  CONTROL_MESSAGE(false),
  /** A record of a log that is no audit log, or of another one on the same stream. */
  OTHER_LOG(false);

  private final boolean error;

  DefectReason(boolean error) {
    this.error = error;
  }

  /** False for what is known and is not an audit event: counted, not kept as a dead letter. */
  public boolean isError() {
    return error;
  }

  /** Stable name in metrics and documents. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

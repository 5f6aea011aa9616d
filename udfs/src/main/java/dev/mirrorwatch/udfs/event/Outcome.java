package dev.mirrorwatch.udfs.event;

import java.util.Locale;

/** What became of a call. */
public enum Outcome {
  SUCCESS,
  FAILURE,
  /** The caller lacked the permission. */
  DENIED,
  /** The caller only asked whether the call would be allowed, and it would. */
  DRY_RUN,
  UNKNOWN;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.mirrorwatch.udfs.trial;

import dev.mirrorwatch.udfs.resolve.LastWord;
import org.jspecify.annotations.Nullable;

/** The last word on one thing, in a plain field. */
final class MemoryLastWord<T> implements LastWord<T> {

  private @Nullable T value;
  private long until;

  /** Forgets what was kept until then. */
  void expire(long watermark) {
    if (until <= watermark) {
      value = null;
    }
  }

  @Override
  public @Nullable T value() {
    return value;
  }

  @Override
  public void keep(T word, long end) {
    value = word;
    until = end;
  }
}

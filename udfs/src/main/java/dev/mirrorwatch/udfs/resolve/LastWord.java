package dev.mirrorwatch.udfs.resolve;

import org.jspecify.annotations.Nullable;

/**
 * The last that was said of one thing: in Flink's keyed state when the job runs, in a plain field
 * when rules are tried without it.
 */
public interface LastWord<T> {

  /** What was kept, or {@code null}. */
  @Nullable T value();

  /** Keeps the value until the watermark passes {@code until}. */
  void keep(T value, long until);
}

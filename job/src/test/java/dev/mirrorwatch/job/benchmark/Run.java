package dev.mirrorwatch.job.benchmark;

import org.jspecify.annotations.Nullable;

/**
 * How one run of a contender ended.
 *
 * @param wallSeconds from the start of its process to the end
 * @param cost what it said of itself, or {@code null} where it did not come to its end
 * @param end why it did not; {@code null} where it did
 */
record Run(double wallSeconds, @Nullable Cost cost, @Nullable String end) {

  boolean ended() {
    return cost != null;
  }
}

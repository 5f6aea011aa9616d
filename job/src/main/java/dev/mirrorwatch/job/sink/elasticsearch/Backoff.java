package dev.mirrorwatch.job.sink.elasticsearch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long each time, up to a longest wait.
 *
 * @param first wait after the first failure
 * @param longest wait after many
 */
record Backoff(Duration first, Duration longest) {

  /**
   * The wait after so many failures. The upper half of it is left to chance, so that writers that
   * failed together do not come back together.
   *
   * @param failures at least 1
   */
  Duration after(int failures, RandomGenerator random) {
    long doubled = first.toMillis() << Math.min(failures - 1, 20);
    long full = Math.min(doubled, longest.toMillis());
    return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
  }
}

package dev.mirrorwatch.job.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

  @Test
  void doublesUpToTheLongestWait() {
    assertThat(waits(Long.MAX_VALUE)).containsExactly(100L, 200L, 400L, 800L, 1600L, 2000L, 2000L);
  }

  @Test
  void leavesTheUpperHalfToChance() {
    assertThat(waits(0)).containsExactly(50L, 100L, 200L, 400L, 800L, 1000L, 1000L);
  }

  @Test
  void doesNotOverflowAfterManyFailures() {
    assertThat(BACKOFF.after(10_000, bounded(0))).isEqualTo(Duration.ofSeconds(1));
  }

  private static List<Long> waits(long chance) {
    return IntStream.rangeClosed(1, 7)
        .mapToObj(failures -> BACKOFF.after(failures, bounded(chance)).toMillis())
        .toList();
  }

  /** A generator that answers the given number, or the largest one allowed. */
  private static RandomGenerator bounded(long number) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return number;
      }

      @Override
      public long nextLong(long bound) {
        return Math.min(number, bound - 1);
      }
    };
  }
}

package dev.mirrorwatch.udfs.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a record tells of a temporary key.
 *
 * @param key the key
 * @param answer who got it; {@code null} where somebody used it to get another one, so that who got
 *     it may be asked for
 * @param time of the record, epoch milliseconds
 */
public record KeyNews(String key, @Nullable KeyAnswer answer, long time) {

  /** That a key was used is told once in that time. */
  public static final Duration OFTEN_ENOUGH = Duration.ofMinutes(10);

  /** Who got the key that the answer is of. */
  public static KeyNews of(KeyAnswer answer) {
    return new KeyNews(answer.issuedKey(), answer, answer.time());
  }

  /** The key was used to get another. */
  public static KeyNews used(String key, long time) {
    return new KeyNews(key, null, time);
  }
}

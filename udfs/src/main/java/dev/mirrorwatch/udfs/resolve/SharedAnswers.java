package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Puts the two sides of a role assumed across accounts together: one names the person, the other
 * may have no more than their account, and either may be the one that shows the key. Plain logic
 * over a {@link LastWord}.
 */
public final class SharedAnswers {

  private final long allowedLateness;

  /**
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  public SharedAnswers(Duration allowedLateness) {
    this.allowedLateness = allowedLateness.toMillis();
  }

  /**
   * Takes in one side.
   *
   * @param out told what is known of both, once the key is
   */
  public void arrive(KeyAnswer side, LastWord<KeyAnswer> state, Consumer<KeyAnswer> out) {
    if (side.sharedId() == null) {
      out.accept(side);
      return;
    }
    KeyAnswer before = state.value();
    KeyAnswer both = before == null ? side : together(before, side);
    if (both.equals(before)) {
      return;
    }
    state.keep(both, EventTimes.later(both.time(), allowedLateness + 1));
    if (both.issuedKey() != null) {
      out.accept(both);
    }
  }

  private static KeyAnswer together(KeyAnswer one, KeyAnswer other) {
    return new KeyAnswer(
        one.issuedKey() == null ? other.issuedKey() : one.issuedKey(),
        one.sharedId(),
        one.namesCaller() ? one.caller() : other.caller(),
        Math.min(one.time(), other.time()),
        Math.max(one.expires(), other.expires()));
  }
}

package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.UnexplainedHit;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step up a role chain, one temporary key at a time: hits by that key, and the answer in which
 * it was handed out, in either order. Plain logic over a {@link KeyState}: the same arrivals tell
 * the same in the job and in a test of the rules.
 *
 * <p>What is said of a hit is ranked: nothing is known of the step, only another account's number
 * is, the caller is.
 */
public final class ChainStep {

  /** Hits that wait for one key; of more, the oldest stays as it was told. */
  static final int MOST_WAITING = 256;

  private static final int RANKS = 2;

  private static final Comparator<UnexplainedHit> OLDEST =
      Comparator.<UnexplainedHit>comparingLong(hit -> hit.evidence().time())
          .thenComparing(UnexplainedHit::key);

  private final int unknown;
  private final long allowedLateness;

  /**
   * @param number 0, 1, … of the step
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  public ChainStep(int number, Duration allowedLateness) {
    this.unknown = number * RANKS;
    this.allowedLateness = allowedLateness.toMillis();
  }

  /** Takes in a hit by the key. */
  public void arrive(UnexplainedHit hit, KeyState state, ChainOutput out) {
    KeyAnswer answer = state.answer();
    if (answer != null && answer.namesCaller()) {
      out.explained(explained(hit, answer));
      return;
    }
    state.keep(hit);
    List<UnexplainedHit> waiting = state.waiting();
    if (waiting.size() > MOST_WAITING) {
      waiting.stream().min(OLDEST).ifPresent(oldest -> state.forget(oldest.key()));
      out.count("unexplained_forgotten");
    }
    wakeBy(endOf(hit), state);
    out.asFarAsKnown(provisional(hit, answer));
  }

  /** Takes in the answer in which the key was handed out. */
  public void arrive(KeyAnswer answer, KeyState state, ChainOutput out) {
    KeyAnswer before = state.answer();
    if (before != null && (before.namesCaller() || !answer.namesCaller())) {
      out.count("duplicate_key_answers");
      return;
    }
    state.keep(answer);
    wakeBy(endOf(answer), state);
    for (UnexplainedHit hit : state.waiting().stream().sorted(OLDEST).toList()) {
      if (answer.namesCaller()) {
        state.forget(hit.key());
        out.explained(explained(hit, answer));
      } else {
        out.asFarAsKnown(provisional(hit, answer));
      }
    }
  }

  /** The watermark has passed the time that the state asked to be woken at. */
  public void wake(long time, KeyState state) {
    long next = Long.MAX_VALUE;
    KeyAnswer answer = state.answer();
    if (answer != null) {
      if (endOf(answer) <= time) {
        state.forgetAnswer();
      } else {
        next = endOf(answer);
      }
    }
    for (UnexplainedHit hit : state.waiting()) {
      if (endOf(hit) <= time) {
        state.forget(hit.key());
      } else {
        next = Math.min(next, endOf(hit));
      }
    }
    if (next < Long.MAX_VALUE) {
      state.wakeAt(next);
    }
  }

  private UnexplainedHit explained(UnexplainedHit hit, KeyAnswer answer) {
    return hit.by(caller(hit, answer), unknown + RANKS);
  }

  private UnexplainedHit provisional(UnexplainedHit hit, @Nullable KeyAnswer answer) {
    return answer == null
        ? hit.by(hit.evidence().principal(), unknown)
        : hit.by(caller(hit, answer), unknown + 1);
  }

  private static Principal caller(UnexplainedHit hit, KeyAnswer answer) {
    return hit.evidence().principal().handedOnBy(answer.caller(), answer.time());
  }

  private long endOf(KeyAnswer answer) {
    return EventTimes.later(answer.usableUntil(), allowedLateness + 1);
  }

  /** Told again after this, a hit would come too late to find its partners. */
  private long endOf(UnexplainedHit hit) {
    return EventTimes.later(hit.evidence().time(), allowedLateness + 1);
  }

  private static void wakeBy(long time, KeyState state) {
    Long scheduled = state.wakeTime();
    if (scheduled == null || time < scheduled) {
      state.wakeAt(time);
    }
  }
}

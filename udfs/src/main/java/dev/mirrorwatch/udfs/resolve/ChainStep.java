package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.KeyNews;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.format.UnreadCallers;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One step up a role chain, one temporary key at a time: events by that key, and the answer in
 * which it was handed out, in either order. Plain logic over a {@link KeyState}: the same arrivals
 * tell the same in the job and in a test of the rules.
 *
 * <p>What is said of an event is ranked: nothing is known of the step, only another account's
 * number is, the caller is.
 */
public final class ChainStep {

  /** Events that wait for one key; of more, the oldest stay as they were told. */
  static final int MOST_WAITING = 256;

  /** So many wait no longer at once: to find the oldest, all are gone through. */
  private static final int GIVEN_UP_AT_ONCE = MOST_WAITING / 8;

  private static final int RANKS = 2;

  /** How often a key is looked at in the time that events wait. */
  private static final int LOOKS = 8;

  private static final Comparator<UnexplainedEvent> OLDEST =
      Comparator.<UnexplainedEvent>comparingLong(UnexplainedEvent::time)
          .thenComparing(UnexplainedEvent::key);

  private final int unknown;
  private final long allowedLateness;
  private final UnreadCallers callers;

  /**
   * @param number 0, 1, … of the step
   * @param allowedLateness how far behind the watermark an event may be and still count
   * @param callers reads the caller of an answer once an event asks for it
   */
  public ChainStep(int number, Duration allowedLateness, UnreadCallers callers) {
    this.unknown = number * RANKS;
    this.allowedLateness = allowedLateness.toMillis();
    this.callers = callers;
  }

  /** Takes in an event by the key. */
  public void arrive(UnexplainedEvent event, KeyState state, ChainOutput out) {
    KeyAnswer answer = read(state.answer(), out);
    if (answer != null && answer.namesCaller()) {
      explain(event, answer, out);
      return;
    }
    UnexplainedEvent waiting = event.toldAt(unknown);
    state.keep(waiting);
    if (state.waitingEvents() > MOST_WAITING) {
      giveUpOldest(state, out);
    }
    wakeBy(lookAfter(event), state);
    out.asFarAsKnown(provisional(waiting, answer));
  }

  private static void giveUpOldest(KeyState state, ChainOutput out) {
    List<UnexplainedEvent> oldest =
        state.waiting().stream().sorted(OLDEST).limit(GIVEN_UP_AT_ONCE).toList();
    for (UnexplainedEvent event : oldest) {
      state.forget(event.key());
      out.count("unexplained_forgotten");
    }
  }

  /** Takes in who got the key, or that it was used to get another. */
  public void arrive(KeyNews news, KeyState state, ChainOutput out) {
    if (news.answer() == null) {
      used(news.time(), state, out);
    } else {
      arrive(news.answer(), state, out);
    }
  }

  /**
   * Steps behind this one may be asked who got the key: so they are told, as soon as it is known.
   */
  private void used(long time, KeyState state, ChainOutput out) {
    Long before = state.usedUntil();
    long until = EventTimes.later(time, KeyNews.OFTEN_ENOUGH.toMillis() + allowedLateness + 1);
    if (before == null || before < until) {
      state.used(until);
      wakeBy(until, state);
    }
    KeyAnswer answer = before == null ? state.answer() : null;
    if (answer != null) {
      out.needed(answer);
    }
  }

  private void arrive(KeyAnswer answer, KeyState state, ChainOutput out) {
    if (state.wakeTime() == null) {
      // Nothing is kept of the key yet. Most are told once, and never asked for.
      state.keep(answer);
      state.wakeAt(endOf(answer));
      return;
    }
    KeyAnswer before = state.answer();
    if (before != null && (before.namesCaller() || !answer.namesCaller())) {
      out.count("duplicate_key_answers");
      return;
    }
    state.keep(answer);
    wakeBy(endOf(answer), state);
    if (state.usedUntil() != null) {
      out.needed(answer);
    }
    if (state.waitingEvents() == 0) {
      return;
    }
    long watermark = state.watermark();
    List<UnexplainedEvent> waiting =
        state.waiting().stream().filter(event -> endOf(event) > watermark).sorted(OLDEST).toList();
    KeyAnswer read = waiting.isEmpty() ? null : read(answer, out);
    if (read == null) {
      return;
    }
    for (UnexplainedEvent event : waiting) {
      if (read.namesCaller()) {
        state.forget(event.key());
        explain(event, read, out);
      } else {
        out.asFarAsKnown(provisional(event, read));
      }
    }
  }

  private @Nullable KeyAnswer read(@Nullable KeyAnswer answer, ChainOutput out) {
    KeyAnswer read = answer == null ? null : callers.read(answer);
    if (answer != null && read == null) {
      out.count("unreadable_callers");
    }
    return read;
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
    Long usedUntil = state.usedUntil();
    if (usedUntil != null) {
      if (usedUntil <= time) {
        state.used(null);
      } else {
        next = Math.min(next, usedUntil);
      }
    }
    for (UnexplainedEvent event : state.waiting()) {
      if (endOf(event) <= time) {
        state.forget(event.key());
      } else {
        next = Math.min(next, lookAfter(event));
      }
    }
    if (next < Long.MAX_VALUE) {
      state.wakeAt(next);
    }
  }

  private void explain(UnexplainedEvent event, KeyAnswer answer, ChainOutput out) {
    UnexplainedEvent explained = event.by(behind(answer), unknown + RANKS);
    if (explained.unexplainedKey() != null) {
      out.explained(explained);
    } else if (explained.told()) {
      out.asFarAsKnown(explained);
    } else {
      out.known(explained);
    }
  }

  private UnexplainedEvent provisional(UnexplainedEvent waiting, @Nullable KeyAnswer answer) {
    return answer == null ? waiting : waiting.by(behind(answer), unknown + 1);
  }

  private static UnaryOperator<Principal> behind(KeyAnswer answer) {
    return principal -> principal.handedOnBy(answer.caller(), answer.time());
  }

  private long endOf(KeyAnswer answer) {
    return EventTimes.later(answer.usableUntil(), allowedLateness + 1);
  }

  /** Told again after this, an event would come too late to find its partners. */
  private long endOf(UnexplainedEvent event) {
    return EventTimes.later(event.time(), allowedLateness + 1);
  }

  /** When to forget the event: with others, so that a key with many is not looked at for each. */
  private long lookAfter(UnexplainedEvent event) {
    long end = endOf(event);
    long step = Math.max(1000, allowedLateness / LOOKS);
    return end > Long.MAX_VALUE - step ? end : -Math.floorDiv(-end, step) * step;
  }

  private static void wakeBy(long time, KeyState state) {
    Long scheduled = state.wakeTime();
    if (scheduled == null || time < scheduled) {
      state.wakeAt(time);
    }
  }
}

package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one temporary key: in Flink's keyed state when the job runs, in plain maps when
 * rules are tried without it.
 */
public interface KeyState {

  /** Who got the key, or {@code null} while nobody said. */
  @Nullable KeyAnswer answer();

  void keep(KeyAnswer answer);

  void forgetAnswer();

  /**
   * Until when it is kept that the key was used to get another, epoch milliseconds, or {@code
   * null}.
   */
  @Nullable Long usedUntil();

  /** Keeps it until then, forgets it with {@code null}. */
  void used(@Nullable Long until);

  /** The events that wait to hear who got the key, in no particular order. */
  List<UnexplainedEvent> waiting();

  /** How many wait. */
  int waitingEvents();

  /** Keeps the event, in place of one with the same {@link UnexplainedEvent#key()}. */
  void keep(UnexplainedEvent event);

  /** Forgets an event that waits. */
  void forget(String eventKey);

  /**
   * Event time at which the key is looked at again, or {@code null}; none while it is. A key of
   * which anything is kept has one.
   */
  @Nullable Long wakeTime();

  /** How far event time is known to have come, epoch milliseconds. */
  long watermark();

  /** Wakes the key when the watermark passes {@code time}, and at no other time. */
  void wakeAt(long time);
}

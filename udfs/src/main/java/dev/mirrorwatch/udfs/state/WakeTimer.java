package dev.mirrorwatch.udfs.state;

import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.TimerService;
import org.jspecify.annotations.Nullable;

/** The one event-time timer of a key: setting it again takes the place of the one before. */
public final class WakeTimer {

  private final StateAccess access;
  private final ValueState<Long> scheduled;
  private TimerService timers;

  /**
   * @param scheduled keeps the time, epoch milliseconds
   */
  public WakeTimer(StateAccess access, ValueState<Long> scheduled) {
    this.access = access;
    this.scheduled = scheduled;
  }

  /** Timers of the record in hand. */
  public void use(TimerService current) {
    timers = current;
  }

  /** How far event time is known to have come. */
  public long watermark() {
    return timers.currentWatermark();
  }

  /** When it fires, or {@code null}. */
  public @Nullable Long time() {
    return access.read(scheduled::value);
  }

  /** Whether a timer that fires is the one that was asked for, and not of a forgotten past. */
  public boolean isSetTo(long time) {
    Long set = time();
    return set != null && set == time;
  }

  /** Fires when the watermark passes {@code time}, and at no other time. */
  public void set(long time) {
    Long before = time();
    if (before != null && before == time) {
      return;
    }
    if (before != null) {
      timers.deleteEventTimeTimer(before);
    }
    timers.registerEventTimeTimer(time);
    access.write(() -> scheduled.update(time));
  }

  /** It has fired, or is not wanted any more. */
  public void clear() {
    scheduled.clear();
  }
}

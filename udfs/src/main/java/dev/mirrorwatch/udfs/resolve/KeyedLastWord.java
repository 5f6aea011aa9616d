package dev.mirrorwatch.udfs.resolve;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/** The last word on what Flink's current key stands for. */
final class KeyedLastWord<T> implements LastWord<T> {

  static final String WORD_STATE = "last-word-v1";
  static final String EXPIRY_STATE = "expiry-v1";

  private final ValueState<T> word;
  private final ValueState<Long> expiry;
  private TimerService timers;

  KeyedLastWord(Class<T> type, RuntimeContext context) {
    word = context.getState(new ValueStateDescriptor<>(WORD_STATE, Types.POJO(type)));
    expiry = context.getState(new ValueStateDescriptor<>(EXPIRY_STATE, Types.LONG));
  }

  /** The same, with the timers of the record in hand. */
  KeyedLastWord<T> with(TimerService timers) {
    this.timers = timers;
    return this;
  }

  @Override
  public @Nullable T value() {
    try {
      return word.value();
    } catch (Exception e) {
      throw new FlinkRuntimeException("cannot read the last word on a hit or key", e);
    }
  }

  @Override
  public void keep(T value, long until) {
    try {
      Long scheduled = expiry.value();
      if (scheduled != null) {
        timers.deleteEventTimeTimer(scheduled);
      }
      word.update(value);
      expiry.update(until);
    } catch (Exception e) {
      throw new FlinkRuntimeException("cannot write the last word on a hit or key", e);
    }
    timers.registerEventTimeTimer(until);
  }

  /** The timer of what is kept is firing. */
  void expire() {
    word.clear();
    expiry.clear();
  }
}

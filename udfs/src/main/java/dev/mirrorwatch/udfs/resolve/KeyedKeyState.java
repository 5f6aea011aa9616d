package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.UnexplainedHit;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.function.SupplierWithException;
import org.apache.flink.util.function.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/** The state of the temporary key that Flink's current key is. */
final class KeyedKeyState implements KeyState {

  static final String ANSWER_STATE = "key-answer-v1";
  static final String WAITING_STATE = "waiting-hits-v1";
  static final String EXPIRY_STATE = "expiry-v1";

  private final ValueState<KeyAnswer> answer;
  private final MapState<String, UnexplainedHit> waiting;
  private final ValueState<Long> expiry;
  private TimerService timers;

  KeyedKeyState(RuntimeContext context) {
    answer =
        context.getState(new ValueStateDescriptor<>(ANSWER_STATE, Types.POJO(KeyAnswer.class)));
    waiting =
        context.getMapState(
            new MapStateDescriptor<>(
                WAITING_STATE, Types.STRING, Types.POJO(UnexplainedHit.class)));
    expiry = context.getState(new ValueStateDescriptor<>(EXPIRY_STATE, Types.LONG));
  }

  /** The same, with the timers of the record in hand. */
  KeyedKeyState with(TimerService timers) {
    this.timers = timers;
    return this;
  }

  /** The timer that was asked for is firing. */
  void woken() {
    expiry.clear();
  }

  @Override
  public @Nullable KeyAnswer answer() {
    return read(answer::value);
  }

  @Override
  public void keep(KeyAnswer given) {
    write(() -> answer.update(given));
  }

  @Override
  public void forgetAnswer() {
    answer.clear();
  }

  @Override
  public List<UnexplainedHit> waiting() {
    return read(
        () -> {
          List<UnexplainedHit> copy = new ArrayList<>();
          waiting.values().forEach(copy::add);
          return copy;
        });
  }

  @Override
  public void keep(UnexplainedHit hit) {
    write(() -> waiting.put(hit.key(), hit));
  }

  @Override
  public void forget(String hitKey) {
    write(() -> waiting.remove(hitKey));
  }

  @Override
  public @Nullable Long wakeTime() {
    return read(expiry::value);
  }

  @Override
  public void wakeAt(long time) {
    Long scheduled = wakeTime();
    if (scheduled != null) {
      timers.deleteEventTimeTimer(scheduled);
    }
    timers.registerEventTimeTimer(time);
    write(() -> expiry.update(time));
  }

  private static <T> T read(SupplierWithException<T, Exception> reading) {
    try {
      return reading.get();
    } catch (Exception e) {
      throw new FlinkRuntimeException("cannot read the state of a temporary key", e);
    }
  }

  private static void write(ThrowingRunnable<Exception> writing) {
    try {
      writing.run();
    } catch (Exception e) {
      throw new FlinkRuntimeException("cannot write the state of a temporary key", e);
    }
  }
}

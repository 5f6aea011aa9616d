package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.Sharing;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.state.StateAccess;
import dev.mirrorwatch.udfs.state.WakeTimer;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;
import org.jspecify.annotations.Nullable;

/** The state of the temporary key that Flink's current key is. */
final class KeyedKeyState implements KeyState {

  static final String ANSWER_STATE = "key-answer-v1";
  static final String WAITING_STATE = "waiting-events-v1";
  static final String WAITING_COUNT_STATE = "waiting-events-count-v1";
  static final String USED_STATE = "used-until-v1";
  static final String EXPIRY_STATE = "expiry-v1";

  private final StateAccess access = new StateAccess("a temporary key");
  private final ValueState<KeyAnswer> answer;
  private final ValueState<Long> usedUntil;
  private final MapState<String, UnexplainedEvent> waiting;
  private final ValueState<Integer> waitingEvents;
  private final WakeTimer timer;
  private final Sharing sharing = new Sharing();

  KeyedKeyState(RuntimeContext context) {
    answer =
        context.getState(new ValueStateDescriptor<>(ANSWER_STATE, Types.POJO(KeyAnswer.class)));
    usedUntil = context.getState(new ValueStateDescriptor<>(USED_STATE, Types.LONG));
    waiting =
        context.getMapState(
            new MapStateDescriptor<>(
                WAITING_STATE, Types.STRING, Types.POJO(UnexplainedEvent.class)));
    waitingEvents = context.getState(new ValueStateDescriptor<>(WAITING_COUNT_STATE, Types.INT));
    timer =
        new WakeTimer(
            access, context.getState(new ValueStateDescriptor<>(EXPIRY_STATE, Types.LONG)));
  }

  /** The same, with the timers of the record in hand. */
  KeyedKeyState with(TimerService timers) {
    timer.use(timers);
    return this;
  }

  /** The timer that was asked for is firing. */
  void woken() {
    timer.clear();
  }

  @Override
  public @Nullable KeyAnswer answer() {
    return access.read(answer::value);
  }

  @Override
  public void keep(KeyAnswer given) {
    access.write(() -> answer.update(given.sharing(sharing)));
  }

  @Override
  public void forgetAnswer() {
    answer.clear();
  }

  @Override
  public @Nullable Long usedUntil() {
    return access.read(usedUntil::value);
  }

  @Override
  public void used(@Nullable Long until) {
    access.write(() -> usedUntil.update(until));
  }

  @Override
  public List<UnexplainedEvent> waiting() {
    return access.copy(waiting);
  }

  @Override
  public void keep(UnexplainedEvent event) {
    access.write(
        () -> {
          String key = event.key();
          if (!waiting.contains(key)) {
            waitingEvents.update(waitingEvents() + 1);
          }
          waiting.put(key, event.sharing(sharing));
        });
  }

  @Override
  public void forget(String eventKey) {
    access.write(
        () -> {
          waiting.remove(eventKey);
          int left = waitingEvents() - 1;
          waitingEvents.update(left > 0 ? left : null);
        });
  }

  @Override
  public int waitingEvents() {
    Integer events = access.read(waitingEvents::value);
    return events == null ? 0 : events;
  }

  @Override
  public long watermark() {
    return timer.watermark();
  }

  @Override
  public @Nullable Long wakeTime() {
    return timer.time();
  }

  @Override
  public void wakeAt(long time) {
    timer.set(time);
  }
}

package dev.mirrorwatch.udfs.correlate;

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

/** The state of the group that Flink's current key stands for. */
final class KeyedGroupState implements GroupState {

  static final String BUFFER_STATE = "buffer-v1";
  static final String ALERTS_STATE = "alerts-v1";
  static final String EXPIRY_STATE = "expiry-v1";

  private final MapState<String, BufferedHit> buffer;
  private final MapState<String, StandingAlert> alerts;
  private final ValueState<Long> expiry;
  private TimerService timers;

  KeyedGroupState(RuntimeContext context) {
    buffer =
        context.getMapState(
            new MapStateDescriptor<>(BUFFER_STATE, Types.STRING, Types.POJO(BufferedHit.class)));
    alerts =
        context.getMapState(
            new MapStateDescriptor<>(ALERTS_STATE, Types.STRING, Types.POJO(StandingAlert.class)));
    expiry = context.getState(expiry());
  }

  /** The same, with the timers of the record in hand. */
  KeyedGroupState with(TimerService timers) {
    this.timers = timers;
    return this;
  }

  /** Every group that keeps anything has a time at which it is looked at again. */
  static ValueStateDescriptor<Long> expiry() {
    return new ValueStateDescriptor<>(EXPIRY_STATE, Types.LONG);
  }

  /** Whether a timer that fires is the one that was asked for, and not of a forgotten past. */
  boolean isWokenAt(long time) {
    Long scheduled = wakeTime();
    return scheduled != null && scheduled == time;
  }

  /** The timer that was asked for is firing. */
  void woken() {
    expiry.clear();
  }

  @Override
  public List<BufferedHit> hits() {
    return read(() -> copy(buffer.values()));
  }

  @Override
  public BufferedHit hit(String bufferKey) {
    return read(() -> buffer.get(bufferKey));
  }

  @Override
  public void keep(BufferedHit hit) {
    write(() -> buffer.put(hit.hit().bufferKey(), hit));
  }

  @Override
  public void forgetHit(String bufferKey) {
    write(() -> buffer.remove(bufferKey));
  }

  @Override
  public List<StandingAlert> alerts() {
    return read(() -> copy(alerts.values()));
  }

  @Override
  public StandingAlert alert(String identity) {
    return read(() -> alerts.get(identity));
  }

  @Override
  public void keep(StandingAlert alert) {
    write(() -> alerts.put(alert.identity(), alert));
  }

  @Override
  public void forgetAlert(String identity) {
    write(() -> alerts.remove(identity));
  }

  @Override
  public Long wakeTime() {
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

  @Override
  public void clear() {
    buffer.clear();
    alerts.clear();
    expiry.clear();
  }

  private static <T> List<T> copy(Iterable<T> values) {
    List<T> copy = new ArrayList<>();
    values.forEach(copy::add);
    return copy;
  }

  private interface Reading<T> {
    T value() throws Exception;
  }

  private interface Writing {
    void run() throws Exception;
  }

  private static <T> T read(Reading<T> reading) {
    try {
      return reading.value();
    } catch (Exception e) {
      throw new FlinkRuntimeException("cannot read the state of a group", e);
    }
  }

  private static void write(Writing writing) {
    try {
      writing.run();
    } catch (Exception e) {
      throw new FlinkRuntimeException("cannot write the state of a group", e);
    }
  }
}

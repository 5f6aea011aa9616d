package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.udfs.state.StateAccess;
import dev.mirrorwatch.udfs.state.WakeTimer;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;

/** The state of the group that Flink's current key stands for. */
final class KeyedGroupState implements GroupState {

  static final String BUFFER_STATE = "buffer-v1";
  static final String ALERTS_STATE = "alerts-v1";
  static final String COUNTS_STATE = "counts-v1";
  static final String EXPIRY_STATE = "expiry-v1";

  private final StateAccess access = new StateAccess("a group");
  private final MapState<String, BufferedHit> buffer;
  private final MapState<String, StandingAlert> alerts;
  private final MapState<String, Long> counts;
  private final WakeTimer timer;

  KeyedGroupState(RuntimeContext context) {
    buffer =
        context.getMapState(
            new MapStateDescriptor<>(BUFFER_STATE, Types.STRING, Types.POJO(BufferedHit.class)));
    alerts =
        context.getMapState(
            new MapStateDescriptor<>(ALERTS_STATE, Types.STRING, Types.POJO(StandingAlert.class)));
    counts = context.getMapState(new MapStateDescriptor<>(COUNTS_STATE, Types.STRING, Types.LONG));
    timer = new WakeTimer(access, context.getState(expiry()));
  }

  /** The same, with the timers of the record in hand. */
  KeyedGroupState with(TimerService timers) {
    timer.use(timers);
    return this;
  }

  /** Every group that keeps anything has a time at which it is looked at again. */
  static ValueStateDescriptor<Long> expiry() {
    return new ValueStateDescriptor<>(EXPIRY_STATE, Types.LONG);
  }

  /** Whether a timer that fires is the one that was asked for, and not of a forgotten past. */
  boolean isWokenAt(long time) {
    return timer.isSetTo(time);
  }

  /** The timer that was asked for is firing. */
  void woken() {
    timer.clear();
  }

  @Override
  public List<BufferedHit> hits() {
    return access.copy(buffer);
  }

  @Override
  public BufferedHit hit(String bufferKey) {
    return access.read(() -> buffer.get(bufferKey));
  }

  @Override
  public void keep(BufferedHit hit) {
    access.write(() -> buffer.put(hit.hit().bufferKey(), hit));
  }

  @Override
  public void forgetHit(String bufferKey) {
    access.write(() -> buffer.remove(bufferKey));
  }

  @Override
  public List<StandingAlert> alerts() {
    return access.copy(alerts);
  }

  @Override
  public StandingAlert alert(String identity) {
    return access.read(() -> alerts.get(identity));
  }

  @Override
  public void keep(StandingAlert alert) {
    access.write(() -> alerts.put(alert.identity(), alert));
  }

  @Override
  public void forgetAlert(String identity) {
    access.write(() -> alerts.remove(identity));
  }

  @Override
  public long count(String name) {
    Long kept = access.read(() -> counts.get(name));
    return kept == null ? 0 : kept;
  }

  @Override
  public void count(String name, long change) {
    long count = count(name) + change;
    if (count == 0) {
      access.write(() -> counts.remove(name));
    } else {
      access.write(() -> counts.put(name, count));
    }
  }

  @Override
  public Long wakeTime() {
    return timer.time();
  }

  @Override
  public void wakeAt(long time) {
    timer.set(time);
  }

  @Override
  public void clear() {
    buffer.clear();
    alerts.clear();
    counts.clear();
    timer.clear();
  }
}

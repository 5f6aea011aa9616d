package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.state.StateAccess;
import dev.mirrorwatch.udfs.state.WakeTimer;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;
import org.jspecify.annotations.Nullable;

/** The state of the family that Flink's current key stands for. */
final class KeyedFamilyState implements FamilyState {

  static final String ALERTS_STATE = "family-alerts-v1";
  static final String TOLD_STATE = "told-v1";
  static final String EXPIRY_STATE = "expiry-v1";

  private final StateAccess access = new StateAccess("a rule family");
  private final MapState<String, Alert> alerts;
  private final MapState<String, Told> told;
  private final WakeTimer timer;
  private final boolean restored;

  KeyedFamilyState(RuntimeContext context, boolean restored) {
    this.restored = restored;
    alerts =
        context.getMapState(
            new MapStateDescriptor<>(ALERTS_STATE, Types.STRING, Types.POJO(Alert.class)));
    told =
        context.getMapState(
            new MapStateDescriptor<>(TOLD_STATE, Types.STRING, Types.POJO(Told.class)));
    timer =
        new WakeTimer(
            access, context.getState(new ValueStateDescriptor<>(EXPIRY_STATE, Types.LONG)));
  }

  /** The same, with the timers of the record in hand. */
  KeyedFamilyState with(TimerService timers) {
    timer.use(timers);
    return this;
  }

  @Override
  public List<Alert> alerts() {
    return access.copy(alerts);
  }

  @Override
  public @Nullable Alert alert(String id) {
    return access.read(() -> alerts.get(id));
  }

  @Override
  public void keep(Alert alert) {
    access.write(() -> alerts.put(alert.id(), alert));
  }

  @Override
  public void forget(String alertId) {
    access.write(() -> alerts.remove(alertId));
  }

  @Override
  public @Nullable Told told(String alertId) {
    return access.read(() -> told.get(alertId));
  }

  @Override
  public void keep(String alertId, Told now) {
    access.write(() -> told.put(alertId, now));
  }

  @Override
  public boolean mayHaveToldMore() {
    return restored;
  }

  @Override
  public void forgetTold(String alertId) {
    access.write(() -> told.remove(alertId));
  }

  @Override
  public void clear() {
    alerts.clear();
    told.clear();
    timer.clear();
  }

  @Override
  public void expireAt(long time) {
    timer.set(time);
  }
}

package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.udfs.event.Alert;
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

/** The state of the family that Flink's current key stands for. */
final class KeyedFamilyState implements FamilyState {

  static final String ALERTS_STATE = "family-alerts-v1";
  static final String TOLD_STATE = "told-v1";
  static final String EXPIRY_STATE = "expiry-v1";

  private final MapState<String, Alert> alerts;
  private final MapState<String, Told> told;
  private final ValueState<Long> expiry;
  private final boolean restored;
  private TimerService timers;

  KeyedFamilyState(RuntimeContext context, boolean restored) {
    this.restored = restored;
    alerts =
        context.getMapState(
            new MapStateDescriptor<>(ALERTS_STATE, Types.STRING, Types.POJO(Alert.class)));
    told =
        context.getMapState(
            new MapStateDescriptor<>(TOLD_STATE, Types.STRING, Types.POJO(Told.class)));
    expiry = context.getState(new ValueStateDescriptor<>(EXPIRY_STATE, Types.LONG));
  }

  /** The same, with the timers of the record in hand. */
  KeyedFamilyState with(TimerService timers) {
    this.timers = timers;
    return this;
  }

  @Override
  public List<Alert> alerts() {
    return read(
        () -> {
          List<Alert> copy = new ArrayList<>();
          alerts.values().forEach(copy::add);
          return copy;
        });
  }

  @Override
  public @Nullable Alert alert(String id) {
    return read(() -> alerts.get(id));
  }

  @Override
  public void keep(Alert alert) {
    write(() -> alerts.put(alert.id(), alert));
  }

  @Override
  public void forget(String alertId) {
    write(() -> alerts.remove(alertId));
  }

  @Override
  public @Nullable Told told(String alertId) {
    return read(() -> told.get(alertId));
  }

  @Override
  public void keep(String alertId, Told now) {
    write(() -> told.put(alertId, now));
  }

  @Override
  public boolean mayHaveToldMore() {
    return restored;
  }

  @Override
  public void forgetTold(String alertId) {
    write(() -> told.remove(alertId));
  }

  @Override
  public void clear() {
    alerts.clear();
    told.clear();
    expiry.clear();
  }

  @Override
  public void expireAt(long time) {
    Long scheduled = read(expiry::value);
    if (scheduled == null || scheduled != time) {
      if (scheduled != null) {
        timers.deleteEventTimeTimer(scheduled);
      }
      timers.registerEventTimeTimer(time);
      write(() -> expiry.update(time));
    }
  }

  private static <T> T read(SupplierWithException<T, Exception> reading) {
    try {
      return reading.get();
    } catch (Exception e) {
      throw new FlinkRuntimeException("cannot read the state of a rule family", e);
    }
  }

  private static void write(ThrowingRunnable<Exception> writing) {
    try {
      writing.run();
    } catch (Exception e) {
      throw new FlinkRuntimeException("cannot write the state of a rule family", e);
    }
  }
}

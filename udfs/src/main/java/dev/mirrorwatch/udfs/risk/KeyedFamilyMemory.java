package dev.mirrorwatch.udfs.risk;

import java.util.Map;
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

/** The memory of the family that Flink's current key stands for. */
final class KeyedFamilyMemory implements FamilyMemory {

  private static final String SINCE_STATE = "watched-since-v1";
  private static final String SIGHTINGS_STATE = "sightings-v1";
  private static final String ALERTS_STATE = "scored-alerts-v1";

  private final ValueState<Long> since;
  private final MapState<String, Long> sightings;
  private final MapState<String, ScoredBefore> alerts;
  private TimerService timers;

  KeyedFamilyMemory(RuntimeContext context) {
    since = context.getState(new ValueStateDescriptor<>(SINCE_STATE, Types.LONG));
    sightings =
        context.getMapState(new MapStateDescriptor<>(SIGHTINGS_STATE, Types.STRING, Types.LONG));
    alerts =
        context.getMapState(
            new MapStateDescriptor<>(ALERTS_STATE, Types.STRING, Types.POJO(ScoredBefore.class)));
  }

  /** The same, with the timers of the record in hand. */
  KeyedFamilyMemory with(TimerService timers) {
    this.timers = timers;
    return this;
  }

  @Override
  public @Nullable Long since() {
    return read(since::value);
  }

  @Override
  public void since(long time) {
    write(() -> since.update(time));
  }

  @Override
  public Iterable<Map.Entry<String, Long>> sightings() {
    return read(sightings::entries);
  }

  @Override
  public @Nullable Long sighting(String key) {
    return read(() -> sightings.get(key));
  }

  @Override
  public void keepSighting(String key, long time) {
    write(() -> sightings.put(key, time));
  }

  @Override
  public void forgetSighting(String key) {
    write(() -> sightings.remove(key));
  }

  @Override
  public Iterable<ScoredBefore> alerts() {
    return read(alerts::values);
  }

  @Override
  public @Nullable ScoredBefore alert(String id) {
    return read(() -> alerts.get(id));
  }

  @Override
  public void keepAlert(ScoredBefore alert) {
    write(() -> alerts.put(alert.alert().id(), alert));
  }

  @Override
  public void forgetAlert(String id) {
    write(() -> alerts.remove(id));
  }

  @Override
  public void expireAt(long time) {
    timers.registerEventTimeTimer(time);
  }

  private static <T> T read(SupplierWithException<T, Exception> reading) {
    try {
      return reading.get();
    } catch (Exception e) {
      throw new FlinkRuntimeException("cannot read who is known for a family of calls", e);
    }
  }

  private static void write(ThrowingRunnable<Exception> writing) {
    try {
      writing.run();
    } catch (Exception e) {
      throw new FlinkRuntimeException("cannot write who is known for a family of calls", e);
    }
  }
}

package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.udfs.state.StateAccess;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;
import org.jspecify.annotations.Nullable;

/** The memory of the family that Flink's current key stands for. */
final class KeyedFamilyMemory implements FamilyMemory {

  private static final String SINCE_STATE = "watched-since-v1";
  private static final String SIGHTINGS_STATE = "sightings-v1";
  private static final String ALERTS_STATE = "scored-alerts-v1";

  private final StateAccess access = new StateAccess("a family of calls");
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
    return access.read(since::value);
  }

  @Override
  public void since(long time) {
    access.write(() -> since.update(time));
  }

  @Override
  public Iterable<Map.Entry<String, Long>> sightings() {
    return access.read(sightings::entries);
  }

  @Override
  public @Nullable Long sighting(String key) {
    return access.read(() -> sightings.get(key));
  }

  @Override
  public void keepSighting(String key, long time) {
    access.write(() -> sightings.put(key, time));
  }

  @Override
  public void forgetSighting(String key) {
    access.write(() -> sightings.remove(key));
  }

  @Override
  public Iterable<ScoredBefore> alerts() {
    return access.read(alerts::values);
  }

  @Override
  public @Nullable ScoredBefore alert(String id) {
    return access.read(() -> alerts.get(id));
  }

  @Override
  public void keepAlert(ScoredBefore alert) {
    access.write(() -> alerts.put(alert.alert().id(), alert));
  }

  @Override
  public void forgetAlert(String id) {
    access.write(() -> alerts.remove(id));
  }

  @Override
  public void expireAt(long time) {
    timers.registerEventTimeTimer(time);
  }
}

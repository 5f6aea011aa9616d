package dev.mirrorwatch.udfs.assemble;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.state.StateAccess;
import dev.mirrorwatch.udfs.state.WakeTimer;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;

/** The state of the whole that Flink's current key stands for. */
final class KeyedAssemblyState implements AssemblyState {

  private final StateAccess access = new StateAccess("an assembly");
  private final MapState<String, AuditEvent> records;
  private final MapState<String, String> notes;
  private final WakeTimer timer;

  KeyedAssemblyState(RuntimeContext context) {
    records =
        context.getMapState(
            new MapStateDescriptor<>(
                "records-v1", Types.STRING, TypeInformation.of(AuditEvent.class)));
    notes = context.getMapState(new MapStateDescriptor<>("notes-v1", Types.STRING, Types.STRING));
    timer =
        new WakeTimer(access, context.getState(new ValueStateDescriptor<>("wake-v1", Types.LONG)));
  }

  /** The same, with the timers of the record in hand. */
  KeyedAssemblyState with(TimerService timers) {
    timer.use(timers);
    return this;
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
  public List<AuditEvent> records() {
    return access.copy(records);
  }

  @Override
  public AuditEvent record(String name) {
    return access.read(() -> records.get(name));
  }

  @Override
  public void keep(String name, AuditEvent event) {
    access.write(() -> records.put(name, event));
  }

  @Override
  public void forget(String name) {
    access.write(() -> records.remove(name));
  }

  @Override
  public String note(String name) {
    return access.read(() -> notes.get(name));
  }

  @Override
  public void note(String name, String text) {
    access.write(() -> notes.put(name, text));
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
  public long watermark() {
    return timer.watermark();
  }

  @Override
  public void clear() {
    records.clear();
    notes.clear();
    timer.clear();
  }
}

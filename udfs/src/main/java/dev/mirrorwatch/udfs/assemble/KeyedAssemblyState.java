package dev.mirrorwatch.udfs.assemble;

import dev.mirrorwatch.udfs.event.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.FlinkRuntimeException;

/** The state of the whole that Flink's current key stands for. */
final class KeyedAssemblyState implements AssemblyState {

  private final MapState<String, AuditEvent> records;
  private final MapState<String, String> notes;
  private final ValueState<Long> wake;
  private TimerService timers;

  KeyedAssemblyState(RuntimeContext context) {
    records =
        context.getMapState(
            new MapStateDescriptor<>(
                "records-v1", Types.STRING, TypeInformation.of(AuditEvent.class)));
    notes = context.getMapState(new MapStateDescriptor<>("notes-v1", Types.STRING, Types.STRING));
    wake = context.getState(new ValueStateDescriptor<>("wake-v1", Types.LONG));
  }

  /** The same, with the timers of the record in hand. */
  KeyedAssemblyState with(TimerService timers) {
    this.timers = timers;
    return this;
  }

  /** Whether a timer that fires is the one that was asked for, and not of a forgotten past. */
  boolean isWokenAt(long time) {
    Long scheduled = wakeTime();
    return scheduled != null && scheduled == time;
  }

  /** The timer that was asked for is firing. */
  void woken() {
    wake.clear();
  }

  @Override
  public List<AuditEvent> records() {
    return read(
        () -> {
          List<AuditEvent> copy = new ArrayList<>();
          records.values().forEach(copy::add);
          return copy;
        });
  }

  @Override
  public AuditEvent record(String name) {
    return read(() -> records.get(name));
  }

  @Override
  public void keep(String name, AuditEvent event) {
    write(() -> records.put(name, event));
  }

  @Override
  public void forget(String name) {
    write(() -> records.remove(name));
  }

  @Override
  public String note(String name) {
    return read(() -> notes.get(name));
  }

  @Override
  public void note(String name, String text) {
    write(() -> notes.put(name, text));
  }

  @Override
  public Long wakeTime() {
    return read(wake::value);
  }

  @Override
  public void wakeAt(long time) {
    Long scheduled = wakeTime();
    if (scheduled != null) {
      timers.deleteEventTimeTimer(scheduled);
    }
    timers.registerEventTimeTimer(time);
    write(() -> wake.update(time));
  }

  @Override
  public void clear() {
    records.clear();
    notes.clear();
    wake.clear();
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
      throw new FlinkRuntimeException("cannot read the state of an assembly", e);
    }
  }

  private static void write(Writing writing) {
    try {
      writing.run();
    } catch (Exception e) {
      throw new FlinkRuntimeException("cannot write the state of an assembly", e);
    }
  }
}

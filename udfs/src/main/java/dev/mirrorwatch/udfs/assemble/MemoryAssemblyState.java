package dev.mirrorwatch.udfs.assemble;

import dev.mirrorwatch.udfs.event.AuditEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One whole, in plain maps. */
final class MemoryAssemblyState implements AssemblyState {

  private final Map<String, AuditEvent> records = new HashMap<>();
  private final Map<String, String> notes = new HashMap<>();
  private @Nullable Long wakeTime;
  private long watermark;

  /**
   * @param watermark how far event time is known to have come
   */
  MemoryAssemblyState with(long watermark) {
    this.watermark = watermark;
    return this;
  }

  /** The time that was asked for has come. */
  void woken() {
    wakeTime = null;
  }

  @Override
  public List<AuditEvent> records() {
    return List.copyOf(records.values());
  }

  @Override
  public @Nullable AuditEvent record(String name) {
    return records.get(name);
  }

  @Override
  public void keep(String name, AuditEvent event) {
    records.put(name, event);
  }

  @Override
  public void forget(String name) {
    records.remove(name);
  }

  @Override
  public @Nullable String note(String name) {
    return notes.get(name);
  }

  @Override
  public void note(String name, String text) {
    notes.put(name, text);
  }

  @Override
  public @Nullable Long wakeTime() {
    return wakeTime;
  }

  @Override
  public void wakeAt(long time) {
    wakeTime = time;
  }

  @Override
  public long watermark() {
    return watermark;
  }

  @Override
  public void clear() {
    records.clear();
    notes.clear();
    wakeTime = null;
  }
}

package dev.mirrorwatch.udfs.trial;

import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.resolve.KeyState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One temporary key, in plain maps. */
final class MemoryKeyState implements KeyState {

  private final Map<String, UnexplainedEvent> waiting = new LinkedHashMap<>();
  private final LongSupplier watermark;
  private @Nullable KeyAnswer answer;
  private @Nullable Long usedUntil;
  private @Nullable Long wakeTime;

  MemoryKeyState(LongSupplier watermark) {
    this.watermark = watermark;
  }

  /** The time that was asked for has come. */
  void woken() {
    wakeTime = null;
  }

  @Override
  public @Nullable KeyAnswer answer() {
    return answer;
  }

  @Override
  public void keep(KeyAnswer given) {
    answer = given;
  }

  @Override
  public void forgetAnswer() {
    answer = null;
  }

  @Override
  public @Nullable Long usedUntil() {
    return usedUntil;
  }

  @Override
  public void used(@Nullable Long until) {
    usedUntil = until;
  }

  @Override
  public List<UnexplainedEvent> waiting() {
    return List.copyOf(waiting.values());
  }

  @Override
  public void keep(UnexplainedEvent event) {
    waiting.put(event.key(), event);
  }

  @Override
  public void forget(String eventKey) {
    waiting.remove(eventKey);
  }

  @Override
  public int waitingEvents() {
    return waiting.size();
  }

  @Override
  public long watermark() {
    return watermark.getAsLong();
  }

  @Override
  public @Nullable Long wakeTime() {
    return wakeTime;
  }

  @Override
  public void wakeAt(long time) {
    wakeTime = time;
  }
}

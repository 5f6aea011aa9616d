package dev.mirrorwatch.udfs.trial;

import dev.mirrorwatch.udfs.correlate.BufferedHit;
import dev.mirrorwatch.udfs.correlate.GroupState;
import dev.mirrorwatch.udfs.correlate.StandingAlert;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One group of one rule, in plain maps. */
final class MemoryGroupState implements GroupState {

  private final Map<String, BufferedHit> hits = new LinkedHashMap<>();
  private final Map<String, StandingAlert> alerts = new LinkedHashMap<>();
  private final Map<String, Long> counts = new HashMap<>();
  private @Nullable Long wakeTime;

  /** The time that was asked for has come. */
  void woken() {
    wakeTime = null;
  }

  @Override
  public List<BufferedHit> hits() {
    return List.copyOf(hits.values());
  }

  @Override
  public @Nullable BufferedHit hit(String bufferKey) {
    return hits.get(bufferKey);
  }

  @Override
  public void keep(BufferedHit hit) {
    hits.put(hit.hit().bufferKey(), hit);
  }

  @Override
  public void forgetHit(String bufferKey) {
    hits.remove(bufferKey);
  }

  @Override
  public List<StandingAlert> alerts() {
    return List.copyOf(alerts.values());
  }

  @Override
  public @Nullable StandingAlert alert(String identity) {
    return alerts.get(identity);
  }

  @Override
  public void keep(StandingAlert alert) {
    alerts.put(alert.identity(), alert);
  }

  @Override
  public void forgetAlert(String identity) {
    alerts.remove(identity);
  }

  @Override
  public long count(String name) {
    return counts.getOrDefault(name, 0L);
  }

  @Override
  public void count(String name, long change) {
    counts.merge(name, change, (before, more) -> before + more == 0 ? null : before + more);
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
  public void clear() {
    hits.clear();
    alerts.clear();
    counts.clear();
  }
}

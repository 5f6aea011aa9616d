package dev.mirrorwatch.udfs.trial;

import dev.mirrorwatch.udfs.risk.FamilyMemory;
import dev.mirrorwatch.udfs.risk.ScoredBefore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a trial keeps of a family of calls. It is short, and forgets nothing. */
final class MemoryFamilyMemory implements FamilyMemory {

  private final Map<String, Long> sightings = new HashMap<>();
  private final Map<String, ScoredBefore> alerts = new HashMap<>();
  private @Nullable Long since;

  @Override
  public @Nullable Long since() {
    return since;
  }

  @Override
  public void since(long time) {
    since = time;
  }

  @Override
  public Iterable<Map.Entry<String, Long>> sightings() {
    return List.copyOf(sightings.entrySet());
  }

  @Override
  public @Nullable Long sighting(String key) {
    return sightings.get(key);
  }

  @Override
  public void keepSighting(String key, long time) {
    sightings.put(key, time);
  }

  @Override
  public void forgetSighting(String key) {
    sightings.remove(key);
  }

  @Override
  public Iterable<ScoredBefore> alerts() {
    return new ArrayList<>(alerts.values());
  }

  @Override
  public @Nullable ScoredBefore alert(String id) {
    return alerts.get(id);
  }

  @Override
  public void keepAlert(ScoredBefore alert) {
    alerts.put(alert.alert().id(), alert);
  }

  @Override
  public void forgetAlert(String id) {
    alerts.remove(id);
  }

  @Override
  public void expireAt(long time) {
    // Nothing expires before the trial does.
  }
}

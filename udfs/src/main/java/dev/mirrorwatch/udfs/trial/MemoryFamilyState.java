package dev.mirrorwatch.udfs.trial;

import dev.mirrorwatch.udfs.alert.FamilyState;
import dev.mirrorwatch.udfs.alert.Told;
import dev.mirrorwatch.udfs.event.Alert;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The alerts of one rule family about one thing, in plain maps. */
final class MemoryFamilyState implements FamilyState {

  private final Map<String, Alert> alerts = new LinkedHashMap<>();
  private final Map<String, Told> told = new LinkedHashMap<>();
  private long expiry = Long.MAX_VALUE;

  /** Event time at which something of it is not needed any more. */
  long expiry() {
    return expiry;
  }

  @Override
  public List<Alert> alerts() {
    return List.copyOf(alerts.values());
  }

  @Override
  public @Nullable Alert alert(String id) {
    return alerts.get(id);
  }

  @Override
  public void keep(Alert alert) {
    alerts.put(alert.id(), alert);
  }

  @Override
  public void forget(String alertId) {
    alerts.remove(alertId);
  }

  @Override
  public @Nullable Told told(String alertId) {
    return told.get(alertId);
  }

  @Override
  public void keep(String alertId, Told now) {
    told.put(alertId, now);
  }

  @Override
  public boolean mayHaveToldMore() {
    return false;
  }

  @Override
  public void forgetTold(String alertId) {
    told.remove(alertId);
  }

  @Override
  public void expireAt(long time) {
    expiry = time;
  }

  @Override
  public void clear() {
    alerts.clear();
    told.clear();
    expiry = Long.MAX_VALUE;
  }
}

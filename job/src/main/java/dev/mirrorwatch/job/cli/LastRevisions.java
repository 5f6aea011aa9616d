package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Of every alert the revision that stands. */
final class LastRevisions {

  private final Map<String, Alert> byId = new HashMap<>();

  void add(Alert alert) {
    byId.merge(alert.id(), alert, Alert::orLater);
  }

  /** Those that stand, stalled ones too, earliest first. */
  List<Alert> standing() {
    return byId.values().stream()
        .filter(alert -> alert.status().stands())
        .sorted(Comparator.comparingLong(Alert::firstTime).thenComparing(Alert::id))
        .toList();
  }

  /** Those that stand and those that are approved, earliest first. */
  List<Alert> told() {
    return byId.values().stream()
        .filter(alert -> alert.status().stands() || alert.status() == AlertStatus.SUPPRESSED)
        .sorted(Comparator.comparingLong(Alert::firstTime).thenComparing(Alert::id))
        .toList();
  }

  long count(AlertStatus status) {
    return byId.values().stream().filter(alert -> alert.status() == status).count();
  }
}

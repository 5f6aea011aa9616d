package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Of every alert the revision that stands. */
final class LastRevisions {

  private final List<Alert> alerts = new ArrayList<>();

  /**
   * @param alert the last revision of it
   */
  void add(Alert alert) {
    alerts.add(alert);
  }

  /** Those that stand, stalled ones too, earliest first. */
  List<Alert> standing() {
    return alerts.stream()
        .filter(alert -> alert.status().stands())
        .sorted(Comparator.comparingLong(Alert::firstTime).thenComparing(Alert::id))
        .toList();
  }

  /** Those that stand and those that are approved, earliest first. */
  List<Alert> told() {
    return alerts.stream()
        .filter(alert -> alert.status().stands() || alert.status() == AlertStatus.SUPPRESSED)
        .sorted(Comparator.comparingLong(Alert::firstTime).thenComparing(Alert::id))
        .toList();
  }

  long count(AlertStatus status) {
    return alerts.stream().filter(alert -> alert.status() == status).count();
  }
}

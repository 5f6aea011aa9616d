package dev.mirrorwatch.job.sink;

import dev.mirrorwatch.udfs.alert.AlertJson;
import dev.mirrorwatch.udfs.event.Alert;
import org.apache.flink.api.common.functions.MapFunction;

/** In/Out: {@link Alert} → {@link AlertDocument}. Key: none. State: none. Side outputs: none. */
public final class AlertDocuments implements MapFunction<Alert, AlertDocument> {

  @Override
  public AlertDocument map(Alert alert) {
    return new AlertDocument(alert.id(), version(alert), AlertJson.of(alert), alert.lastTime());
  }

  /** Seconds since 1970 above, the revision below: nobody revises an alert a million times. */
  static long version(Alert alert) {
    return Math.max(0, alert.startedAt() / 1000) << 20 | alert.revision();
  }
}

package dev.mirrorwatch.job.sink;

import dev.mirrorwatch.udfs.alert.AlertJson;
import dev.mirrorwatch.udfs.event.Alert;
import org.apache.flink.api.common.functions.MapFunction;

/** In/Out: {@link Alert} → {@link AlertDocument}. Key: none. State: none. Side outputs: none. */
public final class AlertDocuments implements MapFunction<Alert, AlertDocument> {

  @Override
  public AlertDocument map(Alert alert) {
    return new AlertDocument(alert.id(), alert.revision(), AlertJson.of(alert), alert.lastTime());
  }
}

package dev.mirrorwatch.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What two runs over the same records must tell alike. */
final class TimelessAlert {

  private TimelessAlert() {}

  /**
   * An alert document in, the same without what a clock, the source or the order of arrival says
   * out.
   */
  static JsonNode of(JsonNode alert) {
    ObjectNode timeless = alert.deepCopy();
    ((ObjectNode) timeless.get("event")).remove("created");
    ((ObjectNode) timeless.at("/mirrorwatch/alert"))
        .remove(List.of("detection_latency_ms", "reason"));
    timeless.at("/mirrorwatch/stages").forEach(stage -> ((ObjectNode) stage).remove("origin"));
    return timeless;
  }
}

package dev.mirrorwatch.job.benchmark;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Results in, one JSON object out; a figure that there is not is {@code null}. */
final class JsonReport {

  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private JsonReport() {}

  /**
   * @param states of {@link Part#STATE}
   * @param options what was asked for
   * @param machine what it ran on
   */
  static String of(
      List<PointResult> results,
      List<StateFigures> states,
      BenchmarkOptions options,
      String machine) {
    ObjectNode report = JSON.createObjectNode();
    report.put("machine", machine);
    report.put("events", options.events()).put("rounds", options.rounds());
    for (PointResult point : results) {
      ObjectNode node = report.withArray("points").addObject();
      node.put("part", point.part().toString()).put("label", point.label());
      node.put("value", point.value()).put("events", point.events()).put("bytes", point.bytes());
      node.put("mirror_calls", point.mirrorCalls()).put("expected_stagings", point.expected());
      for (Figures figures : point.figures()) {
        add(node.withArray("contenders").addObject(), point, figures);
      }
    }
    states.forEach(report.withArray("state")::addPOJO);
    return JSON.valueToTree(report).toPrettyString();
  }

  private static void add(ObjectNode node, PointResult point, Figures figures) {
    node.put("name", figures.peer().toString())
        .put("portion", (double) figures.portion().times() / figures.portion().divisor());
    node.put("runs", figures.runs()).put("runs_ended", figures.ended()).put("end", figures.end());
    put(node, "wall_seconds", figures.wallSeconds());
    put(node, "net_seconds", figures.netSeconds());
    put(node, "events_per_second", figures.eventsPerSecond());
    put(node, "bytes_per_second", figures.bytesPerSecond());
    put(node, "cpu_seconds", figures.cpuSeconds());
    node.put("resident_bytes", figures.residentBytes()).put("heap_bytes", figures.heapBytes());
    node.put("alerts", figures.alerts());
    Accuracy accuracy = figures.accuracy();
    put(node, "recall", accuracy == null ? Double.NaN : accuracy.recall());
    put(node, "precision", accuracy == null ? Double.NaN : accuracy.precision());
    put(node, "to_flinkcep", point.ratio(figures, Peer.FLINKCEP));
    put(node, "to_limit", point.ratio(figures, Peer.LIMIT));
  }

  private static void put(ObjectNode node, String name, double value) {
    node.put(name, Double.isNaN(value) ? null : (Double) value);
  }
}

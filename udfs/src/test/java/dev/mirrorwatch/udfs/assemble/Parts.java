package dev.mirrorwatch.udfs.assemble;

import static dev.mirrorwatch.udfs.event.Samples.T0;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.Part;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.event.Samples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Records of an operation, for tests. */
final class Parts {

  static final String OPERATION = "op-1";

  private Parts() {}

  static AuditEvent first(int second) {
    return event(
        Part.first(OPERATION),
        second,
        "alice",
        Outcome.UNKNOWN,
        Map.of(
            "principal.origin", List.of("alice"),
            "event.outcome", List.of("unknown"),
            "mirror.target_id", List.of("tap"),
            "mirror.active_target_id", List.of("tap")));
  }

  static AuditEvent further(int second) {
    return event(
        Part.further(OPERATION),
        second,
        "alice",
        Outcome.UNKNOWN,
        Map.of("event.outcome", List.of("unknown")));
  }

  static AuditEvent last(int second, boolean complete, Outcome outcome) {
    return event(
        Part.last(OPERATION, complete),
        second,
        complete ? "alice" : "nobody",
        outcome,
        Map.of(
            "principal.origin", List.of(complete ? "alice" : "nobody"),
            "event.outcome", List.of(outcome.text())));
  }

  private static AuditEvent event(
      Part part, int second, String who, Outcome outcome, Map<String, List<String>> fields) {
    String record = "{\"role\":\"" + part.role() + "\",\"second\":" + second + "}";
    return new AuditEvent(
        OPERATION,
        T0 + second * 1000L,
        "activity",
        "azure",
        "activitylogs",
        "azure",
        "Microsoft.Network",
        "Microsoft.Network/virtualNetworkTaps/write",
        who.equals("nobody") ? null : "subscription",
        null,
        outcome,
        null,
        Samples.bare(who),
        who.equals("nobody") ? null : "198.51.100.7",
        who.equals("nobody") ? null : "198.51.100.7",
        null,
        List.of(new ResourceId("mirror.target_id", part.role().name(), true)),
        new FieldValues(fields, List.of(part.role().name())),
        Origin.file("activity.json", second + 1),
        record.getBytes(StandardCharsets.UTF_8),
        part);
  }
}

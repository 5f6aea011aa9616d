package dev.mirrorwatch.udfs.format.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.format.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A record as Cloud Logging's LogEntry. That is what the API, Cloud Storage, Pub/Sub and
 * CloudEvents deliver; a row of BigQuery's export has the audit log under {@code
 * protopayload_auditlog} with request, response, metadata and service data as JSON texts, which
 * become objects again.
 */
final class GcpLogEntry {

  private static final String PAYLOAD = "protoPayload";
  private static final String EXPORTED = "protopayload_auditlog";

  /** Members of an exported audit log that hold JSON as text. */
  private static final Map<String, String> TEXTS =
      Map.of(
          "requestJson", "request",
          "responseJson", "response",
          "metadataJson", "metadata",
          "servicedata_v1_iam", "serviceData");

  private GcpLogEntry() {}

  /**
   * Where a record has what these paths lead to in its entry.
   *
   * @param paths below the entry that {@link #of} makes
   */
  static Set<String> paths(Set<String> paths) {
    Set<String> all = new HashSet<>(paths);
    for (String path : paths) {
      if (isBelow(PAYLOAD, path)) {
        all.add(EXPORTED + path.substring(PAYLOAD.length()));
        TEXTS.forEach(
            (text, member) -> {
              if (isBelow(PAYLOAD + "." + member, path)) {
                all.add(EXPORTED + "." + text);
              }
            });
      }
    }
    return all;
  }

  private static boolean isBelow(String place, String path) {
    return (path + ".").startsWith(place + ".");
  }

  static boolean recognises(JsonNode record) {
    return record.path(PAYLOAD).isObject()
        || record.path(EXPORTED).isObject()
        || record.has("logName") && (record.has("textPayload") || record.has("jsonPayload"));
  }

  /** The entry with its audit log under {@code protoPayload}. */
  static JsonNode of(JsonNode record) {
    JsonNode exported = record.path(EXPORTED);
    if (!exported.isObject()) {
      return record;
    }
    ObjectNode entry = ((ObjectNode) record).deepCopy();
    ObjectNode payload = (ObjectNode) entry.remove(EXPORTED);
    TEXTS.forEach(
        (from, to) -> {
          JsonNode value = payload.remove(from);
          if (value != null && !value.isNull()) {
            payload.set(to, value.isTextual() ? parsed(value) : value);
          }
        });
    entry.set(PAYLOAD, payload);
    return entry;
  }

  private static JsonNode parsed(JsonNode text) {
    try {
      return Json.parse(text.asText().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return text;
    }
  }
}

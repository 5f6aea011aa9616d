package dev.mirrorwatch.udfs.format.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.format.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A record as Cloud Logging's LogEntry. That is what the API, Cloud Storage, Pub/Sub and
 * CloudEvents deliver; a row of BigQuery's export has the audit log under {@code
 * protopayload_auditlog} with request, response, metadata and service data as JSON texts, which
 * become objects again.
 */
final class GcpLogEntry {

  private static final String EXPORTED = "protopayload_auditlog";

  /** Members of an exported audit log that hold JSON as text. */
  private static final Map<String, String> TEXTS =
      Map.of(
          "requestJson", "request",
          "responseJson", "response",
          "metadataJson", "metadata",
          "servicedata_v1_iam", "serviceData");

  private GcpLogEntry() {}

  static boolean recognises(JsonNode record) {
    return record.path("protoPayload").isObject()
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
    entry.set("protoPayload", payload);
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

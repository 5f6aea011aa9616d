package dev.mirrorwatch.udfs.format.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.format.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record of the Activity Log, whatever it came through: a diagnostic setting ({@code
 * resultType}), the REST interface ({@code status.value}), the Python SDK ({@code snake_case}), a
 * row of Log Analytics ({@code ActivityStatusValue}, objects as text), an event of Event Grid
 * ({@code data}). A member is found under any of its spellings.
 */
final class ActivityRecord {

  /** Members that some shapes write as {@code {"value":…,"localizedValue":…}}. */
  private static final List<String> LOCALIZED =
      List.of(
          "operationName",
          "operation_name",
          "status",
          "subStatus",
          "sub_status",
          "category",
          "eventName",
          "event_name",
          "eventSource",
          "event_source",
          "resourceProviderName",
          "resource_provider_name",
          "resourceType",
          "resource_type");

  private static final List<String> PACKED =
      List.of("properties", "Properties", "authorization", "Authorization", "claims", "Claims");

  private final ObjectNode record;

  ActivityRecord(JsonNode delivered) {
    JsonNode body = delivered.path("data").isObject() ? delivered.get("data") : delivered;
    record = ((ObjectNode) body).objectNode();
    record.setAll((ObjectNode) body);
    for (String name : LOCALIZED) {
      JsonNode value = record.path(name).get("value");
      if (value != null) {
        record.set(name, value);
      }
    }
    for (String name : PACKED) {
      JsonNode unpacked = unpacked(record.get(name));
      if (unpacked != null) {
        record.set(name, unpacked);
      }
    }
  }

  /** Whether an object is such a record: its operation or its category stands where one's does. */
  static boolean recognises(JsonNode record) {
    JsonNode grid = record.path("data");
    return named(record)
        || Json.nonEmpty(record.get("time")) != null
            && Json.nonEmpty(record.get("category")) != null
        || grid.isObject() && record.has("eventType") && named(grid);
  }

  private static boolean named(JsonNode record) {
    return isName(record.get("operationName"))
        || isName(record.get("operation_name"))
        || isName(record.get("OperationNameValue"))
        || isName(record.get("OperationName"));
  }

  private static boolean isName(@Nullable JsonNode node) {
    return node != null && (node.isTextual() || node.path("value").isTextual());
  }

  /** The record with texts instead of localized objects, and objects instead of packed texts. */
  ObjectNode json() {
    return record;
  }

  /** A text by its name in camel case; {@code null} where no spelling of it has one. */
  @Nullable String text(String name) {
    String text = Json.nonEmpty(member(record, name));
    return text == null ? null : text.strip();
  }

  /** The first of these that is there. */
  @Nullable String firstText(String... names) {
    for (String name : names) {
      String text = text(name);
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /** What a path of names in camel case leads to; a missing node where it leads nowhere. */
  JsonNode at(String... path) {
    return at(record, path);
  }

  private static JsonNode at(JsonNode from, String... path) {
    JsonNode node = from;
    for (String name : path) {
      JsonNode child = member(node, name);
      if (child == null) {
        return MissingNode.getInstance();
      }
      JsonNode unpacked = unpacked(child);
      node = unpacked == null ? child : unpacked;
    }
    return node;
  }

  /** The same in the call's answer, or else in its request: both are texts in the properties. */
  JsonNode body(String... path) {
    JsonNode answered = insensitive(at("properties", "responseBody"), path);
    return answered.isMissingNode() ? insensitive(at("properties", "requestbody"), path) : answered;
  }

  /** Providers spell the members of bodies as they like. */
  private static JsonNode insensitive(JsonNode from, String... path) {
    JsonNode node = from;
    for (String name : path) {
      JsonNode found = MissingNode.getInstance();
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        if (member.getKey().equalsIgnoreCase(name)) {
          found = member.getValue();
        }
      }
      node = found;
    }
    return node;
  }

  private static @Nullable JsonNode member(JsonNode node, String name) {
    for (String spelling : spellings(name)) {
      JsonNode found = node.get(spelling);
      if (found != null && !found.isNull()) {
        return found;
      }
    }
    return null;
  }

  /** {@code subStatus}, {@code sub_status}, {@code SubStatus}, {@code SubStatus_d}, … */
  private static List<String> spellings(String name) {
    String pascal = Character.toUpperCase(name.charAt(0)) + name.substring(1);
    return List.of(
        name, snake(name), pascal, pascal + "_d", name.toLowerCase(Locale.ROOT), "_" + pascal);
  }

  private static String snake(String name) {
    StringBuilder snake = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c)) {
        snake.append('_');
      }
      snake.append(Character.toLowerCase(c));
    }
    return snake.toString();
  }

  /** The object that a text holds; {@code null} where it is no text of one. */
  private static @Nullable JsonNode unpacked(@Nullable JsonNode node) {
    String text = node != null && node.isTextual() ? node.asText().strip() : "";
    if (!text.startsWith("{")) {
      return null;
    }
    try {
      return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return null;
    }
  }
}

package dev.mirrorwatch.udfs.format.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.format.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One record of the Activity Log, whatever it came through: a diagnostic setting ({@code
 * resultType}), the REST interface ({@code status.value}), the Python SDK ({@code snake_case}), a
 * row of Log Analytics ({@code ActivityStatusValue}, objects as text), an event of Event Grid
 * ({@code data}). A member is found under any of its spellings.
 */
final class ActivityRecord {

  /** The bodies of a call, among its properties. */
  static final String ANSWER = "responseBody";

  static final String REQUEST = "requestbody";

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

  /** Of each name that is asked for. */
  private static final Map<String, List<String>> SPELLINGS = new ConcurrentHashMap<>();

  /** Where an event of Event Grid has the record. */
  private static final String DATA = "data";

  private final ObjectNode record;

  /** Those that were asked for, read. */
  private final Map<String, JsonNode> bodies = new HashMap<>(2);

  ActivityRecord(JsonNode delivered) {
    JsonNode body = delivered.path(DATA).isObject() ? delivered.get(DATA) : delivered;
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

  /**
   * Where an object has what these paths lead to in its record, and what tells that it is one.
   *
   * @param paths below {@link #json}
   */
  static Set<String> paths(Set<String> paths) {
    Set<String> all = new HashSet<>(paths);
    all.addAll(LOCALIZED);
    all.add("*");
    all.addAll(all.stream().map(path -> DATA + "." + path).toList());
    all.add("eventType");
    return all;
  }

  /** All paths at which {@link #at} looks for the one. */
  static Set<String> spelled(String... path) {
    Set<String> all = Set.of("");
    for (String name : path) {
      Set<String> longer = new HashSet<>();
      for (String spelling : spellings(name)) {
        all.forEach(before -> longer.add(before.isEmpty() ? spelling : before + "." + spelling));
      }
      all = longer;
    }
    return all;
  }

  /** Whether an object is such a record: its operation or its category stands where one's does. */
  static boolean recognises(JsonNode record) {
    JsonNode grid = record.path(DATA);
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
    JsonNode answered = insensitive(bodyNamed(ANSWER), path);
    return answered.isMissingNode() ? insensitive(bodyNamed(REQUEST), path) : answered;
  }

  private JsonNode bodyNamed(String name) {
    return bodies.computeIfAbsent(name, unread -> at("properties", name));
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
    return SPELLINGS.computeIfAbsent(name, ActivityRecord::allSpellings);
  }

  private static List<String> allSpellings(String name) {
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

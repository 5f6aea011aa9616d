package dev.mirrorwatch.udfs.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The paths of fields as a tree, so that a record is walked once for all of them and only where one
 * of them leads: while it is parsed, or when it is. What it finds is what {@link RecordView} finds
 * for each of them.
 */
final class FieldPaths {

  /** As the last step: every member that is a text, a number or the like. */
  private static final String SCALARS = "*";

  private final Set<String> fields;
  private final Step root = new Step();

  /** What may follow a key. */
  private static final class Step {

    private final Map<String, Step> next = new HashMap<>();

    /** Keys with dots that would be more than one step: they go before the steps. */
    private final Set<String> dotted = new HashSet<>();

    /** The field whose path ends here, or {@code null}. */
    private @Nullable String field;

    private boolean scalars;
  }

  FieldPaths(Set<String> fields) {
    this(fields, List.of());
  }

  /**
   * @param parsed what {@link #parse} must also read: paths, and with {@code *} as the last step
   *     all scalars of an object
   */
  FieldPaths(Set<String> fields, Collection<String> parsed) {
    this.fields = Set.copyOf(fields);
    fields.forEach(this::add);
    for (String path : parsed) {
      List<String> keys = List.of(path.split("\\."));
      int last = keys.size() - 1;
      if (keys.get(last).equals(SCALARS)) {
        Step step = root;
        for (String key : keys.subList(0, last)) {
          step = step.next.computeIfAbsent(key, unseen -> new Step());
        }
        step.scalars = true;
      } else {
        add(path);
      }
    }
  }

  /**
   * Parses a record, and of it only what the paths lead to: nothing is made of the rest, which need
   * only be JSON as far as the ends of objects, arrays and texts go.
   *
   * @throws IOException where the bytes are no JSON object
   */
  JsonNode parse(byte[] record) throws IOException {
    try (JsonParser parser = Json.parser(record)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no object");
      }
      ObjectNode read = object(root, parser);
      if (parser.nextToken() != null) {
        throw new IOException("more follows behind the object");
      }
      return read;
    }
  }

  private static ObjectNode object(Step step, JsonParser parser) throws IOException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      Step next = step.next.get(key);
      boolean isWhole =
          next != null && next.field != null
              || step.scalars && value.isScalarValue()
              || key.indexOf('.') >= 0 && step.dotted.contains(key);
      if (isWhole) {
        object.set(key, Json.value(parser));
      } else if (next != null) {
        object.set(key, value(next, parser));
      } else {
        parser.skipChildren();
      }
    }
    return object;
  }

  private static JsonNode value(Step step, JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(step, parser);
      case START_ARRAY -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(step, parser));
        }
        yield array;
      }
      default -> Json.value(parser);
    };
  }

  private void add(String field) {
    Step step = root;
    int from = 0;
    while (from <= field.length()) {
      for (int dot = field.indexOf('.', from); dot >= 0; dot = field.indexOf('.', dot + 1)) {
        int next = field.indexOf('.', dot + 1);
        step.dotted.add(next < 0 ? field.substring(from) : field.substring(from, next));
      }
      int dot = field.indexOf('.', from);
      if (dot == from) {
        // No path goes through a key without a name.
        return;
      }
      int end = dot < 0 ? field.length() : dot;
      step = step.next.computeIfAbsent(field.substring(from, end), unseen -> new Step());
      from = end + 1;
    }
    step.field = field;
  }

  /**
   * The values of the fields that the record has.
   *
   * @param forms ECS names and normal forms to their values
   */
  Map<String, List<String>> values(JsonNode record, Map<String, List<String>> forms) {
    Map<String, List<String>> values = new HashMap<>();
    if (!walk(root, record, values)) {
      return new RecordView(record, forms).valuesOf(fields);
    }
    forms.forEach(
        (field, texts) -> {
          if (fields.contains(field) && !record.has(field)) {
            if (texts.isEmpty()) {
              values.remove(field);
            } else {
              values.put(field, texts);
            }
          }
        });
    return values;
  }

  /** False where a key with dots stands that some path may lead through: it decides then. */
  private static boolean walk(Step step, JsonNode node, Map<String, List<String>> values) {
    if (node.isArray()) {
      for (JsonNode element : node) {
        if (!walk(step, element, values)) {
          return false;
        }
      }
      return true;
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String key = member.getKey();
      if (key.indexOf('.') >= 0 && step.dotted.contains(key)) {
        return false;
      }
      Step next = step.next.get(key);
      if (next != null && next.field != null) {
        RecordView.addTexts(
            member.getValue(), values.computeIfAbsent(next.field, unseen -> new ArrayList<>(1)));
      }
      if (next != null && !next.next.isEmpty() && !walk(next, member.getValue(), values)) {
        return false;
      }
    }
    return true;
  }
}

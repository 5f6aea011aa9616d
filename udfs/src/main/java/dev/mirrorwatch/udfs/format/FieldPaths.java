package dev.mirrorwatch.udfs.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The paths of fields as a tree, so that a record is walked once for all of them and only where one
 * of them leads. What it finds is what {@link RecordView} finds for each of them.
 */
final class FieldPaths {

  private final Set<String> fields;
  private final Step root = new Step();

  /** What may follow a key. */
  private static final class Step {

    private final Map<String, Step> next = new HashMap<>();

    /** Keys with dots that would be more than one step: they go before the steps. */
    private final Set<String> dotted = new HashSet<>();

    /** The field whose path ends here, or {@code null}. */
    private @Nullable String field;
  }

  FieldPaths(Set<String> fields) {
    this.fields = Set.copyOf(fields);
    fields.forEach(this::add);
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

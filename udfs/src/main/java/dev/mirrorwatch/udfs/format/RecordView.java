package dev.mirrorwatch.udfs.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.rules.match.EventFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A record as rules see it: the provider's own fields, with ECS names and normal forms beside them.
 *
 * <p>A name is looked up as a key of the record, then as a form, then as a path into the record; on
 * the way down a key that holds dots goes before the path that it looks like.
 */
public final class RecordView implements EventFields {

  private final JsonNode record;
  private final Map<String, List<String>> forms;

  /**
   * @param record the record's JSON object
   * @param forms ECS names and normal forms, such as {@code event.action}, to their values
   */
  public RecordView(JsonNode record, Map<String, List<String>> forms) {
    this.record = record;
    this.forms = forms;
  }

  @Override
  public List<String> values(String field) {
    return find(field).orElse(List.of());
  }

  @Override
  public boolean has(String field) {
    return find(field).isPresent();
  }

  /** The values, none of an empty array; nothing where the record has no such field. */
  private Optional<List<String>> find(String field) {
    JsonNode literal = record.get(field);
    if (literal == null && forms.containsKey(field)) {
      return Optional.of(forms.get(field)).filter(values -> !values.isEmpty());
    }
    List<String> values = new ArrayList<>(1);
    if (literal != null) {
      addTexts(literal, values);
      return Optional.of(values);
    }
    return addAt(record, field, values) ? Optional.of(values) : Optional.empty();
  }

  @Override
  public List<String> leaves() {
    List<String> leaves = new ArrayList<>();
    addLeaves(record, leaves);
    return leaves;
  }

  /** What the named fields hold; absent ones have no entry. */
  Map<String, List<String>> valuesOf(Set<String> fields) {
    Map<String, List<String>> byField = new HashMap<>();
    for (String field : fields) {
      find(field).ifPresent(values -> byField.put(field, values));
    }
    return byField;
  }

  /** Adds what the path leads to; true if it leads anywhere. */
  private static boolean addAt(JsonNode node, String path, List<String> values) {
    if (node.isArray()) {
      boolean found = false;
      for (JsonNode element : node) {
        found |= addAt(element, path, values);
      }
      return found;
    }
    JsonNode literal = node.get(path);
    if (literal != null) {
      addTexts(literal, values);
      return true;
    }
    for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      JsonNode child = node.get(path.substring(0, dot));
      if (child != null && addAt(child, path.substring(dot + 1), values)) {
        return true;
      }
    }
    return false;
  }

  static void addTexts(JsonNode node, List<String> values) {
    if (node.isArray()) {
      node.forEach(element -> addTexts(element, values));
    } else {
      values.add(node.isObject() ? node.toString() : Json.text(node));
    }
  }

  private static void addLeaves(JsonNode node, List<String> leaves) {
    if (node.isContainerNode()) {
      node.forEach(child -> addLeaves(child, leaves));
    } else if (node.isTextual() || node.isNumber()) {
      leaves.add(Json.text(node));
    }
  }
}

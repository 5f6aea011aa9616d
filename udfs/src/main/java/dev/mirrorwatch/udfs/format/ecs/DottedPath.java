package dev.mirrorwatch.udfs.format.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Finds a path in a document whose keys are nested, dotted, or both: {@code {"a":{"b":1}}}, {@code
 * {"a.b":1}}. Where only longer dotted keys have the path in front, they become an object again.
 */
final class DottedPath {

  private DottedPath() {}

  /** What the path leads to; a missing node where it leads nowhere. */
  static JsonNode find(JsonNode document, String path) {
    JsonNode literal = document.get(path);
    if (literal != null) {
      return literal;
    }
    for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      JsonNode child = document.get(path.substring(0, dot));
      if (child != null && child.isObject()) {
        JsonNode found = find(child, path.substring(dot + 1));
        if (!found.isMissingNode()) {
          return found;
        }
      }
    }
    return below(document, path + ".");
  }

  private static JsonNode below(JsonNode document, String prefix) {
    ObjectNode found = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : document.properties()) {
      if (member.getKey().startsWith(prefix)) {
        ObjectNode into = found;
        String[] names = member.getKey().substring(prefix.length()).split("\\.");
        for (int i = 0; i < names.length - 1; i++) {
          JsonNode inner = into.get(names[i]);
          into = inner instanceof ObjectNode object ? object : into.putObject(names[i]);
        }
        into.set(names[names.length - 1], member.getValue());
      }
    }
    return found.isEmpty() ? MissingNode.getInstance() : found;
  }
}

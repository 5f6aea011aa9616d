package dev.mirrorwatch.rules.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.model.Location;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A rule document as a tree of JSON, with the place of everything in it. */
final class WrittenDocument {

  /** Aliases can make a small file a large tree; no rule comes near this. */
  private static final int MOST_NODES = 100_000;

  private static final int DEEPEST = 40;

  private final String file;
  private final Map<String, Location> values = new HashMap<>();
  private final Map<String, Location> keys = new HashMap<>();
  private int nodes;
  private ObjectNode root;

  private WrittenDocument(String file) {
    this.file = file;
  }

  /**
   * The documents of a file that is known to be YAML; those that are no map, or too large for a
   * second look, are left out.
   */
  static List<WrittenDocument> of(RuleFile file) {
    List<WrittenDocument> documents = new ArrayList<>();
    String text = file.text().startsWith("\uFEFF") ? file.text().substring(1) : file.text();
    try {
      for (Node node : new Compose(LoadSettings.builder().build()).composeAllFromString(text)) {
        WrittenDocument document = new WrittenDocument(file.name());
        Optional<JsonNode> json = document.read(node, "", 0);
        if (json.isPresent() && json.get() instanceof ObjectNode object) {
          document.root = object;
          documents.add(document);
        }
      }
    } catch (YamlEngineException e) {
      // The parser reads the same text and says what is wrong with it.
    }
    return documents;
  }

  ObjectNode json() {
    return root;
  }

  /** Where the value at a JSON pointer is written. */
  Location valueAt(String pointer) {
    return values.get(pointer);
  }

  /** Where the key at a JSON pointer is written; of a list element, where the element is. */
  Location keyAt(String pointer) {
    return keys.getOrDefault(pointer, values.get(pointer));
  }

  private Optional<JsonNode> read(Node node, String pointer, int depth) {
    nodes++;
    if (nodes > MOST_NODES || depth > DEEPEST) {
      return Optional.empty();
    }
    values.put(pointer, locationOf(node));
    if (node instanceof ScalarNode scalar) {
      return Optional.of(scalar(scalar));
    }
    return node instanceof SequenceNode list
        ? list(list, pointer, depth)
        : map((MappingNode) node, pointer, depth);
  }

  private Optional<JsonNode> list(SequenceNode list, String pointer, int depth) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Node element : list.getValue()) {
      Optional<JsonNode> read = read(element, pointer + "/" + array.size(), depth + 1);
      if (read.isEmpty()) {
        return read;
      }
      array.add(read.get());
    }
    return Optional.of(array);
  }

  private Optional<JsonNode> map(MappingNode map, String pointer, int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (NodeTuple tuple : map.getValue()) {
      // Other keys than words have been refused by the parser.
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        String name = key.getValue();
        String below = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
        keys.put(below, locationOf(key));
        Optional<JsonNode> read = read(tuple.getValueNode(), below, depth + 1);
        if (read.isEmpty()) {
          return read;
        }
        object.set(name, read.get());
      }
    }
    return Optional.of(object);
  }

  private static JsonNode scalar(ScalarNode scalar) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return json.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return json.booleanNode(Boolean.parseBoolean(scalar.getValue()));
    }
    if (scalar.isPlain() && scalar.getValue().matches("-?(0|[1-9]\\d{0,30})(\\.\\d{1,30})?")) {
      return json.numberNode(new BigDecimal(scalar.getValue()));
    }
    return json.textNode(scalar.getValue());
  }

  private Location locationOf(Node node) {
    return node.getStartMark()
        .map(mark -> new Location(file, mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(new Location(file, 1, 1));
  }
}

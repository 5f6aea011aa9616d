package dev.mirrorwatch.rules.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.WrittenDocument;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Copies a YAML document into a tree of JSON that knows the place of everything in it. */
final class WrittenDocumentReader {

  /** Aliases can make a small file a large tree; no rule comes near this. */
  private static final int MOST_NODES = 100_000;

  private static final int DEEPEST = 40;

  /** Every place is kept with all the keys above it, so that long keys grow with what they hold. */
  private static final long MOST_POINTER_CHARACTERS = 5_000_000;

  private final String file;
  private final Map<String, Location> values = new HashMap<>();
  private final Map<String, Location> keys = new HashMap<>();
  private int nodes;
  private long pointerCharacters;

  private WrittenDocumentReader(String file) {
    this.file = file;
  }

  /** The document; nothing where it is too large for a second look. */
  static Optional<WrittenDocument> read(String file, MappingNode document) {
    WrittenDocumentReader reader = new WrittenDocumentReader(file);
    return reader
        .read(document, "", 0)
        .map(json -> new WrittenDocument((ObjectNode) json, reader.values, reader.keys));
  }

  private Optional<JsonNode> read(Node node, String pointer, int depth) {
    nodes++;
    pointerCharacters += pointer.length();
    if (nodes > MOST_NODES || depth > DEEPEST || pointerCharacters > MOST_POINTER_CHARACTERS) {
      return Optional.empty();
    }
    values.put(pointer, YamlDocuments.locationOf(file, node.getStartMark()));
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
        keys.put(below, YamlDocuments.locationOf(file, key.getStartMark()));
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
}

package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.NodeType;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML map read key by key. A value of the wrong type is reported and read as absent, so that the
 * rest of the document is still checked.
 */
final class YamlMap {

  /** A key, where it stands, and its value. */
  record Entry(String key, Location keyAt, Node value) {}

  private final String file;
  private final Location location;
  private final Consumer<RuleIssue> issues;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  YamlMap(String file, MappingNode node, Consumer<RuleIssue> issues) {
    this.file = file;
    this.issues = issues;
    this.location = YamlDocuments.locationOf(file, node.getStartMark());
    for (NodeTuple tuple : node.getValue()) {
      Location keyAt = at(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        error(keyAt, "MW-KEY-TYPE", "a key must be a word");
      } else if (entries.containsKey(key.getValue())) {
        error(keyAt, "MW-DUPLICATE-KEY", "key '" + key.getValue() + "' stands here twice");
      } else {
        entries.put(key.getValue(), new Entry(key.getValue(), keyAt, tuple.getValueNode()));
      }
    }
  }

  Location location() {
    return location;
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  Optional<Entry> entry(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** Where the value of the key stands, or the map itself where the key is missing. */
  Location valueAt(String key) {
    return entry(key).map(entry -> at(entry.value())).orElse(location);
  }

  Location at(Node node) {
    return YamlDocuments.locationOf(file, node.getStartMark());
  }

  void error(Location at, String id, String message) {
    issues.accept(RuleIssue.error(at, id, message));
  }

  /** Refuses every key that is not known. */
  void onlyKeys(String where, Collection<String> known) {
    for (Entry entry : entries.values()) {
      if (!known.contains(entry.key())) {
        issues.accept(
            RuleIssue.error(
                    entry.keyAt(),
                    "MW-UNKNOWN-KEY",
                    "unknown key '" + entry.key() + "' in " + where)
                .suggesting(entry.key(), known));
      }
    }
  }

  /** The scalar text of a key. */
  Optional<String> text(String key) {
    return entry(key).flatMap(entry -> scalar(key, entry.value())).map(ScalarNode::getValue);
  }

  /** The text of a key that must be there and not be blank. */
  Optional<String> requiredText(String key, String where) {
    if (!has(key)) {
      error(location, "MW-MISSING-KEY", "'" + key + "' is missing in " + where);
      return Optional.empty();
    }
    Optional<String> text = text(key);
    if (text.isPresent() && text.get().isBlank()) {
      error(valueAt(key), "MW-EMPTY-VALUE", "'" + key + "' is empty");
      return Optional.empty();
    }
    return text;
  }

  /** The boolean of a key. */
  Optional<Boolean> flag(String key) {
    Optional<String> text = text(key);
    if (text.isPresent() && !text.get().equals("true") && !text.get().equals("false")) {
      error(valueAt(key), "MW-VALUE-TYPE", "'" + key + "' must be true or false");
      return Optional.empty();
    }
    return text.map(Boolean::valueOf);
  }

  /** The map of a key. */
  Optional<YamlMap> map(String key) {
    Optional<Entry> entry = entry(key);
    if (entry.isPresent() && !(entry.get().value() instanceof MappingNode)) {
      error(valueAt(key), "MW-VALUE-TYPE", "'" + key + "' must be a map");
      return Optional.empty();
    }
    return entry.map(found -> new YamlMap(file, (MappingNode) found.value(), issues));
  }

  /** The maps in the list of a key. */
  List<YamlMap> maps(String key) {
    List<YamlMap> maps = new ArrayList<>();
    for (Node node : entry(key).map(entry -> elements(entry.value())).orElse(List.of())) {
      if (node instanceof MappingNode mapping) {
        maps.add(new YamlMap(file, mapping, issues));
      } else {
        error(at(node), "MW-VALUE-TYPE", "'" + key + "' must be a list of maps");
      }
    }
    return maps;
  }

  /** The texts in the list of a key; a single text stands for a list of one. */
  List<String> texts(String key) {
    return references(key).stream().map(Reference::text).toList();
  }

  /** As {@link #texts}, with positions; an element that stands there twice is reported. */
  List<Reference> references(String key) {
    List<Reference> references = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Node node : entry(key).map(entry -> elements(entry.value())).orElse(List.of())) {
      scalar(key, node)
          .map(text -> new Reference(text.getValue(), at(node)))
          .ifPresent(
              reference -> {
                if (!seen.add(reference.text())) {
                  error(
                      reference.location(),
                      "MW-DUPLICATE-ELEMENT",
                      "'" + reference.text() + "' stands twice in '" + key + "'");
                } else {
                  references.add(reference);
                }
              });
    }
    return references;
  }

  /** The elements of a list, or the node itself where it is no list. */
  static List<Node> elements(Node node) {
    return node instanceof SequenceNode list ? list.getValue() : List.of(node);
  }

  /** The text of a node that is one. */
  static Optional<String> scalarText(Node node) {
    return node instanceof ScalarNode scalar && scalar.getTag() != Tag.NULL
        ? Optional.of(scalar.getValue())
        : Optional.empty();
  }

  private Optional<ScalarNode> scalar(String key, Node node) {
    if (node instanceof ScalarNode scalar && scalar.getTag() != Tag.NULL) {
      return Optional.of(scalar);
    }
    String message =
        node.getNodeType() == NodeType.SCALAR
            ? "'" + key + "' has no value"
            : "'" + key + "' must be text, not a " + word(node);
    error(at(node), "MW-VALUE-TYPE", message);
    return Optional.empty();
  }

  private static String word(Node node) {
    return node instanceof SequenceNode ? "list" : "map";
  }
}

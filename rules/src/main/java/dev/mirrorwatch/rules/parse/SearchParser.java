package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Detection.SearchIdentifier;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.Search;
import dev.mirrorwatch.rules.model.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads what stands below a search identifier. */
final class SearchParser {

  private static final Set<String> OTHER_SPELLINGS_OF_NULL = Set.of("~", "Null", "NULL");

  private final YamlMap detection;
  private final Consumer<RuleIssue> issues;

  SearchParser(YamlMap detection, Consumer<RuleIssue> issues) {
    this.detection = detection;
    this.issues = issues;
  }

  SearchIdentifier search(YamlMap.Entry entry) {
    if (!entry.key().matches("[A-Za-z0-9_-]+")) {
      error(
          entry.keyAt(),
          "MW-SEARCH-NAME",
          "search identifier '" + entry.key() + "' has other signs than letters, digits, _ and -");
    }
    return new SearchIdentifier(entry.key(), search(entry.key(), entry.value()), entry.keyAt());
  }

  private Search search(String name, Node node) {
    if (node instanceof MappingNode map) {
      return allOf(map);
    }
    List<Search> alternatives = new ArrayList<>();
    List<Value> keywords = new ArrayList<>();
    for (Node element : YamlMap.elements(node)) {
      if (element instanceof MappingNode map) {
        alternatives.add(allOf(map));
      } else if (element instanceof ScalarNode scalar) {
        keywords.add(keyword(scalar));
      } else {
        error(at(element), "MW-VALUE-TYPE", "a list in a list has no meaning in Sigma");
      }
    }
    if (!keywords.isEmpty()) {
      alternatives.add(new Search.Keywords(keywords, false));
    }
    if (alternatives.isEmpty()) {
      error(at(node), "MW-EMPTY-VALUE", "search identifier '" + name + "' is empty");
    }
    return alternatives.size() == 1 ? alternatives.get(0) : new Search.AnyOf(alternatives);
  }

  private Search allOf(MappingNode map) {
    List<Search> parts = new ArrayList<>();
    if (map.getValue().isEmpty()) {
      error(at(map), "MW-EMPTY-VALUE", "an empty map would match every event");
    }
    Set<String> keys = new HashSet<>();
    for (NodeTuple tuple : map.getValue()) {
      Location keyAt = at(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        error(keyAt, "MW-KEY-TYPE", "a field must be a word");
      } else if (!keys.add(key.getValue())) {
        error(keyAt, "MW-DUPLICATE-KEY", "key '" + key.getValue() + "' stands here twice");
      } else {
        parts.add(item(key.getValue(), keyAt, tuple.getValueNode()));
      }
    }
    return parts.size() == 1 ? parts.get(0) : new Search.AllOf(parts);
  }

  private Search item(String key, Location at, Node node) {
    String[] words = key.split("\\|", -1);
    List<FieldModifier> modifiers = modifiers(words, at);
    List<Value> values = values(key, node);
    if (words[0].isEmpty()) {
      if (!modifiers.equals(List.of(FieldModifier.ALL))) {
        error(at, "MW-MODIFIER", "keywords take no modifier but '|all'");
      }
      values.forEach(this::refuseEmptyKeyword);
      return new Search.Keywords(values, true);
    }
    ModifierRules.check(modifiers, values, at, issues);
    return new Search.FieldItem(words[0], modifiers, values, at);
  }

  private List<FieldModifier> modifiers(String[] words, Location keyAt) {
    List<FieldModifier> modifiers = new ArrayList<>();
    int column = keyAt.column();
    for (int i = 1; i < words.length; i++) {
      column += words[i - 1].length() + 1;
      String word = words[i];
      Location at = new Location(keyAt.file(), keyAt.line(), column);
      if (FieldModifier.named(word).isEmpty()) {
        issues.accept(
            RuleIssue.error(at, "MW-UNKNOWN-MODIFIER", "unknown modifier '" + word + "'")
                .suggesting(word, FieldModifier.allWords()));
      } else if (modifiers.contains(FieldModifier.named(word).get())) {
        error(at, "MW-MODIFIER", "modifier '" + word + "' stands here twice");
      } else {
        modifiers.add(FieldModifier.named(word).get());
      }
    }
    return modifiers;
  }

  private List<Value> values(String key, Node node) {
    List<Value> values = new ArrayList<>();
    for (Node element : YamlMap.elements(node)) {
      if (element instanceof ScalarNode scalar) {
        values.add(value(scalar));
      } else {
        String what = element instanceof SequenceNode ? "a list" : "a map";
        error(at(element), "MW-VALUE-TYPE", "a value of '" + key + "' is " + what);
      }
    }
    if (node instanceof SequenceNode list && list.getValue().isEmpty()) {
      error(at(node), "MW-EMPTY-VALUE", "'" + key + "' has no values");
    }
    return values;
  }

  private Value keyword(ScalarNode scalar) {
    Value value = value(scalar);
    refuseEmptyKeyword(value);
    return value;
  }

  private void refuseEmptyKeyword(Value value) {
    if (value.kind() == Value.Kind.NULL || value.text().isEmpty()) {
      error(value.location(), "MW-VALUE-TYPE", "an empty keyword would match every event");
    }
  }

  private Value value(ScalarNode scalar) {
    return new Value(kind(scalar), scalar.getValue(), at(scalar));
  }

  private static Value.Kind kind(ScalarNode scalar) {
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)
        || scalar.isPlain() && OTHER_SPELLINGS_OF_NULL.contains(scalar.getValue())) {
      return Value.Kind.NULL;
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return Value.Kind.NUMBER;
    }
    return tag.equals(Tag.BOOL) ? Value.Kind.BOOLEAN : Value.Kind.TEXT;
  }

  private Location at(Node node) {
    return detection.at(node);
  }

  private void error(Location at, String id, String message) {
    issues.accept(RuleIssue.error(at, id, message));
  }
}

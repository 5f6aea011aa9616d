package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.LogSource;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads detection rules and filters, which share log source, searches and condition. */
final class DetectionParser {

  private static final List<String> MIRRORWATCH_KEYS = List.of("guide", "stage", RiskParser.KEY);

  /** Every name in a condition may mean every search, so both are kept to what rules need. */
  private static final int MOST_SEARCHES = 500;

  private static final int MOST_CONDITIONS = 20;

  private final YamlMap document;
  private final Consumer<RuleIssue> issues;

  DetectionParser(YamlMap document, Consumer<RuleIssue> issues) {
    this.document = document;
    this.issues = issues;
  }

  DetectionRule rule(HeaderParser headers) {
    Optional<YamlMap> own = document.map("mirrorwatch");
    own.ifPresent(map -> map.onlyKeys("'mirrorwatch' of a detection", MIRRORWATCH_KEYS));
    String guide = own.flatMap(map -> map.text("guide")).orElse(null);
    boolean stage = own.flatMap(map -> map.flag("stage")).orElse(false);
    return new DetectionRule(
        headers.header(Level.MEDIUM, guide),
        new LogSourceParser(document, issues).logSource(),
        detection("detection", Set.of("condition")),
        List.of(),
        stage,
        own.map(map -> RiskParser.read(map, issues)).orElse(null));
  }

  RuleFilter filter() {
    String title = document.requiredText("title", "the filter").orElse("untitled");
    LogSource logSource = new LogSourceParser(document, issues).logSource();
    Optional<YamlMap> body = document.map("filter");
    List<Reference> rules = body.map(map -> map.references("rules")).orElse(List.of());
    if (body.isPresent() && !body.get().has("rules")) {
      document.error(body.get().location(), "MW-MISSING-KEY", "'rules' is missing in the filter");
    }
    boolean any = rules.size() == 1 && rules.get(0).text().equals("any");
    Location conditionAt = body.map(map -> map.valueAt("condition")).orElse(document.location());
    return new RuleFilter(
        title,
        logSource,
        any ? List.of() : rules,
        detection("filter", Set.of("condition", "rules")),
        conditionAt,
        document.location());
  }

  /**
   * @param key of the searches and their condition
   * @param notSearches keys below it that are no search identifiers
   */
  Detection detection(String key, Set<String> notSearches) {
    // Replaces a condition that is missing or broken: it calls every search, so that no other
    // check reports what is only a consequence.
    Condition everything = new Condition.Quantified(true, "*", document.valueAt(key));
    Optional<YamlMap> body = document.map(key);
    if (body.isEmpty()) {
      return new Detection(List.of(), everything);
    }
    if (body.get().entries().size() > MOST_SEARCHES) {
      document.error(
          body.get().location(),
          "MW-TOO-MANY-SEARCHES",
          "'" + key + "' has more than " + MOST_SEARCHES + " entries");
      return new Detection(List.of(), everything);
    }
    SearchParser searchParser = new SearchParser(body.get(), issues);
    List<Detection.SearchIdentifier> searches = new ArrayList<>();
    for (YamlMap.Entry entry : body.get().entries()) {
      if (entry.key().equals("timeframe")) {
        document.error(
            entry.keyAt(),
            "MW-NOT-SUPPORTED",
            "'timeframe' went out of Sigma with its aggregations, write a correlation document");
      } else if (!notSearches.contains(entry.key())) {
        searches.add(searchParser.search(entry));
      }
    }
    if (searches.isEmpty()) {
      document.error(
          body.get().location(), "MW-EMPTY-VALUE", "'" + key + "' has no search identifier");
    }
    return new Detection(searches, condition(body.get()).orElse(everything));
  }

  private Optional<Condition> condition(YamlMap body) {
    Optional<YamlMap.Entry> entry = body.entry("condition");
    if (entry.isEmpty()) {
      document.error(body.location(), "MW-MISSING-KEY", "'condition' is missing");
      return Optional.empty();
    }
    List<Condition> alternatives = new ArrayList<>();
    if (YamlMap.elements(entry.get().value()).size() > MOST_CONDITIONS) {
      document.error(
          body.valueAt("condition"),
          "MW-CONDITION",
          "more than " + MOST_CONDITIONS + " conditions in a list");
      return Optional.empty();
    }
    for (Node node : YamlMap.elements(entry.get().value())) {
      if (!(node instanceof ScalarNode scalar)) {
        document.error(document.at(node), "MW-VALUE-TYPE", "'condition' must be text");
        return Optional.empty();
      }
      Optional<Condition> condition = ConditionParser.parse(scalar, document.at(scalar), issues);
      if (condition.isEmpty()) {
        return condition;
      }
      alternatives.add(condition.get());
    }
    if (alternatives.isEmpty()) {
      document.error(body.valueAt("condition"), "MW-EMPTY-VALUE", "'condition' is empty");
      return Optional.empty();
    }
    return Optional.of(
        alternatives.size() == 1 ? alternatives.get(0) : new Condition.Or(alternatives));
  }
}

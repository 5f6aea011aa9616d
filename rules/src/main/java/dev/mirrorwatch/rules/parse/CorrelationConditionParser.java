package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationCondition.Bound;
import dev.mirrorwatch.rules.model.CorrelationCondition.Operator;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.StageCondition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads what a correlation demands: bounds for a number, with the field it is made of, or a
 * condition over its rules. What no events can ever fulfil is an error.
 */
final class CorrelationConditionParser {

  private static final List<String> OPERATORS =
      Arrays.stream(Operator.values()).map(Operator::sigma).toList();
  private static final List<String> KEYS =
      Stream.concat(OPERATORS.stream(), Stream.of("field", "percentile")).toList();

  /** The engine tries every set of stages that may stand in order. */
  private static final int MOST_ORDERED_STAGES = 12;

  /** Events that one group may be asked to keep. */
  private static final int GREATEST_COUNT = 999_999;

  private static final double MEDIAN = 50;

  private final YamlMap body;
  private final CorrelationType type;
  private final Consumer<RuleIssue> issues;

  CorrelationConditionParser(YamlMap body, CorrelationType type, Consumer<RuleIssue> issues) {
    this.body = body;
    this.type = type;
    this.issues = issues;
  }

  /**
   * The condition, or null where there is none or it is broken.
   *
   * @param rules number of rules listed; 0 where a condition over rules is their list
   */
  CorrelationCondition condition(int rules) {
    if (!body.has("condition")) {
      if (!type.isTemporal()) {
        error(
            body.location(),
            "MW-MISSING-KEY",
            "'condition' is missing in a correlation of type " + type.sigma());
      }
      return null;
    }
    if (body.entry("condition").orElseThrow().value() instanceof MappingNode) {
      return body.map("condition").map(map -> bounded(map, rules)).orElse(null);
    }
    return overStages().map(stages -> CorrelationCondition.over(stages)).orElse(null);
  }

  private Optional<Condition> overStages() {
    Location at = body.valueAt("condition");
    if (!type.isTemporal()) {
      error(
          at,
          "MW-CONDITION",
          "a correlation of type " + type.sigma() + " compares a number, such as gte: 5");
      return Optional.empty();
    }
    if (body.text("condition").isEmpty()
        || !(body.entry("condition").orElseThrow().value() instanceof ScalarNode node)) {
      return Optional.empty();
    }
    Optional<Condition> condition = ConditionParser.parseOverRules(node, at, issues);
    StageCondition stages = condition.map(StageCondition::new).orElse(null);
    if (stages != null && stages.positiveStages().isEmpty()) {
      error(
          at,
          "MW-CONDITION",
          "only 'not' is asked: a rule that must be there has to open the window");
      return Optional.empty();
    }
    if (stages != null
        && type == CorrelationType.TEMPORAL_ORDERED
        && stages.positiveStages().size() > MOST_ORDERED_STAGES) {
      error(
          at,
          "MW-CONDITION",
          "a condition of temporal_ordered over more than " + MOST_ORDERED_STAGES + " rules");
      return Optional.empty();
    }
    return condition;
  }

  private CorrelationCondition bounded(YamlMap condition, int rules) {
    condition.onlyKeys("'condition'", KEYS);
    boolean misspelt = condition.entries().stream().anyMatch(entry -> !KEYS.contains(entry.key()));
    List<String> fields = fields(condition);
    double percentile = percentile(condition);
    List<String> operators = OPERATORS.stream().filter(condition::has).toList();
    if (operators.isEmpty() && misspelt) {
      return null;
    }
    if (operators.isEmpty() || operators.size() > 2) {
      error(
          condition.location(),
          "MW-CONDITION",
          "a condition needs one or two of "
              + String.join(", ", OPERATORS)
              + ", this one has "
              + operators.size());
      return null;
    }
    List<Bound> bounds = new ArrayList<>();
    for (String operator : operators) {
      number(condition, operator)
          .ifPresent(
              value ->
                  bounds.add(new Bound(Operator.values()[OPERATORS.indexOf(operator)], value)));
    }
    if (bounds.size() < operators.size()) {
      return null;
    }
    CorrelationCondition read = new CorrelationCondition(bounds, fields, percentile, null);
    String never = type.isNumeric() ? neverHolds(read) : neverCounted(read, rules);
    if (never != null) {
      error(condition.location(), "MW-CONDITION", never);
      return null;
    }
    return read;
  }

  private List<String> fields(YamlMap condition) {
    List<String> fields = condition.texts("field");
    boolean hasValues = type == CorrelationType.VALUE_COUNT || type.isNumeric();
    if (hasValues && fields.isEmpty()) {
      error(
          condition.location(),
          "MW-MISSING-KEY",
          "'field' is missing: whose values " + type.sigma() + " is about");
    }
    if (!hasValues && condition.has("field")) {
      error(
          condition.valueAt("field"),
          "MW-CONDITION",
          "'field' has no meaning in a correlation of type " + type.sigma());
    }
    if (type.isNumeric() && fields.size() > 1) {
      error(condition.valueAt("field"), "MW-CONDITION", type.sigma() + " takes one field");
    }
    return fields;
  }

  private double percentile(YamlMap condition) {
    if (!condition.has("percentile")) {
      return MEDIAN;
    }
    if (type != CorrelationType.VALUE_PERCENTILE) {
      error(
          condition.valueAt("percentile"),
          "MW-CONDITION",
          "'percentile' belongs to type value_percentile");
      return MEDIAN;
    }
    Optional<Double> percentile = number(condition, "percentile");
    if (percentile.isPresent() && (percentile.get() < 0 || percentile.get() > 100)) {
      error(
          condition.valueAt("percentile"),
          "MW-CONDITION",
          "'percentile' is a number from 0 to 100");
      return MEDIAN;
    }
    return percentile.orElse(MEDIAN);
  }

  private Optional<Double> number(YamlMap condition, String key) {
    Optional<String> text = condition.text(key);
    if (text.isPresent() && !text.get().matches("-?\\d{1,15}(\\.\\d{1,9})?")) {
      error(condition.valueAt(key), "MW-CONDITION", "'" + text.get() + "' is not a number");
      return Optional.empty();
    }
    Optional<Double> number = text.map(Double::valueOf);
    if (number.isPresent() && !type.isNumeric() && Math.abs(number.get()) > GREATEST_COUNT) {
      error(
          condition.valueAt(key),
          "MW-CONDITION",
          "'" + text.get() + "' is more than the " + GREATEST_COUNT + " events of one group");
      return Optional.empty();
    }
    return number;
  }

  /** Why no count fulfils the condition, or why every count does; null if neither. */
  private String neverCounted(CorrelationCondition condition, int rules) {
    if (condition.hasOnlyLowerBounds() && condition.atLeast() <= 0) {
      return "'" + words(condition) + "' holds without any event";
    }
    if (type.isTemporal() && condition.atLeast() > rules) {
      return "asks for " + condition.atLeast() + " different rules where " + rules + " are listed";
    }
    int most = type.isTemporal() ? rules : GREATEST_COUNT + 1;
    // A window may be opened by an event that lacks the field whose values are counted.
    int least = type == CorrelationType.VALUE_COUNT ? 0 : 1;
    boolean possible =
        near(condition)
            .map(Math::floor)
            .anyMatch(n -> n >= least && n <= most && condition.holds(n));
    if (possible) {
      return null;
    }
    String what =
        switch (type) {
          case TEMPORAL, TEMPORAL_ORDERED -> "rules";
          case VALUE_COUNT -> "values";
          default -> "events";
        };
    return "no number of "
        + what
        + " fulfils '"
        + words(condition)
        + "'"
        + (condition.holds(0) ? ": there is always one, for the first opens the window" : "");
  }

  private static String neverHolds(CorrelationCondition condition) {
    return near(condition).anyMatch(condition::holds)
        ? null
        : "no number fulfils '" + words(condition) + "'";
  }

  /** Numbers around each bound and between them: if any number meets the bounds, one of these. */
  private static DoubleStream near(CorrelationCondition condition) {
    double[] values = condition.bounds().stream().mapToDouble(Bound::value).toArray();
    double middle = Arrays.stream(values).average().orElse(0);
    return DoubleStream.concat(
        DoubleStream.of(0, 1, 2, middle),
        Arrays.stream(values)
            .flatMap(value -> DoubleStream.of(value - 1, value, Math.nextUp(value), value + 1)));
  }

  private static String words(CorrelationCondition condition) {
    return condition.bounds().stream().map(Bound::text).collect(Collectors.joining(", "));
  }

  private void error(Location at, String id, String message) {
    issues.accept(RuleIssue.error(at, id, message));
  }
}

package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads the threshold of a correlation: one lower bound, and the fields whose values count. */
final class CorrelationConditionParser {

  private static final Set<String> OPERATORS_NOT_YET = Set.of("lt", "lte", "eq", "neq");

  private final Consumer<RuleIssue> issues;

  CorrelationConditionParser(Consumer<RuleIssue> issues) {
    this.issues = issues;
  }

  /** The condition, or null where there is none or it is broken. */
  CorrelationCondition condition(YamlMap body, CorrelationType type, int rules) {
    boolean counts =
        switch (type) {
          case EVENT_COUNT, VALUE_COUNT -> true;
          case TEMPORAL, TEMPORAL_ORDERED -> false;
        };
    if (!body.has("condition")) {
      if (counts) {
        error(
            body.location(),
            "MW-MISSING-KEY",
            "'condition' is missing in a correlation of type " + type.sigma());
      }
      return null;
    }
    if (!(body.entry("condition").orElseThrow().value() instanceof MappingNode)) {
      error(
          body.valueAt("condition"),
          "MW-NOT-SUPPORTED",
          "a condition over rule names is not supported yet, write gte: a number");
      return null;
    }
    YamlMap condition = body.map("condition").orElseThrow();
    if (type == CorrelationType.TEMPORAL_ORDERED) {
      error(
          condition.location(),
          "MW-NOT-SUPPORTED",
          "a condition on temporal_ordered is not supported yet, leave it out to ask for all");
      return null;
    }
    List<String> fields = fields(condition, type);
    int atLeast = atLeast(condition);
    if (type == CorrelationType.TEMPORAL && atLeast > rules) {
      error(
          condition.location(),
          "MW-CONDITION",
          "asks for " + atLeast + " different rules where " + rules + " are listed");
    }
    return CorrelationCondition.atLeast(atLeast, fields);
  }

  private List<String> fields(YamlMap condition, CorrelationType type) {
    List<String> fields = condition.texts("field");
    if (type == CorrelationType.VALUE_COUNT && fields.isEmpty()) {
      error(condition.location(), "MW-MISSING-KEY", "'field' is missing: which values to count");
    }
    if (type != CorrelationType.VALUE_COUNT && condition.has("field")) {
      error(condition.valueAt("field"), "MW-CONDITION", "'field' belongs to type value_count");
    }
    return fields;
  }

  private int atLeast(YamlMap condition) {
    List<String> operators = new ArrayList<>();
    for (YamlMap.Entry entry : condition.entries()) {
      if (OPERATORS_NOT_YET.contains(entry.key())) {
        error(
            entry.keyAt(),
            "MW-NOT-SUPPORTED",
            "operator '"
                + entry.key()
                + "' is not supported yet, only the lower bounds gt and gte are");
        operators.add(entry.key());
      } else if (entry.key().equals("gt") || entry.key().equals("gte")) {
        operators.add(entry.key());
      } else if (!entry.key().equals("field")) {
        issues.accept(
            RuleIssue.error(
                    entry.keyAt(),
                    "MW-UNKNOWN-KEY",
                    "unknown key '" + entry.key() + "' in 'condition'")
                .suggesting(entry.key(), List.of("gt", "gte", "field")));
        return 1;
      }
    }
    if (operators.size() != 1) {
      error(
          condition.location(),
          "MW-CONDITION",
          "a condition needs exactly one of gt and gte, this one has " + operators.size());
      return 1;
    }
    String operator = operators.get(0);
    String number = condition.text(operator).orElse("1");
    if (!number.matches("\\d{1,6}")) {
      error(
          condition.valueAt(operator),
          "MW-CONDITION",
          "'" + number + "' is not a whole number from 0 to 999999");
      return 1;
    }
    int atLeast = Integer.parseInt(number) + (operator.equals("gt") ? 1 : 0);
    if (atLeast == 0) {
      error(condition.valueAt(operator), "MW-CONDITION", "'gte: 0' holds without any event");
    }
    return atLeast;
  }

  private void error(Location at, String id, String message) {
    issues.accept(RuleIssue.error(at, id, message));
  }
}

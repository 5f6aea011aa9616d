package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.Value;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** Which modifiers go together, in which order, and on which values. */
final class ModifierRules {

  private static final Set<FieldModifier> REGEX_FLAGS =
      Set.of(FieldModifier.IGNORECASE, FieldModifier.MULTILINE, FieldModifier.DOTALL);

  private ModifierRules() {}

  static void check(
      List<FieldModifier> modifiers, List<Value> values, Location at, Consumer<RuleIssue> issues) {
    for (int i = 0; i < modifiers.size(); i++) {
      String problem = orderProblem(modifiers.get(i), modifiers.subList(0, i));
      if (problem != null) {
        issues.accept(RuleIssue.error(at, "MW-MODIFIER", problem));
        return;
      }
    }
    if (modifiers.contains(FieldModifier.EXISTS)) {
      checkExists(modifiers, values, at, issues);
      return;
    }
    if (modifiers.contains(FieldModifier.ALL) && values.size() < 2) {
      issues.accept(RuleIssue.error(at, "MW-MODIFIER", "modifier 'all' needs a list of values"));
    }
    for (Value value : values) {
      if (value.kind() == Value.Kind.NULL && !modifiers.isEmpty()) {
        issues.accept(RuleIssue.error(value.location(), "MW-VALUE-TYPE", "null takes no modifier"));
      }
    }
  }

  /** What is wrong with a modifier behind those, or null. */
  private static String orderProblem(FieldModifier modifier, List<FieldModifier> before) {
    boolean regex = before.contains(FieldModifier.RE);
    return switch (modifier) {
      case RE, CIDR ->
          before.isEmpty() || before.equals(List.of(FieldModifier.ALL))
              ? null
              : "modifier '" + modifier.word() + "' works on unmodified values only";
      case IGNORECASE, MULTILINE, DOTALL ->
          regex
                  && REGEX_FLAGS.containsAll(
                      before.subList(before.indexOf(FieldModifier.RE) + 1, before.size()))
              ? null
              : "modifier '" + modifier.word() + "' must follow 're'";
      case CONTAINS, STARTSWITH, ENDSWITH ->
          before.contains(FieldModifier.CIDR)
              ? "modifier '" + modifier.word() + "' has no meaning behind 'cidr'"
              : null;
      case CASED ->
          regex || before.contains(FieldModifier.CIDR)
              ? "modifier 'cased' has no meaning behind 're' and 'cidr'"
              : null;
      case ALL, EXISTS -> null;
    };
  }

  private static void checkExists(
      List<FieldModifier> modifiers, List<Value> values, Location at, Consumer<RuleIssue> issues) {
    if (modifiers.size() > 1) {
      issues.accept(RuleIssue.error(at, "MW-MODIFIER", "modifier 'exists' stands alone"));
    } else if (values.size() != 1 || !isBoolean(values.get(0))) {
      issues.accept(RuleIssue.error(at, "MW-VALUE-TYPE", "modifier 'exists' takes true or false"));
    }
  }

  private static boolean isBoolean(Value value) {
    return Set.of("true", "false").contains(value.text().toLowerCase(Locale.ROOT));
  }
}

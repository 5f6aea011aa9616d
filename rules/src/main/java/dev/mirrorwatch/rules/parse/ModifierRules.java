package dev.mirrorwatch.rules.parse;

import static dev.mirrorwatch.rules.model.FieldModifier.ALL;
import static dev.mirrorwatch.rules.model.FieldModifier.BASE64;
import static dev.mirrorwatch.rules.model.FieldModifier.BASE64OFFSET;
import static dev.mirrorwatch.rules.model.FieldModifier.CASED;
import static dev.mirrorwatch.rules.model.FieldModifier.CIDR;
import static dev.mirrorwatch.rules.model.FieldModifier.CONTAINS;
import static dev.mirrorwatch.rules.model.FieldModifier.DAY;
import static dev.mirrorwatch.rules.model.FieldModifier.DOTALL;
import static dev.mirrorwatch.rules.model.FieldModifier.ENDSWITH;
import static dev.mirrorwatch.rules.model.FieldModifier.EXISTS;
import static dev.mirrorwatch.rules.model.FieldModifier.EXPAND;
import static dev.mirrorwatch.rules.model.FieldModifier.FIELDREF;
import static dev.mirrorwatch.rules.model.FieldModifier.GT;
import static dev.mirrorwatch.rules.model.FieldModifier.GTE;
import static dev.mirrorwatch.rules.model.FieldModifier.HOUR;
import static dev.mirrorwatch.rules.model.FieldModifier.IGNORECASE;
import static dev.mirrorwatch.rules.model.FieldModifier.LT;
import static dev.mirrorwatch.rules.model.FieldModifier.LTE;
import static dev.mirrorwatch.rules.model.FieldModifier.MINUTE;
import static dev.mirrorwatch.rules.model.FieldModifier.MONTH;
import static dev.mirrorwatch.rules.model.FieldModifier.MULTILINE;
import static dev.mirrorwatch.rules.model.FieldModifier.NEQ;
import static dev.mirrorwatch.rules.model.FieldModifier.RE;
import static dev.mirrorwatch.rules.model.FieldModifier.STARTSWITH;
import static dev.mirrorwatch.rules.model.FieldModifier.UTF16;
import static dev.mirrorwatch.rules.model.FieldModifier.UTF16BE;
import static dev.mirrorwatch.rules.model.FieldModifier.UTF16LE;
import static dev.mirrorwatch.rules.model.FieldModifier.WEEK;
import static dev.mirrorwatch.rules.model.FieldModifier.WINDASH;
import static dev.mirrorwatch.rules.model.FieldModifier.YEAR;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.Value;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Which modifiers go together, in which order, and on which values. */
final class ModifierRules {

  private static final Set<FieldModifier> REGEX_FLAGS = EnumSet.of(IGNORECASE, MULTILINE, DOTALL);
  private static final Set<FieldModifier> AFFIXES = EnumSet.of(CONTAINS, STARTSWITH, ENDSWITH);
  private static final Set<FieldModifier> ENCODINGS =
      EnumSet.of(UTF16, UTF16LE, UTF16BE, BASE64, BASE64OFFSET);
  private static final Set<FieldModifier> BOUNDS = EnumSet.of(LT, LTE, GT, GTE);
  private static final Set<FieldModifier> TIME_PARTS =
      EnumSet.of(MINUTE, HOUR, DAY, WEEK, MONTH, YEAR);

  private ModifierRules() {}

  static void check(
      List<FieldModifier> modifiers, List<Value> values, Location at, Consumer<RuleIssue> issues) {
    // Neither changes the value, so they may stand anywhere.
    List<FieldModifier> ordered =
        modifiers.stream().filter(modifier -> modifier != ALL && modifier != NEQ).toList();
    for (int i = 0; i < ordered.size(); i++) {
      Optional<String> problem = orderProblem(ordered, i);
      if (problem.isPresent()) {
        issues.accept(RuleIssue.error(at, "MW-MODIFIER", problem.get()));
        return;
      }
    }
    if (modifiers.contains(EXISTS)) {
      checkExists(modifiers, values, at, issues);
      return;
    }
    // One placeholder is a list in disguise.
    if (modifiers.contains(ALL) && values.size() < 2 && !modifiers.contains(EXPAND)) {
      issues.accept(RuleIssue.error(at, "MW-MODIFIER", "modifier 'all' needs a list of values"));
    }
    boolean nullAllowed = modifiers.isEmpty() || modifiers.equals(List.of(NEQ));
    for (Value value : values) {
      if (value.kind() == Value.Kind.NULL && !nullAllowed) {
        issues.accept(RuleIssue.error(value.location(), "MW-VALUE-TYPE", "null takes no modifier"));
      }
    }
  }

  /** What is wrong with the modifier in that place. */
  private static Optional<String> orderProblem(List<FieldModifier> modifiers, int place) {
    FieldModifier modifier = modifiers.get(place);
    Set<FieldModifier> before = EnumSet.noneOf(FieldModifier.class);
    before.addAll(modifiers.subList(0, place));
    return switch (modifier) {
      case ALL, NEQ, EXISTS -> Optional.empty();
      case RE, CIDR ->
          problemIf(
              !before.isEmpty(),
              "modifier '" + modifier.word() + "' works on unmodified values only");
      case IGNORECASE, MULTILINE, DOTALL ->
          problemIf(
              !followsRegex(modifiers, place),
              "modifier '" + modifier.word() + "' must follow 're'");
      case CONTAINS, STARTSWITH, ENDSWITH ->
          noneOf(modifier, before, EnumSet.of(CIDR), BOUNDS, TIME_PARTS);
      case CASED ->
          before.contains(RE) || before.contains(CIDR)
              ? Optional.of("modifier 'cased' has no meaning behind 're' and 'cidr'")
              : noneOf(modifier, before, BOUNDS, TIME_PARTS);
      case FIELDREF ->
          noneOf(
              modifier,
              before,
              EnumSet.of(RE, CIDR, EXPAND, WINDASH),
              ENCODINGS,
              BOUNDS,
              TIME_PARTS);
      case EXPAND ->
          noneOf(
              modifier,
              before,
              EnumSet.of(RE, CIDR, FIELDREF, WINDASH),
              ENCODINGS,
              BOUNDS,
              TIME_PARTS);
      case WINDASH ->
          noneOf(modifier, before, EnumSet.of(RE, CIDR, FIELDREF), ENCODINGS, BOUNDS, TIME_PARTS);
      case UTF16, UTF16LE, UTF16BE ->
          noneOf(modifier, before, EnumSet.of(RE, CIDR, FIELDREF), BOUNDS, TIME_PARTS)
              .or(
                  () ->
                      problemIf(
                          !encodedNext(modifiers, place),
                          "modifier '"
                              + modifier.word()
                              + "' must stand right before 'base64' or 'base64offset'"));
      case BASE64, BASE64OFFSET ->
          noneOf(modifier, before, EnumSet.of(RE, CIDR, FIELDREF), BOUNDS, TIME_PARTS)
              .or(
                  () ->
                      problemIf(
                          before.stream().anyMatch(AFFIXES::contains),
                          "modifier '"
                              + modifier.word()
                              + "' must stand before contains, startswith and endswith"));
      case LT, LTE, GT, GTE ->
          problemIf(
              !TIME_PARTS.containsAll(before),
              "modifier '" + modifier.word() + "' takes numbers, or a part of a time before it");
      case MINUTE, HOUR, DAY, WEEK, MONTH, YEAR ->
          problemIf(
              !before.isEmpty(),
              "modifier '" + modifier.word() + "' works on unmodified values only");
    };
  }

  private static boolean followsRegex(List<FieldModifier> modifiers, int place) {
    int regex = modifiers.indexOf(RE);
    return regex >= 0
        && regex < place
        && REGEX_FLAGS.containsAll(modifiers.subList(regex + 1, place));
  }

  private static boolean encodedNext(List<FieldModifier> modifiers, int place) {
    return place + 1 < modifiers.size()
        && EnumSet.of(BASE64, BASE64OFFSET).contains(modifiers.get(place + 1));
  }

  @SafeVarargs
  private static Optional<String> noneOf(
      FieldModifier modifier, Set<FieldModifier> before, Set<FieldModifier>... unfit) {
    for (Set<FieldModifier> group : unfit) {
      for (FieldModifier earlier : before) {
        if (group.contains(earlier)) {
          return Optional.of(
              "modifier '%s' has no meaning behind '%s'"
                  .formatted(modifier.word(), earlier.word()));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> problemIf(boolean wrong, String problem) {
    return wrong ? Optional.of(problem) : Optional.empty();
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

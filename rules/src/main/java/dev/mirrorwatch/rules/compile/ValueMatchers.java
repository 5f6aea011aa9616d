package dev.mirrorwatch.rules.compile;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.match.BoundMatcher;
import dev.mirrorwatch.rules.match.NetworkMatcher;
import dev.mirrorwatch.rules.match.NumberMatcher;
import dev.mirrorwatch.rules.match.OneOfMatcher;
import dev.mirrorwatch.rules.match.RegexMatcher;
import dev.mirrorwatch.rules.match.TextMatcher;
import dev.mirrorwatch.rules.match.TimePartMatcher;
import dev.mirrorwatch.rules.match.ValueMatcher;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the matcher of one value under its modifiers. */
final class ValueMatchers {

  private static final Map<FieldModifier, BoundMatcher.Side> SIDES =
      Map.of(
          FieldModifier.LT, BoundMatcher.Side.BELOW,
          FieldModifier.LTE, BoundMatcher.Side.BELOW_OR_AT,
          FieldModifier.GT, BoundMatcher.Side.ABOVE,
          FieldModifier.GTE, BoundMatcher.Side.ABOVE_OR_AT);
  private static final Map<FieldModifier, TimePartMatcher.Part> PARTS =
      Map.of(
          FieldModifier.MINUTE, TimePartMatcher.Part.MINUTE,
          FieldModifier.HOUR, TimePartMatcher.Part.HOUR,
          FieldModifier.DAY, TimePartMatcher.Part.DAY,
          FieldModifier.WEEK, TimePartMatcher.Part.WEEK,
          FieldModifier.MONTH, TimePartMatcher.Part.MONTH,
          FieldModifier.YEAR, TimePartMatcher.Part.YEAR);

  private final List<FieldModifier> modifiers;
  private final ExpandedValues expanded;
  private final ValueTexts texts;
  private final Optional<BoundMatcher.Side> side;
  private final Optional<TimePartMatcher.Part> timePart;
  private final boolean openStart;
  private final boolean openEnd;
  private final boolean cased;
  private final Consumer<RuleIssue> issues;

  ValueMatchers(
      List<FieldModifier> modifiers, ExpandedValues expanded, Consumer<RuleIssue> issues) {
    this.modifiers = modifiers;
    this.expanded = expanded;
    this.texts = new ValueTexts(modifiers, expanded, issues);
    this.issues = issues;
    boolean contains = modifiers.contains(FieldModifier.CONTAINS);
    openStart = contains || modifiers.contains(FieldModifier.ENDSWITH);
    openEnd = contains || modifiers.contains(FieldModifier.STARTSWITH);
    cased = modifiers.contains(FieldModifier.CASED);
    side = SIDES.keySet().stream().filter(modifiers::contains).findFirst().map(SIDES::get);
    timePart = PARTS.keySet().stream().filter(modifiers::contains).findFirst().map(PARTS::get);
  }

  /** The matcher, or nothing and an issue. The value is not null. */
  Optional<ValueMatcher> matcher(Value value) {
    if (modifiers.contains(FieldModifier.RE)) {
      return regexMatcher(value);
    }
    if (modifiers.contains(FieldModifier.CIDR)) {
      return networkMatcher(value);
    }
    if (side.isPresent() || timePart.isPresent()) {
      return numberMatcher(value);
    }
    return texts.rewrites() ? rewrittenMatcher(texts.of(value)) : Optional.of(textMatcher(value));
  }

  private Optional<ValueMatcher> rewrittenMatcher(List<String> texts) {
    List<ValueMatcher> forms =
        texts.stream()
            .map(text -> WildcardText.parse(text).matcher(openStart, openEnd, cased))
            .toList();
    return forms.isEmpty() ? Optional.empty() : Optional.of(oneOf(forms));
  }

  private static ValueMatcher oneOf(List<ValueMatcher> forms) {
    return forms.size() == 1 ? forms.get(0) : new OneOfMatcher(forms);
  }

  private Optional<ValueMatcher> numberMatcher(Value value) {
    if (value.kind() != Value.Kind.NUMBER || !NumberMatcher.isNumber(value.text())) {
      String modifier =
          modifiers.stream()
              .filter(m -> SIDES.containsKey(m) || PARTS.containsKey(m))
              .findFirst()
              .orElseThrow()
              .word();
      issues.accept(
          RuleIssue.error(
              value.location(), "MW-VALUE-TYPE", "modifier '" + modifier + "' takes a number"));
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(value.text());
    ValueMatcher matcher =
        side.isPresent() ? new BoundMatcher(side.get(), number) : new NumberMatcher(number);
    return Optional.of(
        timePart.isPresent() ? new TimePartMatcher(timePart.get(), matcher) : matcher);
  }

  private ValueMatcher textMatcher(Value value) {
    boolean whole = !openStart && !openEnd;
    // YAML also calls .inf, .nan and numbers of any size numbers; they compare as text.
    if (value.kind() == Value.Kind.NUMBER && whole && NumberMatcher.isNumber(value.text())) {
      return new NumberMatcher(new BigDecimal(value.text()));
    }
    return value.kind() == Value.Kind.TEXT
        ? WildcardText.parse(value.text()).matcher(openStart, openEnd, cased)
        : new TextMatcher(value.text(), openStart, openEnd, cased);
  }

  private Optional<ValueMatcher> regexMatcher(Value value) {
    long steps = RegexSize.steps(value.text());
    if (steps > RegexSize.MOST_STEPS) {
      issues.accept(
          RuleIssue.error(
              value.location(), "MW-REGEX", "the regular expression is too large to be run"));
      return Optional.empty();
    }
    if (!expanded.takeSteps(steps)) {
      issues.accept(ExpandedValues.outOfSteps(value));
      return Optional.empty();
    }
    // One-sided modifiers pin the other side; without any, and with contains, it is found anywhere.
    String head = openEnd && !openStart ? "\\A(?:" : "(?:";
    String tail = openStart && !openEnd ? ")\\z" : ")";
    try {
      // Compiled bare first: wrapped, an unbalanced pattern could become a balanced one.
      Pattern bare = Pattern.compile(value.text(), regexFlags());
      boolean pinned = openStart != openEnd;
      return Optional.of(
          new RegexMatcher(
              pinned ? Pattern.compile(head + value.text() + tail, regexFlags()) : bare));
    } catch (PatternSyntaxException e) {
      issues.accept(
          RuleIssue.error(
              value.location(),
              "MW-REGEX",
              "not a regular expression that runs in linear time: "
                  + e.getDescription()
                  + (e.getPattern() == null ? "" : " '" + e.getPattern() + "'")));
      return Optional.empty();
    }
  }

  private int regexFlags() {
    return (modifiers.contains(FieldModifier.IGNORECASE) ? Pattern.CASE_INSENSITIVE : 0)
        | (modifiers.contains(FieldModifier.MULTILINE) ? Pattern.MULTILINE : 0)
        | (modifiers.contains(FieldModifier.DOTALL) ? Pattern.DOTALL : 0);
  }

  private Optional<ValueMatcher> networkMatcher(Value value) {
    NetworkMatcher matcher = NetworkMatcher.of(value.text());
    if (matcher == null) {
      issues.accept(
          RuleIssue.error(value.location(), "MW-CIDR", "'" + value.text() + "' is not a network"));
    }
    return Optional.ofNullable(matcher);
  }
}

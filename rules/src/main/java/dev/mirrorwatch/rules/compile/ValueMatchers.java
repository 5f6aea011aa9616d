package dev.mirrorwatch.rules.compile;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.match.NetworkMatcher;
import dev.mirrorwatch.rules.match.NumberMatcher;
import dev.mirrorwatch.rules.match.RegexMatcher;
import dev.mirrorwatch.rules.match.TextMatcher;
import dev.mirrorwatch.rules.match.ValueMatcher;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the matcher of one value under its modifiers. */
final class ValueMatchers {

  private final List<FieldModifier> modifiers;
  private final boolean openStart;
  private final boolean openEnd;
  private final boolean cased;
  private final Consumer<RuleIssue> issues;

  ValueMatchers(List<FieldModifier> modifiers, Consumer<RuleIssue> issues) {
    this.modifiers = modifiers;
    this.issues = issues;
    boolean contains = modifiers.contains(FieldModifier.CONTAINS);
    openStart = contains || modifiers.contains(FieldModifier.ENDSWITH);
    openEnd = contains || modifiers.contains(FieldModifier.STARTSWITH);
    cased = modifiers.contains(FieldModifier.CASED);
  }

  /** The matcher, or nothing and an issue. The value is not null. */
  Optional<ValueMatcher> matcher(Value value) {
    if (modifiers.contains(FieldModifier.RE)) {
      return regexMatcher(value);
    }
    return modifiers.contains(FieldModifier.CIDR)
        ? networkMatcher(value)
        : Optional.of(textMatcher(value));
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

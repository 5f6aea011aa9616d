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

  private enum Kind {
    TEXT,
    REGEX,
    NETWORK
  }

  private Kind kind = Kind.TEXT;
  private boolean openStart;
  private boolean openEnd;
  private boolean cased;
  private int regexFlags;
  private final Consumer<RuleIssue> issues;

  ValueMatchers(List<FieldModifier> modifiers, Consumer<RuleIssue> issues) {
    this.issues = issues;
    modifiers.forEach(this::apply);
  }

  /** A switch that has no default, so that a new modifier does not compile until it acts here. */
  private boolean apply(FieldModifier modifier) {
    return switch (modifier) {
      case CONTAINS -> openStart = openEnd = true;
      case STARTSWITH -> openEnd = true;
      case ENDSWITH -> openStart = true;
      case CASED -> cased = true;
      case RE -> become(Kind.REGEX);
      case CIDR -> become(Kind.NETWORK);
      case IGNORECASE -> flag(Pattern.CASE_INSENSITIVE);
      case MULTILINE -> flag(Pattern.MULTILINE);
      case DOTALL -> flag(Pattern.DOTALL);
      // These two speak of the list and of the field, not of a value.
      case ALL, EXISTS -> true;
    };
  }

  private boolean become(Kind kind) {
    this.kind = kind;
    return true;
  }

  private boolean flag(int regexFlag) {
    regexFlags |= regexFlag;
    return true;
  }

  /** The matcher, or nothing and an issue. The value is not null. */
  Optional<ValueMatcher> matcher(Value value) {
    return switch (kind) {
      case TEXT -> Optional.of(textMatcher(value));
      case REGEX -> regexMatcher(value);
      case NETWORK -> networkMatcher(value);
    };
  }

  private ValueMatcher textMatcher(Value value) {
    boolean whole = !openStart && !openEnd;
    if (value.kind() == Value.Kind.NUMBER && whole && isFinite(value.text())) {
      return new NumberMatcher(new BigDecimal(value.text()));
    }
    return value.kind() == Value.Kind.TEXT
        ? WildcardText.parse(value.text()).matcher(openStart, openEnd, cased)
        : new TextMatcher(value.text(), openStart, openEnd, cased);
  }

  /** YAML also calls {@code .inf} and {@code .nan} numbers. */
  private static boolean isFinite(String number) {
    return Character.isDigit(number.charAt(number.length() - 1));
  }

  private Optional<ValueMatcher> regexMatcher(Value value) {
    // One-sided modifiers pin the other side; without any, and with contains, the text is found
    // anywhere.
    String head = openEnd && !openStart ? "\\A(?:" : "(?:";
    String tail = openStart && !openEnd ? ")\\z" : ")";
    try {
      // Compiled bare first: wrapped, an unbalanced pattern could become a balanced one.
      Pattern bare = Pattern.compile(value.text(), regexFlags);
      boolean pinned = openStart != openEnd;
      return Optional.of(
          new RegexMatcher(
              pinned ? Pattern.compile(head + value.text() + tail, regexFlags) : bare));
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

  private Optional<ValueMatcher> networkMatcher(Value value) {
    NetworkMatcher matcher = NetworkMatcher.of(value.text());
    if (matcher == null) {
      issues.accept(
          RuleIssue.error(value.location(), "MW-CIDR", "'" + value.text() + "' is not a network"));
    }
    return Optional.ofNullable(matcher);
  }
}

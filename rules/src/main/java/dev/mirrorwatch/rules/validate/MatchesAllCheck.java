package dev.mirrorwatch.rules.validate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.Search;
import dev.mirrorwatch.rules.model.Value;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A pattern that every value matches: it only asks whether the field is there, if that. */
final class MatchesAllCheck implements RuleCheck {

  /** A regular expression found in each of these is found in anything. */
  private static final List<String> ANYTHING = List.of("", "a", "Z", "0", " ", "-", "\u00e9");

  /** Longer ones mean something, and could be costly to compile. */
  private static final int LONGEST_REGEX_FOR_ANYTHING = 20;

  private static final Set<FieldModifier> OPEN =
      Set.of(FieldModifier.CONTAINS, FieldModifier.STARTSWITH, FieldModifier.ENDSWITH);

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    ConditionCalls.bodies(documents).forEach(body -> check(body, issues));
  }

  private static void check(Detection body, Consumer<RuleIssue> issues) {
    for (Detection.SearchIdentifier identifier : body.searches()) {
      FieldItems found = FieldItems.of(identifier.search());
      for (Search.FieldItem item : found.items()) {
        item.values().stream()
            .filter(value -> matchesAll(value, item.modifiers()))
            .map(
                value ->
                    RuleIssue.warning(
                        value.location(),
                        "MW-MATCHES-ALL",
                        "'"
                            + value.text()
                            + "' matches every value of the field: write '"
                            + item.field()
                            + "|exists: true' if that is meant"))
            .forEach(issues);
      }
      for (Search.Keywords keywords : found.keywords()) {
        keywords.values().stream()
            .filter(value -> onlyStars(value) && !value.text().isEmpty())
            .map(
                value ->
                    RuleIssue.warning(
                        value.location(),
                        "MW-MATCHES-ALL",
                        "'" + value.text() + "' matches every event"))
            .forEach(issues);
      }
    }
  }

  private static boolean matchesAll(Value value, List<FieldModifier> modifiers) {
    if (value.kind() != Value.Kind.TEXT) {
      return false;
    }
    if (modifiers.contains(FieldModifier.RE)) {
      return findsAnything(value.text());
    }
    boolean open = modifiers.stream().anyMatch(OPEN::contains);
    boolean nothingElse =
        modifiers.stream()
            .allMatch(
                modifier ->
                    OPEN.contains(modifier)
                        || modifier == FieldModifier.ALL
                        || modifier == FieldModifier.CASED);
    // Without a modifier the empty text means the empty value, a question of its own.
    return nothingElse && onlyStars(value) && (open || !value.text().isEmpty());
  }

  private static boolean findsAnything(String regex) {
    if (regex.length() > LONGEST_REGEX_FOR_ANYTHING || regex.contains("{")) {
      return false;
    }
    try {
      Pattern pattern = Pattern.compile(regex);
      return ANYTHING.stream().allMatch(text -> pattern.matcher(text).find());
    } catch (PatternSyntaxException e) {
      // The compiler says so.
      return false;
    }
  }

  private static boolean onlyStars(Value value) {
    return value.text().chars().allMatch(sign -> sign == '*');
  }
}

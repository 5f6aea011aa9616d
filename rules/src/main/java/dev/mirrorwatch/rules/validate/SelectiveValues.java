package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Search;
import dev.mirrorwatch.rules.model.Value;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The values that a field must equal for a search, a detection or a rule to hold.
 *
 * <p>No answer means that the field may have any value. An empty set means that no value will do:
 * the field would have to equal two things at once. Letter case is ignored, as Sigma does: two
 * values that differ by case only count as the same.
 */
public final class SelectiveValues
    implements Search.Visitor<Optional<TreeSet<String>>>,
        Condition.Visitor<Optional<TreeSet<String>>> {

  private final String field;
  private final Detection detection;

  private SelectiveValues(String field, Detection detection) {
    this.field = field;
    this.detection = detection;
  }

  /** The values that the field must have for the rule to match, filters included. */
  public static Optional<TreeSet<String>> of(DetectionRule rule, String field) {
    List<Optional<TreeSet<String>>> bodies =
        Stream.concat(Stream.of(rule.detection()), rule.filters().stream())
            .map(body -> body.condition().accept(new SelectiveValues(field, body)))
            .toList();
    return common(bodies);
  }

  /** The values that the field must have for the search to hold. */
  static Optional<TreeSet<String>> of(Search search, String field) {
    return search.accept(new SelectiveValues(field, null));
  }

  @Override
  public Optional<TreeSet<String>> and(Condition.And condition) {
    return common(condition.terms().stream().map(term -> term.accept(this)).toList());
  }

  @Override
  public Optional<TreeSet<String>> or(Condition.Or condition) {
    return union(condition.terms().stream().map(term -> term.accept(this)).toList());
  }

  @Override
  public Optional<TreeSet<String>> not(Condition.Not condition) {
    return Optional.empty();
  }

  @Override
  public Optional<TreeSet<String>> named(Condition.Named condition) {
    return detection
        .search(condition.name())
        .flatMap(identifier -> identifier.search().accept(this));
  }

  @Override
  public Optional<TreeSet<String>> quantified(Condition.Quantified condition) {
    List<Optional<TreeSet<String>>> meant =
        detection.searches().stream()
            .filter(identifier -> condition.means(identifier.name()))
            .map(identifier -> identifier.search().accept(this))
            .toList();
    return condition.all() ? common(meant) : union(meant);
  }

  @Override
  public Optional<TreeSet<String>> allOf(Search.AllOf search) {
    return common(search.parts().stream().map(part -> part.accept(this)).toList());
  }

  @Override
  public Optional<TreeSet<String>> anyOf(Search.AnyOf search) {
    return union(search.parts().stream().map(part -> part.accept(this)).toList());
  }

  @Override
  public Optional<TreeSet<String>> fieldItem(Search.FieldItem item) {
    boolean plain =
        item.modifiers().isEmpty() || item.modifiers().equals(List.of(FieldModifier.CASED));
    // Values that could not be read have been reported, and say nothing.
    if (!item.field().equals(field) || !plain || item.values().isEmpty()) {
      return Optional.empty();
    }
    TreeSet<String> values = noValues();
    for (Value value : item.values()) {
      Optional<String> literal = literal(value);
      if (literal.isEmpty()) {
        return Optional.empty();
      }
      values.add(literal.get());
    }
    return Optional.of(values);
  }

  @Override
  public Optional<TreeSet<String>> keywords(Search.Keywords search) {
    return Optional.empty();
  }

  /**
   * The one text that the value equals; nothing for wildcards, for null, and for numbers, which
   * have many spellings.
   */
  private static Optional<String> literal(Value value) {
    if (value.kind() != Value.Kind.TEXT) {
      return Optional.empty();
    }
    StringBuilder literal = new StringBuilder();
    String text = value.text();
    for (int i = 0; i < text.length(); i++) {
      char sign = text.charAt(i);
      if (sign == '*' || sign == '?') {
        return Optional.empty();
      }
      if (sign == '\\' && i + 1 < text.length() && "\\*?".indexOf(text.charAt(i + 1)) >= 0) {
        i++;
      }
      literal.append(text.charAt(i));
    }
    return Optional.of(literal.toString());
  }

  static TreeSet<String> noValues() {
    return new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  }

  private static Optional<TreeSet<String>> common(List<Optional<TreeSet<String>>> parts) {
    return parts.stream()
        .flatMap(Optional::stream)
        .reduce(
            (one, other) -> {
              TreeSet<String> both = noValues();
              both.addAll(one);
              both.removeIf(value -> !other.contains(value));
              return both;
            });
  }

  private static Optional<TreeSet<String>> union(List<Optional<TreeSet<String>>> parts) {
    if (parts.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    TreeSet<String> either = noValues();
    parts.stream().map(Optional::orElseThrow).forEach(either::addAll);
    return Optional.of(either);
  }
}

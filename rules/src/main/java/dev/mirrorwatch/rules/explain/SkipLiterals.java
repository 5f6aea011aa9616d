package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.validate.FieldItems;
import dev.mirrorwatch.rules.validate.SelectiveValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The values of the call's name that a rule can want: a record with another name need not be parsed
 * for it.
 *
 * @param field the field that tells calls apart
 * @param values the values, sorted; empty where there are none
 * @param none why there are none, or {@code null}
 */
public record SkipLiterals(String field, List<String> values, String none) {

  static final String FIELD = "eventName";

  /** The same value under its normal form. */
  static final String TWIN = "event.action";

  public SkipLiterals {
    values = List.copyOf(values);
  }

  static SkipLiterals of(DetectionRule rule) {
    Optional<TreeSet<String>> values =
        SelectiveValues.of(rule, FIELD).or(() -> SelectiveValues.of(rule, TWIN));
    if (values.isPresent() && !values.get().isEmpty()) {
      return new SkipLiterals(FIELD, new ArrayList<>(values.get()), null);
    }
    return new SkipLiterals(FIELD, List.of(), reason(rule, values.isPresent()));
  }

  private static String reason(DetectionRule rule, boolean contradiction) {
    if (contradiction) {
      return FIELD + " would have to equal two values at once";
    }
    return asks(rule)
        ? "an event can match without " + FIELD + " having one of a few exact values"
        : "the rule does not ask for " + FIELD;
  }

  private static boolean asks(DetectionRule rule) {
    return FieldItems.of(rule).items().stream()
        .anyMatch(item -> item.field().equals(FIELD) || item.field().equals(TWIN));
  }
}

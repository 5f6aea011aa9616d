package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.WantedCalls;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.validate.FieldItems;
import dev.mirrorwatch.rules.validate.SelectiveValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The exact values of the call's name that a rule can want.
 *
 * @param field the field that tells calls apart
 * @param values the values, sorted; empty where there are none
 * @param none why there are none, or {@code null}
 */
public record SkipLiterals(String field, List<String> values, String none) {

  /** It follows from the name, and is not one. */
  private static final String CLASS_OF_CALLS = "mirror.action";

  /** Of a rule for any product. */
  private static final List<String> ANY = List.of("eventName", "event.action");

  public SkipLiterals {
    values = List.copyOf(values);
  }

  static SkipLiterals of(DetectionRule rule) {
    List<String> fields = fields(rule);
    for (String field : fields) {
      Optional<TreeSet<String>> values = SelectiveValues.of(rule, field);
      if (values.isPresent()) {
        return values.get().isEmpty()
            ? none(field, field + " would have to equal two values at once")
            : new SkipLiterals(field, new ArrayList<>(values.get()), null);
      }
    }
    String field = fields.get(0);
    return none(
        field,
        FieldItems.of(rule).items().stream().anyMatch(item -> fields.contains(item.field()))
            ? "an event can match without " + field + " having one of a few exact values"
            : "the rule does not ask for " + field);
  }

  private static SkipLiterals none(String field, String why) {
    return new SkipLiterals(field, List.of(), why);
  }

  /** The fields that have the name of a call, the record's own first. */
  static List<String> fields(DetectionRule rule) {
    String product = rule.logSource().product();
    List<String> fields =
        WantedCalls.nameFields(product == null ? "" : product).stream()
            .filter(field -> !field.equals(CLASS_OF_CALLS))
            .toList();
    return fields.isEmpty() ? ANY : fields;
  }
}

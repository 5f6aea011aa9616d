package dev.mirrorwatch.rules.match;

import java.util.List;

/** The field is absent or null. */
public record FieldIsNull(String field) implements EventPredicate {

  @Override
  public boolean matches(EventFields event) {
    List<String> values = event.values(field);
    return values.isEmpty() || values.contains(null);
  }

  @Override
  public String toString() {
    return field + " is null";
  }
}

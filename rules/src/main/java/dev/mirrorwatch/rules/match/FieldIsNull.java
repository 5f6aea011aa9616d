package dev.mirrorwatch.rules.match;

import java.util.List;
import java.util.Objects;

/** The field is absent or null. */
public record FieldIsNull(String field) implements EventPredicate {

  @Override
  public boolean matches(EventFields event) {
    List<String> values = event.values(field);
    // Not contains(null): lists that cannot hold null throw when asked for it.
    return values.isEmpty() || values.stream().anyMatch(Objects::isNull);
  }

  @Override
  public String toString() {
    return field + " is null";
  }
}

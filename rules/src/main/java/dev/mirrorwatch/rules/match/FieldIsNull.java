package dev.mirrorwatch.rules.match;

import java.util.Objects;

/** The field is absent or null. */
public record FieldIsNull(String field) implements EventPredicate {

  @Override
  public boolean matches(EventFields event) {
    // Not contains(null): lists that cannot hold null throw when asked for it.
    return !event.has(field) || event.values(field).stream().anyMatch(Objects::isNull);
  }

  @Override
  public Possibility given(KnownFields known) {
    return known.knows(field) ? Possibility.of(matches(known)) : Possibility.MAYBE;
  }

  @Override
  public String toString() {
    return field + " is null";
  }
}

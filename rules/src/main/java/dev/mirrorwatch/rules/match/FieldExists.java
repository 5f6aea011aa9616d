package dev.mirrorwatch.rules.match;

/** The field is there, be it null or empty. */
public record FieldExists(String field) implements EventPredicate {

  @Override
  public boolean matches(EventFields event) {
    return event.has(field);
  }

  @Override
  public Possibility given(KnownFields known) {
    return known.knows(field) ? Possibility.of(matches(known)) : Possibility.MAYBE;
  }

  @Override
  public String toString() {
    return field + " exists";
  }
}

package dev.mirrorwatch.rules.match;

/** The part does not hold. */
public record Not(EventPredicate part) implements EventPredicate {

  @Override
  public boolean matches(EventFields event) {
    return !part.matches(event);
  }

  @Override
  public Possibility given(KnownFields known) {
    return part.given(known).negated();
  }

  @Override
  public String toString() {
    return "not " + part;
  }
}

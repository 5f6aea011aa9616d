package dev.mirrorwatch.rules.match;

import java.util.List;

/** Every part holds; no parts hold always. */
public record AllOf(List<EventPredicate> parts) implements EventPredicate {

  public AllOf {
    parts = List.copyOf(parts);
  }

  /** The conjunction, or the part itself where there is only one. */
  public static EventPredicate of(List<EventPredicate> parts) {
    return parts.size() == 1 ? parts.get(0) : new AllOf(parts);
  }

  @Override
  public boolean matches(EventFields event) {
    for (EventPredicate part : parts) {
      if (!part.matches(event)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Possibility given(KnownFields known) {
    Possibility all = Possibility.ALWAYS;
    for (EventPredicate part : parts) {
      Possibility one = part.given(known);
      if (one == Possibility.NEVER) {
        return one;
      }
      all = one == Possibility.MAYBE ? one : all;
    }
    return all;
  }

  @Override
  public String toString() {
    return "all" + parts;
  }
}

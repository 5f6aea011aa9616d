package dev.mirrorwatch.rules.match;

import java.util.List;

/** One part holds; no parts never hold. */
public record AnyOf(List<EventPredicate> parts) implements EventPredicate {

  public AnyOf {
    parts = List.copyOf(parts);
  }

  /** The disjunction, or the part itself where there is only one. */
  public static EventPredicate of(List<EventPredicate> parts) {
    return parts.size() == 1 ? parts.get(0) : new AnyOf(parts);
  }

  @Override
  public boolean matches(EventFields event) {
    for (EventPredicate part : parts) {
      if (part.matches(event)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Possibility given(KnownFields known) {
    Possibility any = Possibility.NEVER;
    for (EventPredicate part : parts) {
      Possibility one = part.given(known);
      if (one == Possibility.ALWAYS) {
        return one;
      }
      any = one == Possibility.MAYBE ? one : any;
    }
    return any;
  }

  @Override
  public String toString() {
    return "any" + parts;
  }
}

package dev.mirrorwatch.rules.match;

import java.util.List;

/**
 * A value of one field equals, starts with, ends with or contains a value of another field. Without
 * a value on either side it never holds, negated or not.
 *
 * @param negated whether no pair of values may fit
 */
public record FieldComparison(
    String field, String other, boolean openStart, boolean openEnd, boolean cased, boolean negated)
    implements EventPredicate {

  @Override
  public boolean matches(EventFields event) {
    boolean compared = false;
    boolean fits = false;
    for (String wanted : event.values(other)) {
      List<String> values = wanted == null ? List.of() : event.values(field);
      for (String value : values) {
        if (value != null) {
          compared = true;
          fits |= new TextMatcher(wanted, openStart, openEnd, cased).matches(value);
        }
      }
    }
    return compared && fits != negated;
  }

  @Override
  public Possibility given(KnownFields known) {
    boolean both = known.knows(field) && known.knows(other);
    return both ? Possibility.of(matches(known)) : Possibility.MAYBE;
  }

  @Override
  public String toString() {
    String target = (openStart ? "*" : "") + "{" + other + "}" + (openEnd ? "*" : "");
    return field + (negated ? " is not " : " = ") + target;
  }
}

package dev.mirrorwatch.rules.match;

import java.util.List;

/** One of a field's values matches one of the matchers, or with {@code all} each of them. */
public record FieldMatches(String field, List<ValueMatcher> matchers, boolean all)
    implements EventPredicate {

  public FieldMatches {
    matchers = List.copyOf(matchers);
  }

  @Override
  public boolean matches(EventFields event) {
    List<String> values = event.values(field);
    for (ValueMatcher matcher : matchers) {
      if (someMatch(matcher, values) != all) {
        return !all;
      }
    }
    return all;
  }

  static boolean someMatch(ValueMatcher matcher, List<String> values) {
    for (String value : values) {
      if (value != null && matcher.matches(value)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Possibility given(KnownFields known) {
    return known.knows(field) ? Possibility.of(matches(known)) : Possibility.MAYBE;
  }

  @Override
  public String toString() {
    return field + (all ? " all of " : " = ") + matchers;
  }
}

package dev.mirrorwatch.rules.match;

import java.util.List;

/** One of the matchers, or with {@code all} each of them, matches some text leaf of the record. */
public record KeywordsMatch(List<ValueMatcher> matchers, boolean all) implements EventPredicate {

  public KeywordsMatch {
    matchers = List.copyOf(matchers);
  }

  @Override
  public boolean matches(EventFields event) {
    List<String> leaves = event.leaves();
    for (ValueMatcher matcher : matchers) {
      if (FieldMatches.someMatch(matcher, leaves) != all) {
        return !all;
      }
    }
    return all;
  }

  @Override
  public Possibility given(KnownFields known) {
    return Possibility.MAYBE;
  }

  @Override
  public String toString() {
    return (all ? "keywords all of " : "keywords ") + matchers;
  }
}

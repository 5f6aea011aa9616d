package dev.mirrorwatch.rules.match;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Equals one of many texts, without regard to case; as fast for a thousand as for two. */
public final class TextSetMatcher implements ValueMatcher {

  private static final long serialVersionUID = 1L;

  private final Set<String> folded;

  public TextSetMatcher(Collection<String> texts) {
    folded = texts.stream().map(CaseFold::fold).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean matches(String value) {
    return folded.contains(CaseFold.fold(value));
  }

  @Override
  public String toString() {
    return "one of " + new TreeSet<>(folded);
  }
}

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
    folded = texts.stream().map(TextSetMatcher::fold).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean matches(String value) {
    return folded.contains(fold(value));
  }

  /** Letter by letter, as {@link String#equalsIgnoreCase} does, so that no length changes. */
  private static String fold(String text) {
    int[] letters = text.codePoints().map(TextSetMatcher::fold).toArray();
    return new String(letters, 0, letters.length);
  }

  private static int fold(int letter) {
    return Character.toLowerCase(Character.toUpperCase(letter));
  }

  @Override
  public String toString() {
    return "one of " + new TreeSet<>(folded);
  }
}

package dev.mirrorwatch.rules.match;

import java.util.Arrays;

/** A whole value against code points, {@link #ANY_RUN} and {@link #ANY_ONE}. */
public final class WildcardMatcher implements ValueMatcher {

  private static final long serialVersionUID = 1L;

  /** Stands for {@code *}: any run of characters, none included. */
  public static final int ANY_RUN = -1;

  /** Stands for {@code ?}: exactly one character. */
  public static final int ANY_ONE = -2;

  private final int[] pattern;
  private final boolean cased;

  public WildcardMatcher(int[] pattern, boolean cased) {
    this.cased = cased;
    this.pattern = Arrays.stream(pattern).map(this::fold).toArray();
  }

  /**
   * Walks value and pattern side by side. On a mismatch only the latest {@code *} takes one
   * character more: an earlier one never needs to, so the work is at most value times pattern.
   */
  @Override
  public boolean matches(String value) {
    int at = 0;
    int in = 0;
    int resumeAt = 0;
    int resumeIn = -1;
    while (at < value.length()) {
      if (in < pattern.length && pattern[in] == ANY_RUN) {
        in++;
        resumeIn = in;
        resumeAt = at;
        continue;
      }
      int character = value.codePointAt(at);
      if (in < pattern.length && (pattern[in] == ANY_ONE || pattern[in] == fold(character))) {
        in++;
        at += Character.charCount(character);
        continue;
      }
      if (resumeIn < 0) {
        return false;
      }
      resumeAt += Character.charCount(value.codePointAt(resumeAt));
      at = resumeAt;
      in = resumeIn;
    }
    while (in < pattern.length && pattern[in] == ANY_RUN) {
      in++;
    }
    return in == pattern.length;
  }

  private int fold(int character) {
    return cased || character < 0 ? character : CaseFold.fold(character);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("wildcard '");
    for (int element : pattern) {
      switch (element) {
        case ANY_RUN -> text.append('*');
        case ANY_ONE -> text.append('?');
        case '*', '?', '\\' -> text.append('\\').append((char) element);
        default -> text.appendCodePoint(element);
      }
    }
    return text.append('\'').toString();
  }
}

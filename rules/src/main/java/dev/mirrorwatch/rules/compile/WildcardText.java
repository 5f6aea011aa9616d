package dev.mirrorwatch.rules.compile;

import dev.mirrorwatch.rules.match.TextMatcher;
import dev.mirrorwatch.rules.match.ValueMatcher;
import dev.mirrorwatch.rules.match.WildcardMatcher;
import java.util.stream.IntStream;

/** A Sigma text value with its wildcards read. */
public final class WildcardText {

  private static final int RUN = WildcardMatcher.ANY_RUN;

  private final int[] elements;

  private WildcardText(int[] elements) {
    this.elements = elements;
  }

  /**
   * Reads left to right. A backslash makes the backslash, star or question mark behind it a plain
   * sign; before anything else it is a plain sign itself.
   */
  public static WildcardText parse(String text) {
    IntStream.Builder elements = IntStream.builder();
    int[] signs = text.codePoints().toArray();
    for (int i = 0; i < signs.length; i++) {
      int sign = signs[i];
      boolean escapes =
          sign == '\\'
              && i + 1 < signs.length
              && (signs[i + 1] == '\\' || signs[i + 1] == '*' || signs[i + 1] == '?');
      if (escapes) {
        i++;
        elements.add(signs[i]);
      } else if (sign == '*') {
        elements.add(RUN);
      } else {
        elements.add(sign == '?' ? WildcardMatcher.ANY_ONE : sign);
      }
    }
    return new WildcardText(elements.build().toArray());
  }

  /** Whether no wildcard stands in the text. */
  boolean isPlain() {
    return IntStream.of(elements).allMatch(element -> element >= 0);
  }

  /** The signs of a text without wildcards. */
  String plain() {
    return new String(elements, 0, elements.length);
  }

  /** The matcher, with more text allowed before and behind where asked for. */
  public ValueMatcher matcher(boolean openStart, boolean openEnd, boolean cased) {
    int from = 0;
    int to = elements.length;
    while (from < to && elements[from] == RUN) {
      from++;
    }
    boolean startsOpen = openStart || from > 0;
    while (to > from && elements[to - 1] == RUN) {
      to--;
    }
    boolean endsOpen = openEnd || to < elements.length;
    int[] inner = IntStream.range(from, to).map(i -> elements[i]).toArray();
    if (IntStream.of(inner).allMatch(element -> element >= 0)) {
      // Plain text in the middle is the common case, and its comparison is the cheapest.
      return new TextMatcher(new String(inner, 0, inner.length), startsOpen, endsOpen, cased);
    }
    IntStream.Builder pattern = IntStream.builder();
    if (startsOpen) {
      pattern.add(RUN);
    }
    IntStream.of(inner).forEach(pattern::add);
    if (endsOpen) {
      pattern.add(RUN);
    }
    return new WildcardMatcher(pattern.build().toArray(), cased);
  }
}

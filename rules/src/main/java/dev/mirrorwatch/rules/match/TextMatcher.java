package dev.mirrorwatch.rules.match;

/**
 * Equals, starts with, ends with, or contains.
 *
 * @param openStart whether anything may stand before the text
 * @param openEnd whether anything may stand behind the text
 * @param cased whether letter case counts
 */
public record TextMatcher(String text, boolean openStart, boolean openEnd, boolean cased)
    implements ValueMatcher {

  /** Whether only the whole value will do, in whatever case. */
  public boolean isWholeTextInAnyCase() {
    return !openStart && !openEnd && !cased;
  }

  /** Whether it may stand anywhere, in whatever case. */
  public boolean isSubstringInAnyCase() {
    return openStart && openEnd && !cased && !text.isEmpty();
  }

  @Override
  public boolean matches(String value) {
    int spare = value.length() - text.length();
    if (openStart && openEnd) {
      for (int at = 0; at <= spare; at++) {
        if (standsAt(value, at)) {
          return true;
        }
      }
      return false;
    }
    if (spare < 0 || (spare > 0 && !openStart && !openEnd)) {
      return false;
    }
    return standsAt(value, openStart ? spare : 0);
  }

  private boolean standsAt(String value, int at) {
    return value.regionMatches(!cased, at, text, 0, text.length());
  }

  @Override
  public String toString() {
    return (openStart ? "*" : "") + '\'' + text + '\'' + (openEnd ? "*" : "");
  }
}

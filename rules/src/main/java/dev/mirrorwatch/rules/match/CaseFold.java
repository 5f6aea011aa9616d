package dev.mirrorwatch.rules.match;

/**
 * Takes letter case out of texts. Letter by letter, as {@link String#equalsIgnoreCase} does, so
 * that no length changes: two texts are equal in any case if their folds are equal.
 */
public final class CaseFold {

  private CaseFold() {}

  /** The text without case; the same object where there is nothing to change. */
  public static String fold(String text) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter >= 0x80 || letter >= 'A' && letter <= 'Z') {
        return folded(text);
      }
    }
    return text;
  }

  private static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
      folded.appendCodePoint(fold(text.codePointAt(i)));
    }
    return folded.toString();
  }

  /** Upper case first: some alphabets have two lower-case letters for one upper-case letter. */
  static int fold(int letter) {
    return Character.toLowerCase(Character.toUpperCase(letter));
  }
}

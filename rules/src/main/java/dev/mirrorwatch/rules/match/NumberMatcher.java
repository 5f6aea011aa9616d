package dev.mirrorwatch.rules.match;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** A number, however the event spells it: {@code 1}, {@code 1.0} and {@code "1"} are the same. */
public record NumberMatcher(BigDecimal number) implements ValueMatcher {

  /**
   * JSON's numbers and nothing else: {@code 000123} is an identifier that happens to have digits
   * only, and must not equal 123. The bounds keep the comparison cheap.
   */
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d{0,30})(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?");

  /** Whether the text is a number that this class compares. */
  public static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  @Override
  public boolean matches(String value) {
    return isNumber(value) && new BigDecimal(value).compareTo(number) == 0;
  }

  @Override
  public String toString() {
    return number.toString();
  }
}

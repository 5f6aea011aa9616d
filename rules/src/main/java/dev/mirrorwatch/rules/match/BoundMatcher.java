package dev.mirrorwatch.rules.match;

import java.math.BigDecimal;

/** A number on one side of a bound. What is not a number never matches. */
public record BoundMatcher(Side side, BigDecimal bound) implements ValueMatcher {

  /** Where the numbers that match lie. */
  public enum Side {
    BELOW("<"),
    BELOW_OR_AT("<="),
    ABOVE(">"),
    ABOVE_OR_AT(">=");

    private final String sign;

    Side(String sign) {
      this.sign = sign;
    }
  }

  @Override
  public boolean matches(String value) {
    if (!NumberMatcher.isNumber(value)) {
      return false;
    }
    int order = new BigDecimal(value).compareTo(bound);
    return switch (side) {
      case BELOW -> order < 0;
      case BELOW_OR_AT -> order <= 0;
      case ABOVE -> order > 0;
      case ABOVE_OR_AT -> order >= 0;
    };
  }

  @Override
  public String toString() {
    return side.sign + " " + bound;
  }
}

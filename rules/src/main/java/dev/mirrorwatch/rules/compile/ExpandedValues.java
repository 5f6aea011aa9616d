package dev.mirrorwatch.rules.compile;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Placeholders;
import dev.mirrorwatch.rules.model.Value;

/**
 * The lists for {@code expand}, and how many texts the values of all rules together may still
 * become: lists and dashes multiply, and must not fill the memory. One object for one rule set.
 */
public final class ExpandedValues {

  private static final int MOST_TEXTS = 500_000;

  private final Placeholders placeholders;
  private long left = MOST_TEXTS;

  public ExpandedValues(Placeholders placeholders) {
    this.placeholders = placeholders;
  }

  Placeholders placeholders() {
    return placeholders;
  }

  /** Whether so many texts more are fine. */
  boolean take(long texts) {
    if (texts > left) {
      return false;
    }
    left -= texts;
    return true;
  }

  static RuleIssue exhausted(Value value) {
    return RuleIssue.error(
        value.location(),
        "MW-TOO-MANY-FORMS",
        "with this value the rules stand for more than " + MOST_TEXTS + " texts");
  }
}

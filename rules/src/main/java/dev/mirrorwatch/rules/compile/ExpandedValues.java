package dev.mirrorwatch.rules.compile;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Placeholders;
import dev.mirrorwatch.rules.model.Value;

/**
 * The lists for {@code expand}, and how many texts and steps of regular expressions the values of
 * all rules together may still become: lists, dashes and repetitions multiply, and must not fill
 * the memory. One object for one rule set.
 */
public final class ExpandedValues {

  private static final int MOST_TEXTS = 500_000;

  /** A step takes some 100 bytes. Ten thousand regular expressions of public rules need less. */
  private static final int MOST_STEPS = 1_000_000;

  private final Placeholders placeholders;
  private long left = MOST_TEXTS;
  private long stepsLeft = MOST_STEPS;

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

  /** Whether a regular expression of so many steps more is fine. */
  boolean takeSteps(long steps) {
    if (steps > stepsLeft) {
      return false;
    }
    stepsLeft -= steps;
    return true;
  }

  static RuleIssue outOfSteps(Value value) {
    return RuleIssue.error(
        value.location(),
        "MW-REGEX",
        "with this value the regular expressions of the rules have more than "
            + MOST_STEPS
            + " steps; make counted repetitions smaller, or rules fewer");
  }

  static RuleIssue exhausted(Value value) {
    return RuleIssue.error(
        value.location(),
        "MW-TOO-MANY-FORMS",
        "with this value the rules stand for more than " + MOST_TEXTS + " texts");
  }
}

package dev.mirrorwatch.rules;

import java.util.Locale;

/**
 * What becomes of one rule of the files given.
 *
 * @param rule canonical name
 * @param line 1-based line of the rule's first key
 * @param reason why the rule is not active; {@code null} where it is
 */
public record RuleStatus(String rule, String file, int line, Status status, String reason) {

  /** Whether a rule takes part. */
  public enum Status {
    /** It runs. */
    ACTIVE,
    /** Nothing is wrong with it, but no running log source delivers what it asks for. */
    INACTIVE,
    /** It has an error, or needs a rule that has one. */
    REFUSED;

    /** The word used in reports. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

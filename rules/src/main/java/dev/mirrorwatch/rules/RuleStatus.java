package dev.mirrorwatch.rules;

import java.util.Locale;

/**
 * What became of a rule.
 *
 * @param rule its canonical name
 * @param reason why it does not run, or {@code null} where it does
 */
public record RuleStatus(String rule, State state, String reason) {

  /** Whether a rule is run. */
  public enum State {
    /** It runs. */
    ACTIVE,
    /** Nothing is wrong with it, but no source brings what it asks for. */
    INACTIVE,
    /** It has an error. */
    REFUSED;

    /** The word used in reports. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

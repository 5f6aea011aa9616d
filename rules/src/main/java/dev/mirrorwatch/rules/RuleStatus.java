package dev.mirrorwatch.rules;

/**
 * What becomes of one rule of the files given.
 *
 * @param rule canonical name; of a file that holds no readable rule its file name
 * @param line 1-based line of the rule's first key
 * @param reason why the rule is not active; {@code null} where it is
 */
public record RuleStatus(String rule, String file, int line, Status status, String reason) {

  /** Whether a rule takes part. */
  public enum Status {
    ACTIVE,
    INACTIVE,
    REFUSED
  }
}

package dev.mirrorwatch.rules.model;

import java.io.Serializable;

/**
 * Sigma's {@code logsource}: an absent key ({@code null}) stands for any value. Values are lower
 * case.
 */
public record LogSource(String category, String product, String service) implements Serializable {

  /** Whether a rule with this log source applies to events of {@code event}: subset match. */
  public boolean covers(LogSource event) {
    return covers(category, event.category)
        && covers(product, event.product)
        && covers(service, event.service);
  }

  private static boolean covers(String wanted, String actual) {
    return wanted == null || wanted.equals(actual);
  }
}

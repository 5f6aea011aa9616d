package dev.mirrorwatch.rules.model;

/** Sigma's {@code level}, from least to most severe. */
public enum Level {
  INFORMATIONAL,
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL;

  /** The word used in rules and alerts. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}

package dev.mirrorwatch.rules.model;

import java.util.Locale;

/** Sigma's correlation types that the engine runs. */
public enum CorrelationType {
  EVENT_COUNT,
  VALUE_COUNT,
  TEMPORAL,
  TEMPORAL_ORDERED;

  /** The word used in rule files. */
  public String sigma() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.mirrorwatch.rules.model;

import java.util.Locale;

/** Sigma's correlation types that the engine runs. */
public enum CorrelationType {
  EVENT_COUNT,
  VALUE_COUNT,
  VALUE_SUM,
  VALUE_AVG,
  VALUE_PERCENTILE,
  VALUE_MEDIAN,
  TEMPORAL,
  TEMPORAL_ORDERED;

  /** Whether it asks for different stages, and not for a number made of all events. */
  public boolean isTemporal() {
    return this == TEMPORAL || this == TEMPORAL_ORDERED;
  }

  /** Whether it computes with the numbers in a field. */
  public boolean isNumeric() {
    return switch (this) {
      case VALUE_SUM, VALUE_AVG, VALUE_PERCENTILE, VALUE_MEDIAN -> true;
      case EVENT_COUNT, VALUE_COUNT, TEMPORAL, TEMPORAL_ORDERED -> false;
    };
  }

  /** The word used in rule files. */
  public String sigma() {
    return name().toLowerCase(Locale.ROOT);
  }
}

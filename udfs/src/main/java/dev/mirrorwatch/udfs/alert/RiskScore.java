package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.rules.model.Level;

/** A number for a level, 0 to 100, on the scale that Elastic's own detection rules use. */
final class RiskScore {

  private RiskScore() {}

  static int of(Level level) {
    return switch (level) {
      case INFORMATIONAL -> 5;
      case LOW -> 21;
      case MEDIUM -> 47;
      case HIGH -> 73;
      case CRITICAL -> 99;
    };
  }
}

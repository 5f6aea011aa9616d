package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.udfs.event.Alert;

/** A number for a level, 0 to 100, on the scale that Elastic's own detection rules use. */
public final class RiskScore {

  private RiskScore() {}

  /**
   * What the alert was scored; where its rule says nothing about that, what its level stands for.
   */
  static int of(Alert alert) {
    return alert.risk() == null ? of(alert.rule().level()) : alert.risk().score();
  }

  public static int of(Level level) {
    return switch (level) {
      case INFORMATIONAL -> 5;
      case LOW -> 21;
      case MEDIUM -> 47;
      case HIGH -> 73;
      case CRITICAL -> 99;
    };
  }
}

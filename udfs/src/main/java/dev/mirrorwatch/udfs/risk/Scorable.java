package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.Sighting;
import org.jspecify.annotations.Nullable;

/**
 * What the score of an alert is made of: either the alert, or who was seen.
 *
 * @param key where they meet
 */
public record Scorable(String key, @Nullable Alert alert, @Nullable Sighting sighting) {

  public static Scorable of(Alert alert) {
    return new Scorable(FamilyScoring.key(alert), alert, null);
  }

  public static Scorable of(Sighting sighting) {
    return new Scorable(sighting.family(), null, sighting);
  }
}

package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.udfs.event.AlertStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was last said of an alert.
 *
 * @param events number of events it showed
 * @param seen number of events it counted
 * @param takenOver how many of those shown came from superseded alerts: an event that the rule sees
 *     later than its inferiors did is then told with the rule's own stage
 */
public record Told(
    int revision,
    AlertStatus status,
    int events,
    long seen,
    int takenOver,
    List<String> alsoMatched,
    @Nullable String supersededBy) {

  boolean saysTheSameAs(Told other) {
    return equals(
        new Told(
            revision,
            other.status,
            other.events,
            other.seen,
            other.takenOver,
            other.alsoMatched,
            other.supersededBy));
  }
}

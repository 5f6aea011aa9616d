package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.Principal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was last said of an alert.
 *
 * @param events number of events it showed
 * @param seen number of events it counted
 * @param takenOver how many of those shown came from superseded alerts: an event that the rule sees
 *     later than its inferiors did is then told with the rule's own stage
 * @param undone how often it said less, or stood again, than the time before
 * @param meaning a hash of what it said of its events: one of them may come to say something else
 */
public record Told(
    int revision,
    AlertStatus status,
    int events,
    long seen,
    int takenOver,
    List<String> alsoMatched,
    @Nullable String supersededBy,
    int undone,
    long meaning) {

  /** What these events say, whatever their order is. */
  static long meaningOf(List<Evidence> evidence) {
    long meaning = 0;
    for (Evidence item : evidence) {
      Principal principal = item.principal();
      // Texts only: their hashes are the same in every process.
      List<String> said = new ArrayList<>();
      said.add(item.eventId());
      said.add(item.action());
      said.add(item.outcome().text());
      said.add(item.sourceAddress());
      said.add(principal.id());
      said.add(principal.origin());
      said.add(principal.human());
      principal.lineage().forEach(hop -> said.add(hop.id()));
      item.resources().forEach(resource -> said.add(resource.id()));
      meaning += said.hashCode();
    }
    return meaning;
  }

  /** Whether this says less than what was told before. */
  boolean saysLessThan(Told before) {
    return status.ordinal() < before.status.ordinal() || seen < before.seen;
  }

  /** The same as a step back from what was told before, where it is one. */
  Told after(Told before) {
    return new Told(
        revision,
        status,
        events,
        seen,
        takenOver,
        alsoMatched,
        supersededBy,
        before.undone + (saysLessThan(before) ? 1 : 0),
        meaning);
  }

  boolean saysTheSameAs(Told other) {
    return equals(
        new Told(
            revision,
            other.status,
            other.events,
            other.seen,
            other.takenOver,
            other.alsoMatched,
            other.supersededBy,
            undone,
            other.meaning));
  }
}

package dev.mirrorwatch.udfs.event;

import java.util.Optional;

/**
 * Somebody changed something of a family of calls, and succeeded.
 *
 * @param origin root of the principal's role chain
 * @param family of calls, see {@link ApiFamily}
 * @param time epoch milliseconds
 */
public record Sighting(String origin, String family, long time) {

  /** What the event says of who is known for what; nothing where it changed nothing. */
  public static Optional<Sighting> of(AuditEvent event) {
    return ApiFamily.changedBy(
            event.cloudProvider(), event.action(), event.outcome(), event.resources())
        .map(family -> new Sighting(event.principal().origin(), family, event.time()));
  }

  /** The same of an event that an alert shows. */
  public static Optional<Sighting> of(Evidence event) {
    return ApiFamily.changedBy(
            event.cloudProvider(), event.action(), event.outcome(), event.resources())
        .map(family -> new Sighting(event.principal().origin(), family, event.time()));
  }
}

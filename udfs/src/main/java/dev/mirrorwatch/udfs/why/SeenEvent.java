package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event, or an alert of another correlation, as a verdict names it.
 *
 * @param stage the rule that it matches, or that it was asked to match; {@code null} where none was
 * @param id the event's, or the alert's
 * @param time of an alert that of its latest event
 * @param events one, or as many as the alert has
 */
public record SeenEvent(
    @Nullable String stage,
    String id,
    Instant time,
    String action,
    String principal,
    List<String> resources,
    int events) {

  /** UUIDs differ in their first digits. */
  private static final int SHORT = 8;

  public SeenEvent {
    resources = List.copyOf(resources);
  }

  static SeenEvent of(StageHit hit) {
    return new SeenEvent(
        hit.stage(),
        hit.eventId(),
        Instant.ofEpochMilli(hit.time()),
        hit.inner() == null ? hit.evidence().action() : "alert",
        hit.evidence().principal().id(),
        hit.allEvidence().stream()
            .flatMap(evidence -> evidence.resources().stream())
            .map(ResourceId::id)
            .distinct()
            .toList(),
        hit.allPacked().size());
  }

  static SeenEvent of(AuditEvent event, @Nullable String stage) {
    return new SeenEvent(
        stage,
        event.id(),
        Instant.ofEpochMilli(event.time()),
        event.action(),
        event.principal().id(),
        event.resources().stream().map(ResourceId::id).distinct().toList(),
        1);
  }

  /** Its stage and the beginning of its id, for a sentence about another event. */
  String name() {
    return stage + " " + (id.length() > SHORT + 4 ? id.substring(0, SHORT) + "…" : id);
  }
}

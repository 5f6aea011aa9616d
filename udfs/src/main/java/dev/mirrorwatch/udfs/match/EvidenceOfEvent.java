package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.event.Original;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cuts an event down to what an alert shows of it. */
final class EvidenceOfEvent {

  /** Ordinary records have 1 to 2 KiB; a longer one is cut, the origin tells where the rest is. */
  static final int ORIGINAL_BYTES = 16 << 10;

  private EvidenceOfEvent() {}

  static Evidence of(AuditEvent event, String stage, Set<String> shownFields) {
    boolean truncated = event.raw().length > ORIGINAL_BYTES;
    byte[] original = truncated ? Arrays.copyOf(event.raw(), ORIGINAL_BYTES) : event.raw();
    return new Evidence(
        stage,
        event.id(),
        event.time(),
        event.cloudProvider(),
        event.eventProvider(),
        event.action(),
        event.outcome(),
        event.errorCode(),
        event.principal(),
        event.sourceIp(),
        event.sourceAddress(),
        event.userAgent(),
        event.account(),
        event.region(),
        event.resources(),
        project(event.correlatedFields(), shownFields),
        event.origin(),
        new Original(original),
        truncated);
  }

  /** Only the named fields, and of those only the ones with values. */
  static FieldValues project(EventFields fields, Set<String> names) {
    Map<String, List<String>> kept = new HashMap<>();
    for (String name : names) {
      List<String> values = fields.values(name);
      if (!values.isEmpty()) {
        kept.put(name, values);
      }
    }
    return new FieldValues(kept, List.of());
  }
}

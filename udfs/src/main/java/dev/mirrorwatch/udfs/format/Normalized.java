package dev.mirrorwatch.udfs.format;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import org.jspecify.annotations.Nullable;

/**
 * What became of a record: either {@code event} is set, or {@code defect} and {@code detail} are.
 *
 * @param detail what exactly was wrong, for a person
 */
public record Normalized(
    @Nullable AuditEvent event, @Nullable DefectReason defect, @Nullable String detail) {

  public static Normalized event(AuditEvent event) {
    return new Normalized(event, null, null);
  }

  public static Normalized defect(DefectReason reason, String detail) {
    return new Normalized(null, reason, detail);
  }
}

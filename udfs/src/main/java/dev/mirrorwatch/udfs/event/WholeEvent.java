package dev.mirrorwatch.udfs.event;

import org.jspecify.annotations.Nullable;

/**
 * An event put together of records, as far as these are known by then. It is told again when a
 * record that comes later changes what it means.
 *
 * @param event without a part
 * @param revision greater than that of all that was told of the event before; 0 at first
 * @param before what was told of the event and does not hold any more, or {@code null}
 */
public record WholeEvent(AuditEvent event, int revision, @Nullable AuditEvent before) {

  /** What is told for the first time. */
  public static WholeEvent first(AuditEvent event) {
    return new WholeEvent(event, 0, null);
  }
}

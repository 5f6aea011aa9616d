package dev.mirrorwatch.udfs.assemble;

import dev.mirrorwatch.udfs.event.AuditEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one whole while its records arrive: in Flink's keyed state when the job runs, in
 * plain maps when rules are tried without it.
 */
public interface AssemblyState {

  /** The records kept, in no particular order. */
  List<AuditEvent> records();

  /** The record kept under that name, or {@code null}. */
  @Nullable AuditEvent record(String name);

  /** Keeps the record, in place of one with the same name. */
  void keep(String name, AuditEvent event);

  void forget(String name);

  /** What was noted under that name, or {@code null}. */
  @Nullable String note(String name);

  /** Notes the text, in place of what stood under the same name. */
  void note(String name, String text);

  /** Event time at which the whole is looked at again, or {@code null}; none while it is. */
  @Nullable Long wakeTime();

  /** Wakes the whole when the watermark passes {@code time}, and at no other time. */
  void wakeAt(long time);

  /** How far event time is known to have come, or {@link Long#MIN_VALUE}. */
  long watermark();

  /** Keeps nothing of the whole any more. */
  void clear();
}

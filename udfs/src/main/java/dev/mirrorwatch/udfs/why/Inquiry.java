package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.udfs.event.AuditEvent;
import java.util.List;

/**
 * One question, put to the events by {@link Inquiries}. Tell it every event, with the meaning that
 * it has in the end, as often as it wants to see them all again; only events that concern the
 * question stay in memory.
 */
public interface Inquiry {

  /** Events that are looked at; a principal that floods shall not fill the memory. */
  int GREATEST_EVENTS = 10_000;

  /** Fields that events must carry beside those that the rules read. */
  List<String> FIELDS =
      List.of("userIdentity.arn", "eventName", "event.action", "azure.correlation_id");

  /** Begins a pass over all events. */
  void begin();

  /**
   * Takes in an event.
   *
   * @param newest time of the newest event that was read before it, epoch milliseconds; {@link
   *     Long#MIN_VALUE} if there was none
   */
  void see(AuditEvent event, long newest);

  /** Ends the pass; whether all events must be seen once more, from the first. */
  boolean wantsMore();

  /** The answer, when no pass is wanted any more. */
  Answer answer();
}

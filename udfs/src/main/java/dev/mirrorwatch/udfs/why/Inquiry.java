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
      List.of(
          "userIdentity.arn",
          "eventName",
          "event.action",
          "azure.correlation_id",
          "azure.operation_id",
          "azure.event_data_id",
          "gcp.operation_id",
          "gcp.insert_id");

  /**
   * Takes in a record as it was delivered, be it an event or a part of one. All of them come once,
   * before the first pass: a provider shows ids of records, and an event may have several.
   */
  void meet(AuditEvent record);

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

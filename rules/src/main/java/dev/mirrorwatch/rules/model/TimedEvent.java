package dev.mirrorwatch.rules.model;

import java.time.Duration;
import java.util.List;

/**
 * One line of a timeline. Offsets count from the start of the test.
 *
 * @param event what happened
 * @param id the event's id, or {@code null} for that of the record, else that of its place in the
 *     list
 * @param at event time as an offset, or {@code null} for the record's own time
 * @param arrives when it is read, or {@code null} for its place in the list
 * @param again when it is read once more, as the same event
 * @param times how many such events happen, each with an id of its own
 * @param every distance between them
 */
public record TimedEvent(
    Location location,
    GivenEvent event,
    String id,
    Duration at,
    Duration arrives,
    List<Duration> again,
    int times,
    Duration every) {

  public TimedEvent {
    again = List.copyOf(again);
  }
}

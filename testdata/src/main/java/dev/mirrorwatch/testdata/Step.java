package dev.mirrorwatch.testdata;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One planned event: when it happened, and when and how often it is delivered. */
final class Step {
  private final Caller caller;
  private final String region;
  private final Instant time;
  private final String eventId;
  private final String json;
  private Instant arrival;
  private Instant secondArrival;

  Step(Caller caller, String region, Instant time, String eventId, String json, Instant arrival) {
    this.caller = caller;
    this.region = region;
    this.time = time;
    this.eventId = eventId;
    this.json = json;
    this.arrival = arrival;
  }

  Caller caller() {
    return caller;
  }

  String region() {
    return region;
  }

  Instant time() {
    return time;
  }

  String eventId() {
    return eventId;
  }

  Instant arrival() {
    return arrival;
  }

  void arriveAt(Instant when) {
    arrival = when;
  }

  /** Delivers the same bytes once more, {@code later} than the first time. */
  void deliverAgain(Duration later) {
    secondArrival = arrival.plus(later);
  }

  void addDeliveriesTo(List<WorkloadRecord> deliveries) {
    deliveries.add(delivery(arrival));
    if (secondArrival != null) {
      deliveries.add(delivery(secondArrival));
    }
  }

  private WorkloadRecord delivery(Instant when) {
    return new WorkloadRecord(when, caller.account(), region, eventId, json);
  }
}

package dev.mirrorwatch.testdata;

import java.time.Instant;

/**
 * One delivery of one record. A record that is delivered twice makes two of these, alike but for
 * the arrival.
 *
 * @param arrival when the record reaches the reader
 * @param account account whose trail holds it
 * @param region region whose trail file holds it
 * @param eventId the record's {@code eventID}
 * @param json the record as one line of text, JSON or what a device sends
 * @param trail whether it is CloudTrail's
 */
public record WorkloadRecord(
    Instant arrival, String account, String region, String eventId, String json, boolean trail) {

  /** A record of CloudTrail. */
  public WorkloadRecord(
      Instant arrival, String account, String region, String eventId, String json) {
    this(arrival, account, region, eventId, json, true);
  }
}

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
 * @param json the record as one line of JSON text
 */
public record WorkloadRecord(
    Instant arrival, String account, String region, String eventId, String json) {}

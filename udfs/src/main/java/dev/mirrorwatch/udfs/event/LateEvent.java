package dev.mirrorwatch.udfs.event;

/**
 * A stage hit that came after its partners may have been forgotten.
 *
 * @param watermark event time that the job had reached, epoch milliseconds
 * @param reason for a person
 */
public record LateEvent(String rule, Evidence evidence, long watermark, String reason) {}

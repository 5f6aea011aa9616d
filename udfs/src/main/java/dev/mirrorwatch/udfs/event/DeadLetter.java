package dev.mirrorwatch.udfs.event;

/**
 * A record that left the line because its bytes are no audit event.
 *
 * @param detail what exactly was wrong, for a person
 * @param payload the bytes, capped
 * @param size bytes before capping
 */
public record DeadLetter(
    DefectReason reason, String detail, String source, Origin origin, byte[] payload, long size) {}

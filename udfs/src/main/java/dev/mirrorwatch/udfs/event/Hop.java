package dev.mirrorwatch.udfs.event;

import org.jspecify.annotations.Nullable;

/**
 * One step of a role chain: who got the credentials that the next one used.
 *
 * @param type the provider's word, such as {@code AssumedRole}
 * @param id stable identity, such as the role's ARN
 * @param session session name, or {@code null}
 * @param accessKeyId key that asked for the credentials, or {@code null}
 * @param time when they were issued, epoch milliseconds
 */
public record Hop(
    String type, String id, @Nullable String session, @Nullable String accessKeyId, long time) {}

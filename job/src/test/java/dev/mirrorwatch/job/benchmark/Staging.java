package dev.mirrorwatch.job.benchmark;

/**
 * A staging that was found, or that is there to be found. Public, for Flink to serialize it.
 *
 * @param principal {@code userIdentity.arn} of who made the session
 * @param targetId the mirror target
 */
public record Staging(String principal, String targetId) {}

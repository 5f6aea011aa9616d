package dev.mirrorwatch.rules.model;

/**
 * A Sigma detection.
 *
 * <p>To be completed by its owner: search identifiers and the condition tree as sealed types.
 */
public record DetectionRule(RuleHeader header, LogSource logSource) implements Rule {}

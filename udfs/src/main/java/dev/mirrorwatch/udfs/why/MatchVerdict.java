package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.explain.EventExplanation;
import org.jspecify.annotations.Nullable;

/**
 * Why an event matches a detection, or does not.
 *
 * @param alert id of the alert that the match is, or {@code null} where it is none
 */
public record MatchVerdict(SeenEvent event, EventExplanation explanation, @Nullable String alert) {}

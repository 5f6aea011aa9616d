package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.udfs.event.Alert;
import org.jspecify.annotations.Nullable;

/**
 * An alert that was scored.
 *
 * @param alert as it came in, not scored
 * @param risk that it was told with, as text, or {@code null}
 * @param retold how often it was told again because more became known of who is new
 */
public record ScoredBefore(Alert alert, @Nullable String risk, int retold) {}

package dev.mirrorwatch.udfs.reload;

import org.jspecify.annotations.Nullable;

/**
 * One rule file, as a compacted topic has it.
 *
 * @param text what it says now; {@code null} when it is gone
 */
public record RuleFileChange(String path, @Nullable String text) {}

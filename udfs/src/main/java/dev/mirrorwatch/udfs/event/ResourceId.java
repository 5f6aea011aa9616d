package dev.mirrorwatch.udfs.event;

/**
 * A cloud resource that a call made or used.
 *
 * @param field normal-form field that carries the id, such as {@code mirror.target_id}
 * @param id the provider's id, such as {@code tmt-0c62986bff32556ac}
 * @param produced true where the call created the resource
 */
public record ResourceId(String field, String id, boolean produced) {}

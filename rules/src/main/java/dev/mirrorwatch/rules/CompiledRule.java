package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.match.EventPredicate;
import dev.mirrorwatch.rules.model.DetectionRule;
import java.io.Serializable;

/** A detection rule and its condition, filters included, ready to be asked. */
public record CompiledRule(DetectionRule rule, EventPredicate predicate) implements Serializable {}

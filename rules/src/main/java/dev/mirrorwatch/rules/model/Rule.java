package dev.mirrorwatch.rules.model;

import java.io.Serializable;

/** A rule document: a detection or a correlation. Filters are folded into the rules they name. */
public sealed interface Rule extends Serializable permits DetectionRule, CorrelationRule {

  RuleHeader header();
}

package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.RuleStatus;

/** What was compiled of a rule. */
public sealed interface Explanation permits DetectionExplanation, CorrelationExplanation {

  /** The rule's name and whether it runs. */
  RuleStatus status();
}

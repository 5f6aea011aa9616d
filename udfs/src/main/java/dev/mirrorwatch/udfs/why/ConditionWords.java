package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.explain.ConditionText;
import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationRule;
import java.util.stream.Collectors;

/** A correlation's condition as a rule file has it. */
final class ConditionWords {

  private ConditionWords() {}

  /** Such as {@code gte: 3, lt: 9} or {@code a and not b}. */
  static String of(CorrelationRule rule) {
    CorrelationCondition condition = rule.condition();
    return condition.stages() == null
        ? condition.bounds().stream()
            .map(CorrelationCondition.Bound::text)
            .collect(Collectors.joining(", "))
        : ConditionText.of(condition.stages());
  }
}

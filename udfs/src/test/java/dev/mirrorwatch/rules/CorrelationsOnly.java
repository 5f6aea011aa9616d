package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.Placeholders;
import java.util.List;

/** Rule sets for tests of functions that no event reaches. */
public final class CorrelationsOnly {

  private CorrelationsOnly() {}

  public static RuleSet of(List<CorrelationRule> rules) {
    return new RuleSet(
        List.of(new RuleFile("test", rules.toString())),
        List.of(),
        rules,
        List.of(),
        Placeholders.NONE);
  }
}

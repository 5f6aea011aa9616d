package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.function.Consumer;

/** A {@code 1 of} or {@code all of} names nothing: it would never, or always, hold. */
final class EmptyPatternCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    ConditionCalls.bodies(documents).forEach(body -> check(body, issues));
  }

  private static void check(Detection body, Consumer<RuleIssue> issues) {
    for (Condition.Quantified call : ConditionCalls.of(body).quantified()) {
      if (!body.searches().isEmpty()
          && body.searches().stream().noneMatch(search -> call.means(search.name()))) {
        issues.accept(
            RuleIssue.error(
                call.location(),
                "MW-EMPTY-PATTERN",
                "no search identifier is meant by '" + call.pattern() + "'"));
      }
    }
  }
}

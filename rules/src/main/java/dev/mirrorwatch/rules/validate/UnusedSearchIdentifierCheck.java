package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.Detection.SearchIdentifier;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.function.Consumer;

/** A search identifier that the condition never calls: most often a forgotten exclusion. */
final class UnusedSearchIdentifierCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    ConditionCalls.bodies(documents).forEach(body -> check(body, issues));
  }

  private static void check(Detection body, Consumer<RuleIssue> issues) {
    ConditionCalls calls = ConditionCalls.of(body);
    for (SearchIdentifier search : body.searches()) {
      if (!calls.call(search.name())) {
        issues.accept(
            RuleIssue.warning(
                search.location(),
                "MW-UNUSED-SEARCH",
                "the condition never uses search identifier '" + search.name() + "'"));
      }
    }
  }
}

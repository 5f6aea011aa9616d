package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.Detection.SearchIdentifier;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.List;
import java.util.function.Consumer;

/** A condition calls a search identifier that the detection does not have. */
final class UnknownSearchIdentifierCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    ConditionCalls.bodies(documents).forEach(body -> check(body, issues));
  }

  private static void check(Detection body, Consumer<RuleIssue> issues) {
    List<String> known = body.searches().stream().map(SearchIdentifier::name).toList();
    for (Condition.Named call : ConditionCalls.of(body).named()) {
      if (!known.contains(call.name())) {
        issues.accept(
            RuleIssue.error(
                    call.location(),
                    "MW-UNKNOWN-SEARCH",
                    "unknown search identifier '" + call.name() + "'")
                .suggesting(call.name(), known));
      }
    }
  }
}

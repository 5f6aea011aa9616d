package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.function.Consumer;

/** An alias leaves out a rule of the correlation, or no group-by uses it. */
final class AliasCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (CorrelationDocument correlation : documents.correlations()) {
      for (CorrelationDocument.Alias alias : correlation.aliases()) {
        for (Reference rule : correlation.references()) {
          if (alias.fields().keySet().stream().noneMatch(r -> documents.same(r, rule))) {
            issues.accept(
                RuleIssue.error(
                    alias.location(),
                    "MW-ALIAS",
                    "alias '" + alias.name() + "' has no field for rule '" + rule.text() + "'"));
          }
        }
        if (!correlation.groupBy().contains(alias.name())) {
          issues.accept(
              RuleIssue.warning(
                  alias.location(),
                  "MW-ALIAS",
                  "alias '" + alias.name() + "' is not used in group-by"));
        }
      }
    }
  }
}

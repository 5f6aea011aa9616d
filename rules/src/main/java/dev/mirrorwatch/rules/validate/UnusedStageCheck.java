package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.List;
import java.util.function.Consumer;

/** A condition over rules leaves out one that the correlation lists. */
final class UnusedStageCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (CorrelationDocument correlation : documents.correlations()) {
      List<Reference> named = correlation.namesInCondition();
      for (Reference rule : correlation.rules()) {
        if (!named.isEmpty() && named.stream().noneMatch(name -> documents.same(name, rule))) {
          issues.accept(
              RuleIssue.warning(
                  rule.location(),
                  "MW-UNUSED-STAGE",
                  "the condition does not name '" + rule.text() + "'"));
        }
      }
    }
  }
}

package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.function.Consumer;

/** A correlation without a level gets one computed; better that its author says it. */
final class MissingLevelCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (CorrelationDocument correlation : documents.correlations()) {
      if (correlation.header().level() == null) {
        issues.accept(
            RuleIssue.warning(
                correlation.location(),
                "MW-MISSING-LEVEL",
                "without 'level' the alert is one level above its highest rule, at most high"));
      }
    }
  }
}

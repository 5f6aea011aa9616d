package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code supersedes} names no correlation, or the rule itself. */
final class SupersedesCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (CorrelationDocument correlation : documents.correlations()) {
      for (Reference reference : correlation.supersedes()) {
        Optional<CorrelationDocument> other = documents.correlation(reference);
        if (other.isEmpty()) {
          issues.accept(KnownRules.unknownCorrelation(reference, documents));
        } else if (other.get() == correlation) {
          issues.accept(
              RuleIssue.error(
                  reference.location(), "MW-SUPERSEDES", "a rule cannot supersede itself"));
        }
      }
    }
  }
}

package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.List;
import java.util.function.Consumer;

/** A correlation refers to a rule that does not exist, or to one twice. */
final class RuleReferenceCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (CorrelationDocument correlation : documents.correlations()) {
      List<Reference> rules = correlation.rules();
      for (int i = 0; i < rules.size(); i++) {
        Reference rule = rules.get(i);
        if (documents.header(rule).isEmpty()) {
          issues.accept(KnownRules.unknownRule(rule, documents));
        } else if (rules.subList(0, i).stream().anyMatch(r -> documents.same(r, rule))) {
          issues.accept(
              RuleIssue.error(
                  rule.location(),
                  "MW-DUPLICATE-ELEMENT",
                  "'" + rule.text() + "' is a rule that stands in 'rules' already"));
        }
      }
      for (Reference watched : correlation.terms().watched()) {
        if (documents.header(watched).isEmpty()) {
          issues.accept(KnownRules.unknownRule(watched, documents));
        } else if (rules.stream().anyMatch(r -> documents.same(r, watched))) {
          issues.accept(
              RuleIssue.error(
                  watched.location(),
                  "MW-TERMS",
                  "'" + watched.text() + "' is one of the rules, so that it cannot undo a match"));
        }
      }
    }
  }
}

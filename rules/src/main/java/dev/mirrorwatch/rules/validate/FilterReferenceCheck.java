package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.RuleFilter;
import java.util.Optional;
import java.util.function.Consumer;

/** A filter names a rule that does not exist, a correlation, or a rule of other logs. */
final class FilterReferenceCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (RuleFilter filter : documents.filters()) {
      for (Reference reference : filter.rules()) {
        Optional<DetectionRule> rule = documents.detection(reference);
        if (documents.correlation(reference).isPresent()) {
          issues.accept(
              RuleIssue.error(
                  reference.location(),
                  "MW-FILTERED-CORRELATION",
                  "filters apply to detection rules, '"
                      + reference.text()
                      + "' is a correlation: name its rules"));
        } else if (rule.isEmpty()) {
          issues.accept(KnownRules.unknownDetection(reference, documents));
        } else if (!filter.logSource().covers(rule.get().logSource())) {
          issues.accept(
              RuleIssue.warning(
                  reference.location(),
                  "MW-FILTER-LOGSOURCE",
                  "the filter has no effect on '"
                      + reference.text()
                      + "': its log source is another"));
        }
      }
    }
  }
}

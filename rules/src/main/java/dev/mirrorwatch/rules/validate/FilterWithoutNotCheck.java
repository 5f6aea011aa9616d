package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.RuleFilter;
import java.util.function.Consumer;

/**
 * A filter whose condition does not start with {@code not}. It is joined to the rule with {@code
 * and}, so it keeps what it describes, where most authors mean to drop it.
 */
final class FilterWithoutNotCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (RuleFilter filter : documents.filters()) {
      if (!excludes(filter.detection().condition())) {
        issues.accept(
            RuleIssue.warning(
                filter.conditionLocation(),
                "MW-FILTER-POLARITY",
                "without 'not' the filter keeps only the events it describes"));
      }
    }
  }

  private static boolean excludes(Condition condition) {
    return condition instanceof Condition.Not not && !(not.term() instanceof Condition.Not)
        || condition instanceof Condition.Or or
            && or.terms().stream().allMatch(FilterWithoutNotCheck::excludes)
        || condition instanceof Condition.And and
            && and.terms().stream().anyMatch(FilterWithoutNotCheck::excludes);
  }
}

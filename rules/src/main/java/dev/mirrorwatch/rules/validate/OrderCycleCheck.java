package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** {@code after} makes a stage wait for itself. */
final class OrderCycleCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (CorrelationDocument correlation : documents.correlations()) {
      for (Reference stage : correlation.after().keySet()) {
        if (waitsForItself(stage, correlation.after(), documents)) {
          issues.accept(
              RuleIssue.error(
                  stage.location(),
                  "MW-ORDER-CYCLE",
                  "'after' goes round in a circle: '" + stage.text() + "' comes after itself"));
          break;
        }
      }
    }
  }

  private static boolean waitsForItself(
      Reference start, Map<Reference, List<Reference>> after, RuleDocuments documents) {
    Set<String> seen = new TreeSet<>();
    Deque<Reference> open = new ArrayDeque<>(after.get(start));
    while (!open.isEmpty()) {
      Reference stage = open.pop();
      if (documents.same(stage, start)) {
        return true;
      }
      if (seen.add(stage.text())) {
        after.forEach(
            (later, earlier) -> {
              if (documents.same(later, stage)) {
                open.addAll(earlier);
              }
            });
      }
    }
    return false;
  }
}

package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Correlations that wait for each other, or that each say less than the other. */
final class ReferenceCycleCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    reportEachOnce("rules", CorrelationDocument::references, documents, issues);
    reportEachOnce("supersedes", CorrelationDocument::supersedes, documents, issues);
  }

  private static void reportEachOnce(
      String key,
      Function<CorrelationDocument, List<Reference>> references,
      RuleDocuments documents,
      Consumer<RuleIssue> issues) {
    Set<CorrelationDocument> reported = new HashSet<>();
    for (CorrelationDocument correlation : documents.correlations()) {
      for (Reference reference : references.apply(correlation)) {
        boolean itself = documents.correlation(reference).stream().anyMatch(correlation::equals);
        // SupersedesCheck has a message of its own for a rule that names itself.
        boolean reportedElsewhere = itself && key.equals("supersedes");
        if (!reported.contains(correlation)
            && !reportedElsewhere
            && leadsBack(correlation, reference, references, documents)) {
          reported.addAll(reached(reference, references, documents));
          issues.accept(
              RuleIssue.error(
                  reference.location(),
                  "MW-REFERENCE-CYCLE",
                  "'"
                      + key
                      + "' goes round in a circle: '"
                      + correlation.header().name()
                      + (itself
                          ? "' names itself"
                          : "' names itself by way of '" + reference.text() + "'")));
        }
      }
    }
  }

  private static boolean leadsBack(
      CorrelationDocument from,
      Reference reference,
      Function<CorrelationDocument, List<Reference>> references,
      RuleDocuments documents) {
    return reached(reference, references, documents).contains(from);
  }

  private static Set<CorrelationDocument> reached(
      Reference start,
      Function<CorrelationDocument, List<Reference>> references,
      RuleDocuments documents) {
    Set<CorrelationDocument> reached = new HashSet<>();
    ArrayDeque<Reference> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      documents
          .correlation(open.pop())
          .filter(reached::add)
          .ifPresent(correlation -> open.addAll(references.apply(correlation)));
    }
    return reached;
  }
}

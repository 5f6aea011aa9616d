package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Joins, {@code after}, aliases and conditions speak of a rule that the correlation does not list.
 */
final class StageReferenceCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (CorrelationDocument correlation : documents.correlations()) {
      List<String> listed = correlation.rules().stream().map(Reference::text).toList();
      spokenOf(correlation)
          .filter(stage -> correlation.rules().stream().noneMatch(r -> documents.same(r, stage)))
          .map(
              stage ->
                  RuleIssue.error(
                          stage.location(),
                          "MW-UNKNOWN-STAGE",
                          "'" + stage.text() + "' is not one of the correlation's rules")
                      .suggesting(stage.text(), listed))
          .forEach(issues);
    }
  }

  private static Stream<Reference> spokenOf(CorrelationDocument correlation) {
    return Stream.of(
            correlation.joins().stream().flatMap(join -> join.stages().stream()),
            correlation.after().keySet().stream(),
            correlation.after().values().stream().flatMap(List::stream),
            correlation.aliases().stream().flatMap(alias -> alias.fields().keySet().stream()),
            correlation.namesInCondition().stream())
        .flatMap(references -> references);
  }
}

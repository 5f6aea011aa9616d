package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Joins, {@code after}, aliases, conditions and demands on stages speak of a rule that the
 * correlation does not list.
 */
final class StageReferenceCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (CorrelationDocument correlation : documents.correlations()) {
      listed(ofStages(correlation), correlation.rules(), documents, issues);
      // What undoes a match has a group and shares values with it, too.
      listed(ofAll(correlation), correlation.references(), documents, issues);
      List<Reference> demands = List.copyOf(correlation.terms().stages().keySet());
      for (int i = 1; i < demands.size(); i++) {
        Reference stage = demands.get(i);
        if (demands.subList(0, i).stream().anyMatch(other -> documents.same(other, stage))) {
          issues.accept(
              RuleIssue.error(
                  stage.location(),
                  "MW-DUPLICATE-ELEMENT",
                  "'" + stage.text() + "' stands twice in 'stages'"));
        }
      }
    }
  }

  private static void listed(
      Stream<Reference> spokenOf,
      List<Reference> rules,
      RuleDocuments documents,
      Consumer<RuleIssue> issues) {
    List<String> names = rules.stream().map(Reference::text).toList();
    spokenOf
        .filter(stage -> rules.stream().noneMatch(rule -> documents.same(rule, stage)))
        .map(
            stage ->
                RuleIssue.error(
                        stage.location(),
                        "MW-UNKNOWN-STAGE",
                        "'" + stage.text() + "' is not one of the correlation's rules")
                    .suggesting(stage.text(), names))
        .forEach(issues);
  }

  private static Stream<Reference> ofStages(CorrelationDocument correlation) {
    return Stream.of(
            correlation.after().keySet().stream(),
            correlation.after().values().stream().flatMap(List::stream),
            correlation.terms().stages().keySet().stream(),
            correlation.namesInCondition().stream())
        .flatMap(references -> references);
  }

  private static Stream<Reference> ofAll(CorrelationDocument correlation) {
    return Stream.concat(
        correlation.joins().stream().flatMap(join -> join.stages().stream()),
        correlation.aliases().stream().flatMap(alias -> alias.fields().keySet().stream()));
  }
}

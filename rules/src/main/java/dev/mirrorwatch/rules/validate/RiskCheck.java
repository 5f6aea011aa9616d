package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RiskTerms;
import dev.mirrorwatch.rules.model.RiskTerms.Distinct;
import dev.mirrorwatch.rules.model.RiskTerms.OfEvidence;
import dev.mirrorwatch.rules.model.RiskTerms.Reason;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.Search;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A reason for a risk that can never hold, for it asks for a stage or a field that there is not,
 * and one that lowers the score by what the caller chooses.
 */
final class RiskCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    documents
        .risks()
        .flatMap(risk -> risk.reasons().stream())
        .forEach(reason -> check(reason, documents, issues));
  }

  private static void check(Reason reason, RuleDocuments documents, Consumer<RuleIssue> issues) {
    if (reason.test() instanceof Distinct distinct) {
      known(new Reference(distinct.field(), reason.location()), issues);
    }
    if (!(reason.test() instanceof OfEvidence evidence)) {
      return;
    }
    List<Detection.SearchIdentifier> searches = evidence.body().searches();
    for (Detection.SearchIdentifier search : searches) {
      FieldItems found = FieldItems.of(search.search());
      found.items().forEach(item -> known(item, documents, issues));
      if (!found.keywords().isEmpty()) {
        issues.accept(
            RuleIssue.error(
                search.location(),
                "MW-RISK",
                "evidence has no text to search for keywords, name a field"));
      }
    }
    boolean byUserAgent =
        searches.stream()
            .allMatch(search -> UserAgentExclusionCheck.Exclusions.onUserAgent(search.search()));
    if (reason.points() < 0 && !searches.isEmpty() && byUserAgent) {
      issues.accept(
          RuleIssue.error(
              reason.location(),
              "MW-USER-AGENT-EXCLUSION",
              "a reason must not lower the score by user agent alone, the caller chooses it:"
                  + " add a principal, an account or a network"));
    }
  }

  private static void known(
      Search.FieldItem item, RuleDocuments documents, Consumer<RuleIssue> issues) {
    if (!item.field().equals(RiskTerms.STAGE)) {
      known(new Reference(item.field(), item.location()), issues);
    } else if (item.modifiers().isEmpty()) {
      item.values().stream()
          .map(value -> new Reference(value.text(), value.location()))
          .filter(stage -> !stage.text().contains("*"))
          .filter(stage -> documents.detection(stage).map(DetectionRule::header).isEmpty())
          .map(stage -> KnownRules.unknownDetection(stage, documents))
          .forEach(issues);
    }
  }

  /** Evidence may come from any source. */
  private static void known(Reference field, Consumer<RuleIssue> issues) {
    if (FieldInventory.ALL.stream().anyMatch(inventory -> inventory.has(field.text()))) {
      return;
    }
    Set<String> names = new TreeSet<>();
    FieldInventory.ALL.forEach(inventory -> names.addAll(inventory.names()));
    issues.accept(
        RuleIssue.warning(
                field.location(), "MW-UNKNOWN-FIELD", "no event has a field '" + field.text() + "'")
            .suggesting(field.text(), names));
  }
}

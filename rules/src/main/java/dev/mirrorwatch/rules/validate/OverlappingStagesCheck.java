package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.Search;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Two stages that the same call can be: then one event may be both, and the sequence shrinks.
 * Stages are told apart by a field that must equal different values; those whose calls overlap and
 * that no field tells apart are reported.
 */
final class OverlappingStagesCheck implements RuleCheck {

  private static final List<String> CALL = List.of("eventName", "event.action", "eventSource");

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (CorrelationDocument correlation : documents.correlations()) {
      if (correlation.type().isTemporal() && !correlation.distinctEvents()) {
        check(correlation.rules(), documents, issues);
      }
    }
  }

  private static void check(
      List<Reference> stages, RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (int later = 1; later < stages.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        Optional<DetectionRule> one = documents.detection(stages.get(earlier));
        Optional<DetectionRule> other = documents.detection(stages.get(later));
        if (one.isPresent()
            && other.isPresent()
            && one.get() != other.get()
            && canBeTheSameCall(one.get(), other.get())) {
          issues.accept(
              RuleIssue.warning(
                  stages.get(later).location(),
                  "MW-OVERLAPPING-STAGES",
                  "one event can be both '"
                      + stages.get(earlier).text()
                      + "' and '"
                      + stages.get(later).text()
                      + "': tell them apart, or say 'distinct_events: true' in 'mirrorwatch'"));
        }
      }
    }
  }

  private static boolean canBeTheSameCall(DetectionRule one, DetectionRule other) {
    boolean sameCall = false;
    for (String field : fieldsOf(one.detection())) {
      Optional<TreeSet<String>> ofOne = SelectiveValues.of(one, field);
      Optional<TreeSet<String>> ofOther = SelectiveValues.of(other, field);
      if (ofOne.isPresent() && ofOther.isPresent()) {
        if (ofOne.get().stream().noneMatch(ofOther.get()::contains)) {
          return false;
        }
        sameCall |= CALL.contains(field);
      }
    }
    return sameCall;
  }

  private static Set<String> fieldsOf(Detection body) {
    Set<String> fields = new TreeSet<>();
    for (Detection.SearchIdentifier identifier : body.searches()) {
      FieldItems.of(identifier.search()).items().stream()
          .map(Search.FieldItem::field)
          .forEach(fields::add);
    }
    return fields;
  }
}

package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.LogSource;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.Search;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Two stages that the same call can be: then one event may be both, and the sequence shrinks.
 * Stages are told apart by their log sources, by a field that must equal different values, or by a
 * call that the other's words for it do not fit.
 */
final class OverlappingStagesCheck implements RuleCheck {

  private static final List<String> CALL = List.of("eventName", "event.action", "eventSource");

  private static final Set<FieldModifier> PARTS =
      Set.of(FieldModifier.STARTSWITH, FieldModifier.ENDSWITH, FieldModifier.CONTAINS);

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
    if (!mayMeet(one.logSource(), other.logSource())) {
      return false;
    }
    for (String field : fieldsOf(one.detection())) {
      Optional<TreeSet<String>> ofOne = SelectiveValues.of(one, field);
      Optional<TreeSet<String>> ofOther = SelectiveValues.of(other, field);
      if (ofOne.isPresent()
          && ofOther.isPresent()
          && ofOne.get().stream().noneMatch(ofOther.get()::contains)) {
        return false;
      }
    }
    return mayBeCalled(one, other) && mayBeCalled(other, one);
  }

  private static boolean mayMeet(LogSource one, LogSource other) {
    return mayMeet(one.product(), other.product())
        && mayMeet(one.service(), other.service())
        && mayMeet(one.category(), other.category());
  }

  private static boolean mayMeet(String one, String other) {
    return one == null || other == null || one.equalsIgnoreCase(other);
  }

  /** Whether a call that the one asks for can fit what the other says of calls. */
  private static boolean mayBeCalled(DetectionRule one, DetectionRule other) {
    for (String field : CALL) {
      List<Search.FieldItem> words = itemsOn(field, other.detection());
      Optional<TreeSet<String>> calls = SelectiveValues.of(one, field);
      if (calls.isPresent()
          && !words.isEmpty()
          && calls.get().stream()
              .noneMatch(call -> words.stream().anyMatch(word -> mayFit(word, call)))) {
        return false;
      }
      // Of two that both have only parts of names, nothing is known.
      if (calls.isEmpty()
          && !itemsOn(field, one.detection()).isEmpty()
          && SelectiveValues.of(other, field).isEmpty()
          && !words.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static boolean mayFit(Search.FieldItem item, String call) {
    if (!PARTS.containsAll(item.modifiers())) {
      return true;
    }
    return item.values().stream()
        .map(value -> value.text().toLowerCase(Locale.ROOT))
        .anyMatch(
            text ->
                text.contains("*")
                    || text.contains("?")
                    || (item.modifiers().contains(FieldModifier.STARTSWITH)
                        ? call.toLowerCase(Locale.ROOT).startsWith(text)
                        : item.modifiers().contains(FieldModifier.ENDSWITH)
                            ? call.toLowerCase(Locale.ROOT).endsWith(text)
                            : item.modifiers().contains(FieldModifier.CONTAINS)
                                ? call.toLowerCase(Locale.ROOT).contains(text)
                                : call.equalsIgnoreCase(text)));
  }

  private static List<Search.FieldItem> itemsOn(String field, Detection body) {
    return body.searches().stream()
        .flatMap(identifier -> FieldItems.of(identifier.search()).items().stream())
        .filter(item -> item.field().equals(field))
        .toList();
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

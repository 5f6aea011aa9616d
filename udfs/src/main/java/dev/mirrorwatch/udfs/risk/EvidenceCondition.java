package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.rules.compile.DetectionCompiler;
import dev.mirrorwatch.rules.compile.ExpandedValues;
import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.rules.match.EventPredicate;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.Detection.SearchIdentifier;
import dev.mirrorwatch.rules.model.RiskTerms;
import dev.mirrorwatch.udfs.event.Evidence;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Searches over the events of an alert, and a condition over which of them found something. */
final class EvidenceCondition {

  private final Detection body;
  private final Map<String, EventPredicate> searches = new HashMap<>();

  /**
   * @param body that passed the checks
   */
  EvidenceCondition(Detection body, ExpandedValues expanded) {
    this.body = body;
    for (SearchIdentifier search : body.searches()) {
      Detection alone =
          new Detection(List.of(search), new Condition.Named(search.name(), search.location()));
      searches.put(
          search.name(),
          DetectionCompiler.compile(
              alone,
              expanded,
              issue -> {
                throw new IllegalStateException("found only after the checks: " + issue);
              }));
    }
  }

  /**
   * The events that showed it, in their order, or nothing where the condition does not hold. They
   * are none where it holds for what is missing.
   */
  Optional<List<Evidence>> shownBy(List<Evidence> evidence) {
    Map<String, List<Evidence>> found = new LinkedHashMap<>();
    searches.forEach(
        (name, predicate) ->
            found.put(
                name,
                evidence.stream().filter(item -> predicate.matches(new Fields(item))).toList()));
    if (!body.condition().accept(new Evaluation(found))) {
      return Optional.empty();
    }
    Set<Evidence> shown = new LinkedHashSet<>();
    body.condition().accept(new Wanted(found, false, shown));
    return Optional.of(evidence.stream().filter(shown::contains).toList());
  }

  /** An event of the evidence as searches see it. */
  private record Fields(Evidence item) implements EventFields {

    @Override
    public List<String> values(String field) {
      return field.equals(RiskTerms.STAGE) ? List.of(item.stage()) : item.fields().values(field);
    }

    @Override
    public boolean has(String field) {
      return field.equals(RiskTerms.STAGE) || item.fields().has(field);
    }

    @Override
    public List<String> leaves() {
      return item.fields().leaves();
    }
  }

  private record Evaluation(Map<String, List<Evidence>> found)
      implements Condition.Visitor<Boolean> {

    @Override
    public Boolean and(Condition.And condition) {
      return condition.terms().stream().allMatch(term -> term.accept(this));
    }

    @Override
    public Boolean or(Condition.Or condition) {
      return condition.terms().stream().anyMatch(term -> term.accept(this));
    }

    @Override
    public Boolean not(Condition.Not condition) {
      return !condition.term().accept(this);
    }

    @Override
    public Boolean named(Condition.Named condition) {
      return !found.get(condition.name()).isEmpty();
    }

    @Override
    public Boolean quantified(Condition.Quantified condition) {
      var meant = found.entrySet().stream().filter(search -> condition.means(search.getKey()));
      return condition.all()
          ? meant.allMatch(search -> !search.getValue().isEmpty())
          : meant.anyMatch(search -> !search.getValue().isEmpty());
    }
  }

  /** Collects the events of the searches that do not stand below {@code not}. */
  private record Wanted(Map<String, List<Evidence>> found, boolean negated, Set<Evidence> shown)
      implements Condition.Visitor<Void> {

    @Override
    public Void and(Condition.And condition) {
      condition.terms().forEach(term -> term.accept(this));
      return null;
    }

    @Override
    public Void or(Condition.Or condition) {
      condition.terms().forEach(term -> term.accept(this));
      return null;
    }

    @Override
    public Void not(Condition.Not condition) {
      return condition.term().accept(new Wanted(found, !negated, shown));
    }

    @Override
    public Void named(Condition.Named condition) {
      if (!negated) {
        shown.addAll(found.get(condition.name()));
      }
      return null;
    }

    @Override
    public Void quantified(Condition.Quantified condition) {
      if (!negated) {
        found.entrySet().stream()
            .filter(search -> condition.means(search.getKey()))
            .forEach(search -> shown.addAll(search.getValue()));
      }
      return null;
    }
  }
}

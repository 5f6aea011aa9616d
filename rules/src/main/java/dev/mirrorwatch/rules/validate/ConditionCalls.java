package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The search identifiers that a condition calls, by name and by pattern. */
final class ConditionCalls implements Condition.Visitor<Void> {

  private final List<Condition.Named> named = new ArrayList<>();
  private final List<Condition.Quantified> quantified = new ArrayList<>();

  static ConditionCalls of(Detection detection) {
    ConditionCalls calls = new ConditionCalls();
    detection.condition().accept(calls);
    return calls;
  }

  /** Every detection body of the set: those of rules, of filters and of reasons for a risk. */
  static Stream<Detection> bodies(RuleDocuments documents) {
    return Stream.of(
            documents.detections().stream().map(rule -> rule.detection()),
            documents.filters().stream().map(filter -> filter.detection()),
            documents.risks().flatMap(risk -> risk.bodies().stream()))
        .flatMap(bodies -> bodies);
  }

  List<Condition.Named> named() {
    return named;
  }

  List<Condition.Quantified> quantified() {
    return quantified;
  }

  boolean call(String search) {
    return named.stream().anyMatch(call -> call.name().equals(search))
        || quantified.stream().anyMatch(call -> call.means(search));
  }

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
    return condition.term().accept(this);
  }

  @Override
  public Void named(Condition.Named condition) {
    named.add(condition);
    return null;
  }

  @Override
  public Void quantified(Condition.Quantified condition) {
    quantified.add(condition);
    return null;
  }
}

package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.model.Condition;
import java.util.List;
import java.util.stream.Collectors;

/** A condition as a rule file may have it. */
public final class ConditionText implements Condition.Visitor<String> {

  private static final ConditionText TEXT = new ConditionText();

  private ConditionText() {}

  /** One line. */
  public static String of(Condition condition) {
    return condition.accept(TEXT);
  }

  @Override
  public String and(Condition.And condition) {
    return joined(condition.terms(), " and ");
  }

  @Override
  public String or(Condition.Or condition) {
    return joined(condition.terms(), " or ");
  }

  @Override
  public String not(Condition.Not condition) {
    return "not " + inner(condition.term());
  }

  @Override
  public String named(Condition.Named condition) {
    return condition.name();
  }

  @Override
  public String quantified(Condition.Quantified condition) {
    return (condition.all() ? "all of " : "1 of ") + condition.pattern();
  }

  private static String joined(List<Condition> terms, String word) {
    return terms.stream().map(ConditionText::inner).collect(Collectors.joining(word));
  }

  private static String inner(Condition term) {
    boolean compound = term instanceof Condition.And || term instanceof Condition.Or;
    return compound ? "(" + of(term) + ")" : of(term);
  }
}

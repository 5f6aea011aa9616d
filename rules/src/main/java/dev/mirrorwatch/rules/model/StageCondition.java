package dev.mirrorwatch.rules.model;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A condition over the stages of a correlation: which must be there, and which must not.
 *
 * @param condition {@code and}, {@code or}, {@code not} over canonical names of stages
 */
public record StageCondition(Condition condition) {

  /** The stages that help the condition by being there. */
  public Set<String> positiveStages() {
    return stages(false);
  }

  /** The stages that help the condition by being absent. */
  public Set<String> negatedStages() {
    return stages(true);
  }

  /**
   * Whether the condition holds.
   *
   * @param seen asked for a stage that must be there
   * @param seenAnywhere asked for a stage that must not be there
   */
  public boolean holds(Predicate<String> seen, Predicate<String> seenAnywhere) {
    return condition.accept(new Evaluation(seen, seenAnywhere));
  }

  private Set<String> stages(boolean negated) {
    Set<String> stages = new LinkedHashSet<>();
    condition.accept(new Names(stages, negated));
    return stages;
  }

  private record Evaluation(Predicate<String> seen, Predicate<String> other)
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
      return !condition.term().accept(new Evaluation(other, seen));
    }

    @Override
    public Boolean named(Condition.Named condition) {
      return seen.test(condition.name());
    }

    @Override
    public Boolean quantified(Condition.Quantified condition) {
      throw new IllegalArgumentException("a condition over stages has no '" + condition + "'");
    }
  }

  /**
   * @param negated whether the names below an odd number of {@code not} are wanted, or the others
   * @param within whether this part stands below an odd number of them
   */
  private record Names(Set<String> into, boolean negated, boolean within)
      implements Condition.Visitor<Void> {

    Names(Set<String> into, boolean negated) {
      this(into, negated, false);
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
      condition.term().accept(new Names(into, negated, !within));
      return null;
    }

    @Override
    public Void named(Condition.Named condition) {
      if (within == negated) {
        into.add(condition.name());
      }
      return null;
    }

    @Override
    public Void quantified(Condition.Quantified condition) {
      return null;
    }
  }
}

package dev.mirrorwatch.rules.model;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A condition over the stages of a correlation: which must be there, and which must not.
 *
 * @param condition {@code and}, {@code or}, {@code not} over canonical names of stages
 */
public record StageCondition(Condition condition) {

  /** The stages by the names they have here and where, each once, in the order of the text. */
  public List<Reference> references() {
    Map<String, Reference> references = new LinkedHashMap<>();
    condition.accept(
        new Mentions(
            false,
            (named, negated) ->
                references.putIfAbsent(
                    named.name(), new Reference(named.name(), named.location()))));
    return List.copyOf(references.values());
  }

  /** The stages that help the condition by being there. */
  public Set<String> positiveStages() {
    return stages(false);
  }

  /** The stages that help the condition by being absent. */
  public Set<String> negatedStages() {
    return stages(true);
  }

  /** The same condition with other names. */
  public StageCondition renamed(UnaryOperator<String> names) {
    return new StageCondition(condition.accept(new Renaming(names)));
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

  private Set<String> stages(boolean wanted) {
    Set<String> stages = new LinkedHashSet<>();
    condition.accept(
        new Mentions(
            false,
            (name, negated) -> {
              if (negated == wanted) {
                stages.add(name.name());
              }
            }));
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
      throw unexpected(condition);
    }
  }

  /**
   * Tells every mention of a stage.
   *
   * @param negated whether this part stands below an odd number of {@code not}
   */
  private record Mentions(boolean negated, BiConsumer<Condition.Named, Boolean> told)
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
      return condition.term().accept(new Mentions(!negated, told));
    }

    @Override
    public Void named(Condition.Named condition) {
      told.accept(condition, negated);
      return null;
    }

    @Override
    public Void quantified(Condition.Quantified condition) {
      throw unexpected(condition);
    }
  }

  private record Renaming(UnaryOperator<String> names) implements Condition.Visitor<Condition> {

    @Override
    public Condition and(Condition.And condition) {
      return new Condition.And(condition.terms().stream().map(term -> term.accept(this)).toList());
    }

    @Override
    public Condition or(Condition.Or condition) {
      return new Condition.Or(condition.terms().stream().map(term -> term.accept(this)).toList());
    }

    @Override
    public Condition not(Condition.Not condition) {
      return new Condition.Not(condition.term().accept(this));
    }

    @Override
    public Condition named(Condition.Named condition) {
      return new Condition.Named(names.apply(condition.name()), condition.location());
    }

    @Override
    public Condition quantified(Condition.Quantified condition) {
      throw unexpected(condition);
    }
  }

  private static IllegalArgumentException unexpected(Condition.Quantified condition) {
    return new IllegalArgumentException("a condition over stages has no " + condition);
  }
}

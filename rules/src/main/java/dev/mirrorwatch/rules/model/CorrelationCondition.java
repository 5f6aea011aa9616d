package dev.mirrorwatch.rules.model;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * What a correlation demands of the events in its timespan.
 *
 * @param bounds each must hold for the number that the type makes of the events: their count, the
 *     number of different values or stages, the sum, average, percentile or median; empty when
 *     {@code stages} says it
 * @param fields the field, or for {@code value_count} the fields whose tuples are counted
 * @param percentile 0 to 100, of {@code value_percentile}; 50 otherwise
 * @param stages which stages must be there and which must not, or {@code null}; its names are
 *     stages
 */
public record CorrelationCondition(
    List<Bound> bounds, List<String> fields, double percentile, Condition stages)
    implements Serializable {

  /** {@code gte: 5} and the like. */
  public record Bound(Operator operator, double value) implements Serializable {

    /** As a rule file has it, such as {@code gte: 5}. */
    public String text() {
      // Not 5.0, and not 1.0E7.
      return operator.sigma()
          + ": "
          + BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /** Whether it holds for the number; never for what is not one. */
    public boolean holds(double number) {
      return switch (operator) {
        case GT -> number > value;
        case GTE -> number >= value;
        case LT -> number < value;
        case LTE -> number <= value;
        case EQ -> number == value;
        case NEQ -> number < value || number > value;
      };
    }
  }

  /** How a number is compared with a bound. */
  public enum Operator {
    GT,
    GTE,
    LT,
    LTE,
    EQ,
    NEQ;

    /** The word used in rule files. */
    public String sigma() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether greater numbers only ever help. */
    public boolean isLowerBound() {
      return this == GT || this == GTE;
    }
  }

  public CorrelationCondition {
    bounds = List.copyOf(bounds);
    fields = List.copyOf(fields);
  }

  /** {@code gte} and nothing else. */
  public static CorrelationCondition atLeast(int number, List<String> fields) {
    return new CorrelationCondition(List.of(new Bound(Operator.GTE, number)), fields, 50, null);
  }

  /** A condition over stages. */
  public static CorrelationCondition over(Condition stages) {
    return new CorrelationCondition(List.of(), List.of(), 50, stages);
  }

  /** Whether every bound holds for the number. */
  public boolean holds(double number) {
    return bounds.stream().allMatch(bound -> bound.holds(number));
  }

  /** Whether all bounds are lower ones, so that no later event can undo what holds. */
  public boolean hasOnlyLowerBounds() {
    return bounds.stream().allMatch(bound -> bound.operator().isLowerBound());
  }

  /**
   * Whether only the end of a window can decide: an upper bound, an equality or a {@code not} may
   * still be undone by the next event.
   */
  public boolean isDecidedAtWindowEnd() {
    return !hasOnlyLowerBounds()
        || stages != null && !new StageCondition(stages).negatedStages().isEmpty();
  }

  /** The smallest whole number that meets the lower bounds; 0 without any. */
  public int atLeast() {
    return bounds.stream()
        .filter(bound -> bound.operator().isLowerBound())
        .mapToInt(
            bound ->
                bound.operator() == Operator.GT
                    ? (int) Math.floor(bound.value()) + 1
                    : (int) Math.ceil(bound.value()))
        .max()
        .orElse(0);
  }
}

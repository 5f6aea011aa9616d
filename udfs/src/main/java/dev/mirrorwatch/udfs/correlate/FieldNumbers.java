package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/**
 * Sum, average, percentile or median of the numbers in a field. One event that matches two of the
 * rules counts once, each element of a list counts, and what is not a number is skipped.
 */
public final class FieldNumbers implements Measure {

  /** What JSON calls a number. */
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,300}(\\.\\d{1,300})?([eE][+-]?\\d{1,3})?");

  private final String field;
  private final CorrelationType type;
  private final double percentile;

  FieldNumbers(CorrelationRule rule) {
    this.field = rule.condition().fields().get(0);
    this.type = rule.type();
    this.percentile = rule.condition().percentile();
  }

  /** Whether the rule asks for a number that the hit does not have. */
  public static boolean areMissing(CorrelationRule rule, StageHit hit) {
    return rule.type().isNumeric()
        && numbers(hit, rule.condition().fields().get(0)).findFirst().isEmpty();
  }

  @Override
  public double of(List<StageHit> hits) {
    Set<String> events = new HashSet<>();
    double[] numbers =
        hits.stream()
            .filter(hit -> events.add(hit.eventId()))
            .flatMapToDouble(hit -> numbers(hit, field))
            .sorted()
            .toArray();
    if (numbers.length == 0) {
      return Double.NaN;
    }
    return switch (type) {
      case VALUE_SUM -> Arrays.stream(numbers).sum();
      case VALUE_AVG -> Arrays.stream(numbers).sum() / numbers.length;
      default -> at(percentile / 100, numbers);
    };
  }

  /** Between two numbers on the way from one to the next, so that the middle is the median. */
  private static double at(double share, double[] sorted) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    double rest = place - below;
    return rest == 0 ? sorted[below] : sorted[below] + rest * (sorted[below + 1] - sorted[below]);
  }

  private static DoubleStream numbers(StageHit hit, String field) {
    return hit.links().values(field).stream()
        .map(FieldNumbers::number)
        .flatMapToDouble(OptionalDouble::stream);
  }

  private static OptionalDouble number(String text) {
    if (text == null || !NUMBER.matcher(text).matches()) {
      return OptionalDouble.empty();
    }
    double number = Double.parseDouble(text);
    return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
  }
}

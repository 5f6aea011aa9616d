package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.List;

/** The number that a correlation type makes of some hits, to be compared with the rule's bounds. */
public interface Measure {

  /** The number; not a number where the hits have none, and then no bound holds. */
  double of(List<StageHit> hits);

  /** The measure of a rule's type. */
  static Measure of(CorrelationRule rule) {
    return switch (rule.type()) {
      case EVENT_COUNT -> hits -> hits.stream().map(StageHit::eventId).distinct().count();
      case VALUE_COUNT -> new ValueCount(rule.condition().fields());
      case VALUE_SUM, VALUE_AVG, VALUE_PERCENTILE, VALUE_MEDIAN -> new FieldNumbers(rule);
      case TEMPORAL -> hits -> hits.stream().map(StageHit::stage).distinct().count();
      case TEMPORAL_ORDERED -> new OrderedStages(rule)::longest;
    };
  }
}

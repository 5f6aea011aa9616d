package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import java.time.Duration;
import java.util.List;

/**
 * How much later than its events a stage may come: an inner correlation that the end of a window
 * decides speaks one timespan after the window's first event.
 */
final class InnerDelay {

  private final List<CorrelationRule> rules;

  InnerDelay(List<CorrelationRule> rules) {
    this.rules = rules;
  }

  /** The longest delay of the rule's stages. */
  Duration of(CorrelationRule rule) {
    return rules.stream()
        .filter(inner -> rule.stages().contains(inner.header().name()))
        .map(inner -> inner.decidedAtWindowEnd() ? of(inner).plus(inner.timespan()) : of(inner))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}

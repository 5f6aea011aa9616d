package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import java.time.Duration;
import java.util.List;

/**
 * How far behind the watermark a rule's events may be and still count. A stage that is an alert of
 * another rule may be further behind than an event: where time decides that rule, its alert is told
 * one timespan after the window's first event, or when nothing that undoes it has come for long
 * enough.
 */
final class InnerDelay {

  private final List<CorrelationRule> rules;
  private final Duration ofJob;

  /**
   * @param ofJob what the job allows, for rules that do not say it
   */
  InnerDelay(List<CorrelationRule> rules, Duration ofJob) {
    this.rules = rules;
    this.ofJob = ofJob;
  }

  /** What the rule, or the slowest rule below it, needs. */
  Duration allowedLateness(CorrelationRule rule) {
    Duration own = rule.terms().allowedLateness() == null ? ofJob : rule.terms().allowedLateness();
    return rules.stream()
        .filter(inner -> rule.references().contains(inner.header().name()))
        .map(inner -> allowedLateness(inner).plus(delay(inner)))
        .filter(slower -> slower.compareTo(own) > 0)
        .max(Duration::compareTo)
        .orElse(own);
  }

  private static Duration delay(CorrelationRule inner) {
    return inner.decidedAtWindowEnd()
        ? inner.timespan()
        : inner.terms().absence() == null ? Duration.ZERO : inner.terms().absence().within();
  }
}

package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One correlation rule on one group at a time. Plain logic over a {@link GroupState}: the same
 * arrivals tell the same in the job and in a test of the rule.
 */
public interface GroupCorrelation {

  /**
   * Takes in one hit.
   *
   * @param watermark event time in epoch milliseconds, as far as it is known to be complete
   * @param now processing time in epoch milliseconds, for the alert
   */
  void arrive(StageHit hit, long watermark, long now, GroupState state, GroupOutput out);

  /**
   * The watermark has passed the time that the state asked to be woken at.
   *
   * @param time what was asked for
   * @param ended whether nothing more comes at all: what waits for time that the log does not cover
   *     stays undecided
   */
  void wake(long time, boolean ended, long now, GroupState state, GroupOutput out);

  /**
   * The correlations of a rule set, by the rule's name.
   *
   * @param rules all of them, for one may be a stage of another
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  static Map<String, GroupCorrelation> of(List<CorrelationRule> rules, Duration allowedLateness) {
    Map<String, GroupCorrelation> correlations = new HashMap<>();
    InnerDelay delay = new InnerDelay(rules, allowedLateness);
    for (CorrelationRule rule : rules) {
      correlations.put(rule.header().name(), of(rule, delay.allowedLateness(rule)));
    }
    return correlations;
  }

  /**
   * The correlation for a rule.
   *
   * @param allowedLateness how far behind the watermark a hit may be and still count
   */
  static GroupCorrelation of(CorrelationRule rule, Duration allowedLateness) {
    return rule.decidedAtWindowEnd()
        ? new WindowCorrelation(rule, allowedLateness)
        : new ImmediateCorrelation(rule, allowedLateness);
  }
}

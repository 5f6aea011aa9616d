package dev.mirrorwatch.rules.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A Sigma detection.
 *
 * @param detection what an event must look like
 * @param filters what it must also look like: the bodies of the filter documents that apply
 * @param stage whether the rule is only ever a building block and never alerts by itself
 * @param risk what its alerts are scored by, or {@code null}
 */
public record DetectionRule(
    RuleHeader header,
    LogSource logSource,
    Detection detection,
    List<Detection> filters,
    boolean stage,
    RiskTerms risk)
    implements Rule {

  public DetectionRule {
    filters = List.copyOf(filters);
  }

  /** This rule with another header. */
  public DetectionRule headed(RuleHeader other) {
    return new DetectionRule(other, logSource, detection, filters, stage, risk);
  }

  /** What the rule says itself. */
  public DetectionRule withoutFilters() {
    return new DetectionRule(header, logSource, detection, List.of(), stage, risk);
  }

  /** This rule with one more filter folded in. */
  public DetectionRule withFilter(Detection filter) {
    List<Detection> more = new ArrayList<>(filters);
    more.add(filter);
    return new DetectionRule(header, logSource, detection, more, stage, risk);
  }
}

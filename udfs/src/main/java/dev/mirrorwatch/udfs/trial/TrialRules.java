package dev.mirrorwatch.udfs.trial;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.Approval;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.alert.Supersession;
import dev.mirrorwatch.udfs.correlate.GroupCorrelation;
import dev.mirrorwatch.udfs.match.AlertMatcher;
import dev.mirrorwatch.udfs.match.RuleMatcher;
import dev.mirrorwatch.udfs.risk.AlertScoring;
import dev.mirrorwatch.udfs.risk.FamilyScoring;
import dev.mirrorwatch.udfs.risk.ScoringOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule set made ready for trials, which takes longer than most of them. Trials on one thread may
 * share it: what they see is kept by each of them.
 */
public final class TrialRules {

  final RuleSet rules;
  final Duration allowedLateness;
  final RuleMatcher matcher;
  final Map<String, GroupCorrelation> correlations;
  final Supersession supersession;
  final FamilyScoring scoring;

  /** For each level, which of its stages an alert of the levels below is. */
  final List<AlertMatcher> fromBelow = new ArrayList<>();

  final Map<String, Integer> levels = new HashMap<>();

  /** Where nothing is approved. */
  public TrialRules(RuleSet rules, Duration allowedLateness) {
    this(rules, allowedLateness, List.of());
  }

  /**
   * @param allowedLateness how far an event may be behind the watermark and still count
   * @param approvals what alerts are held against
   */
  public TrialRules(RuleSet rules, Duration allowedLateness, List<Approval> approvals) {
    this.rules = rules;
    this.allowedLateness = allowedLateness;
    this.matcher = new RuleMatcher(rules);
    this.correlations = GroupCorrelation.of(rules.correlations(), allowedLateness);
    this.supersession = new Supersession(rules.correlations(), allowedLateness);
    this.scoring =
        new FamilyScoring(new AlertScoring(rules, approvals), ScoringOptions.of(approvals));
    for (List<CorrelationRule> level : rules.levels()) {
      level.forEach(rule -> levels.put(rule.header().name(), fromBelow.size()));
      fromBelow.add(new AlertMatcher(level));
    }
  }

  /** Asks the detections of the set, as the trials do. */
  public RuleMatcher matcher() {
    return matcher;
  }
}

package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Rule;
import dev.mirrorwatch.udfs.trial.TrialRules;
import java.time.Duration;

/** The way in: questions about the rules of a set, one after the other. */
public final class Inquiries {

  private final RuleSet rules;
  private final TrialRules trialRules;

  public Inquiries(RuleSet rules) {
    this.rules = rules;
    this.trialRules = new TrialRules(rules, Duration.ZERO);
  }

  /**
   * An inquiry into one rule.
   *
   * @param rule an active rule of the set
   * @param now epoch milliseconds: no event counts as later than that
   */
  public Inquiry into(Rule rule, Question question, long now) {
    return rule instanceof CorrelationRule correlation
        ? new CorrelationInquiry(correlation, rules, trialRules, question, now)
        : new DetectionInquiry((DetectionRule) rule, rules, question);
  }
}

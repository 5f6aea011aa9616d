package dev.mirrorwatch.udfs.trial;

import dev.mirrorwatch.rules.CompiledRule;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.explain.DetectionCoverage;
import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.RiskTerms;
import dev.mirrorwatch.rules.model.RiskTerms.Fact;
import dev.mirrorwatch.rules.model.Rule;
import dev.mirrorwatch.udfs.event.Risk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which parts of rules the tests have touched: branches of detections, stages of correlations,
 * reasons of risks.
 */
public final class TestCoverage {

  private final RuleSet rules;
  private final boolean approvals;
  private final Map<String, DetectionCoverage> detections = new HashMap<>();
  private final Map<String, Set<String>> stages = new HashMap<>();
  private final Map<String, Set<String>> reasons = new HashMap<>();
  private final Set<String> tested = new HashSet<>();
  private final Set<String> alerted = new HashSet<>();
  private final Set<String> silent = new HashSet<>();

  /**
   * @param approvals whether there are any, without which nothing lacks one
   */
  TestCoverage(RuleSet rules, boolean approvals) {
    this.rules = rules;
    this.approvals = approvals;
    rules.detections().stream()
        .map(CompiledRule::rule)
        .forEach(
            rule ->
                detections.put(
                    rule.header().name(), new DetectionCoverage(rule, rules.placeholders())));
  }

  /** A test was about that rule. */
  void tested(String rule) {
    tested.add(rule);
  }

  void see(DetectionRule rule, EventFields event) {
    detections.get(rule.header().name()).see(event);
  }

  /** A whole record in a timeline touches the rule under test, or its stages. */
  void seeRecord(String rule, EventFields event) {
    List<String> asked =
        rules.rule(rule).orElseThrow() instanceof CorrelationRule correlation
            ? correlation.references()
            : List.of(rule);
    asked.stream()
        .filter(detections::containsKey)
        .forEach(detection -> detections.get(detection).see(event));
  }

  void seeTimeline(String rule, Set<String> stagesMet, boolean alert) {
    stages.computeIfAbsent(rule, unseen -> new HashSet<>()).addAll(stagesMet);
    (alert ? alerted : silent).add(rule);
  }

  /** An alert came whose score the test asks for. */
  void seeScore(String rule, Risk risk) {
    Set<String> shown = reasons.computeIfAbsent(rule, unseen -> new HashSet<>());
    risk.reasons().forEach(reason -> shown.add(reason.name()));
  }

  /**
   * What no test touched, by rule, in the order of the rule set; rules with nothing left are not in
   * it.
   *
   * @param names the rules asked about
   */
  public Map<String, List<String>> untested(Set<String> names) {
    Map<String, List<String>> untested = new LinkedHashMap<>();
    for (Rule rule : rules.all()) {
      String name = rule.header().name();
      if (names.contains(name) && rules.rule(name).isPresent()) {
        List<String> left = tested.contains(name) ? left(rule) : List.of("no test");
        if (!left.isEmpty()) {
          untested.put(name, left);
        }
      }
    }
    return untested;
  }

  private List<String> left(Rule rule) {
    String name = rule.header().name();
    if (!(rule instanceof CorrelationRule correlation)) {
      return Stream.concat(detections.get(name).untested().stream(), reasonsLeft(name)).toList();
    }
    List<String> left = new ArrayList<>();
    Set<String> met = stages.getOrDefault(name, Set.of());
    correlation.references().stream()
        .filter(stage -> !met.contains(stage))
        .forEach(stage -> left.add("stage '" + stage + "' never met"));
    if (!alerted.contains(name)) {
      left.add("never alerted");
    }
    if (!silent.contains(name)) {
      left.add("never silent");
    }
    reasonsLeft(name).forEach(left::add);
    return left;
  }

  private Stream<String> reasonsLeft(String rule) {
    Set<String> shown = reasons.getOrDefault(rule, Set.of());
    return rules.riskOf(rule).stream()
        .flatMap(risk -> risk.reasons().stream())
        .filter(
            reason ->
                approvals || !reason.test().equals(new RiskTerms.OfFact(Fact.TARGET_NOT_APPROVED)))
        .map(RiskTerms.Reason::name)
        .filter(reason -> !shown.contains(reason))
        .map(reason -> "reason '" + reason + "' in no score asked for");
  }
}

package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.match.AlertMatcher;
import dev.mirrorwatch.udfs.match.RuleMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A correlation and the rules that decide with it on what is told: those that supersede it or that
 * it supersedes, and all that are stages of these.
 */
final class Kin {

  private final Map<String, CorrelationRule> rules = new LinkedHashMap<>();
  private final Set<String> inner = new LinkedHashSet<>();
  private final Set<String> family = new LinkedHashSet<>();
  private final RuleMatcher matcher;
  private final AlertMatcher alerts;

  Kin(CorrelationRule rule, RuleSet all, RuleMatcher matcher) {
    Map<String, CorrelationRule> correlations = new LinkedHashMap<>();
    all.correlations().forEach(other -> correlations.put(other.header().name(), other));
    addFamily(rule, correlations);
    family.forEach(name -> rules.put(name, correlations.get(name)));
    rule.references().stream().filter(correlations::containsKey).forEach(inner::add);
    List.copyOf(rules.values()).forEach(member -> addStages(member, correlations));
    this.matcher = matcher;
    this.alerts = new AlertMatcher(List.copyOf(rules.values()));
  }

  private void addFamily(CorrelationRule rule, Map<String, CorrelationRule> correlations) {
    if (family.add(rule.header().name())) {
      for (CorrelationRule other : correlations.values()) {
        if (rule.supersedes().contains(other.header().name())
            || other.supersedes().contains(rule.header().name())) {
          addFamily(other, correlations);
        }
      }
    }
  }

  private void addStages(CorrelationRule rule, Map<String, CorrelationRule> correlations) {
    for (String stage : rule.references()) {
      CorrelationRule below = correlations.get(stage);
      if (below != null && rules.putIfAbsent(stage, below) == null) {
        addStages(below, correlations);
      }
    }
  }

  CorrelationRule rule(String name) {
    return rules.get(name);
  }

  /** Names of the correlations that are stages of the one in question. */
  Set<String> inner() {
    return inner;
  }

  boolean isFamily(String rule) {
    return family.contains(rule);
  }

  /**
   * The event as a stage of each of these rules.
   *
   * @param ungrouped told the rules, and the stages, for which the event has no group
   */
  List<StageHit> hits(AuditEvent event, BiConsumer<CorrelationRule, String> ungrouped) {
    List<StageHit> hits = new ArrayList<>();
    matcher
        .matches(event)
        .forEach(
            stage ->
                matcher
                    .hits(
                        stage,
                        event,
                        rule -> {
                          if (rules.containsKey(rule.header().name())) {
                            ungrouped.accept(rule, stage.header().name());
                          }
                        })
                    .stream()
                    .filter(hit -> rules.containsKey(hit.rule()))
                    .forEach(hits::add));
    return hits;
  }

  /** The alert as a stage of these rules. */
  List<StageHit> hits(Alert alert) {
    return alerts.hits(alert, rule -> {});
  }

  /** What a hit would be to the rules above if it alone made an alert. */
  List<StageHit> above(StageHit hit) {
    CorrelationRule rule = rules.get(hit.rule());
    List<PackedEvidence> evidence = hit.allPacked();
    return hits(
        new Alert(
            "",
            1,
            AlertStatus.OPEN,
            rule.header(),
            "",
            rule.groupBy(),
            hit.groupValues(),
            evidence,
            evidence.size(),
            0,
            List.of(),
            null,
            0,
            List.of(),
            "",
            hit.firstTime(),
            hit.time(),
            hit.time()));
  }
}

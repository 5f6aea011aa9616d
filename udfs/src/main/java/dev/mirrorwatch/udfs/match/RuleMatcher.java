package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.rules.CompiledRule;
import dev.mirrorwatch.rules.RuleIndex;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.LogSource;
import dev.mirrorwatch.rules.model.RuleHeader;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertId;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.UnexplainedHit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks every detection rule of an event's log source, and says what its matches mean. */
public final class RuleMatcher {

  private final RuleSet rules;
  private final Map<LogSource, RuleIndex> byLogSource = new HashMap<>();
  private final Map<String, List<CorrelationRule>> correlationsByStage = new HashMap<>();
  private final Map<String, Set<String>> linkFields = new HashMap<>();
  private final Map<String, Set<String>> evidenceFields = new HashMap<>();
  private final Map<String, Integer> levels = new HashMap<>();
  private final Map<String, Set<String>> shownAlone = new HashMap<>();

  public RuleMatcher(RuleSet rules) {
    this.rules = rules;
    for (CorrelationRule correlation : rules.correlations()) {
      for (String stage : correlation.references()) {
        correlationsByStage.computeIfAbsent(stage, unseen -> new ArrayList<>()).add(correlation);
      }
      String name = correlation.header().name();
      linkFields.put(name, LinkFields.of(correlation));
      Set<String> shown = new HashSet<>(correlation.header().shownFields());
      // Correlations above this one find their group in its evidence.
      shown.addAll(rules.fieldsHandedUp(name));
      shown.addAll(rules.fieldsScored(name));
      evidenceFields.put(name, shown);
    }
    List<List<CorrelationRule>> byLevel = rules.levels();
    for (int level = 0; level < byLevel.size(); level++) {
      for (CorrelationRule rule : byLevel.get(level)) {
        levels.put(rule.header().name(), level);
      }
    }
    for (CompiledRule compiled : rules.detections()) {
      RuleHeader header = compiled.rule().header();
      Set<String> shown = new HashSet<>(header.shownFields());
      shown.addAll(rules.fieldsScored(header.name()));
      shownAlone.put(header.name(), shown);
    }
  }

  /** The detection rules that the event matches, in the order of the rule set. */
  public List<DetectionRule> matches(AuditEvent event) {
    LogSource logSource = new LogSource(null, event.product(), event.service());
    List<DetectionRule> matches = new ArrayList<>();
    byLogSource
        .computeIfAbsent(logSource, this::rulesFor)
        .matches(event.fields(), rule -> matches.add(rule.rule()));
    return matches;
  }

  /**
   * The event as a stage of every correlation that refers to the rule, once for each group.
   *
   * @param ungrouped told the correlations for which the event has no group
   */
  public List<StageHit> hits(
      DetectionRule rule,
      AuditEvent event,
      java.util.function.Consumer<CorrelationRule> ungrouped) {
    String stage = rule.header().name();
    List<StageHit> hits = new ArrayList<>();
    for (CorrelationRule correlation : correlationsByStage.getOrDefault(stage, List.of())) {
      List<List<String>> groups = GroupKeys.of(correlation, stage, event.correlatedFields());
      if (groups.isEmpty()) {
        ungrouped.accept(correlation);
        continue;
      }
      String name = correlation.header().name();
      Evidence evidence = EvidenceOfEvent.of(event, stage, evidenceFields.get(name));
      for (List<String> group : groups) {
        hits.add(
            new StageHit(
                name,
                correlation.header().version(),
                stage,
                group,
                event.time(),
                event.id(),
                EvidenceOfEvent.project(event.correlatedFields(), linkFields.get(name)),
                evidence));
      }
    }
    return hits;
  }

  /**
   * The same for an event by somebody with a temporary key: its groups are for later, when it is
   * known who got the key.
   */
  public List<UnexplainedHit> unexplained(DetectionRule rule, AuditEvent event) {
    String stage = rule.header().name();
    List<UnexplainedHit> hits = new ArrayList<>();
    for (CorrelationRule correlation : correlationsByStage.getOrDefault(stage, List.of())) {
      String name = correlation.header().name();
      hits.add(
          new UnexplainedHit(
              level(name),
              name,
              correlation.header().version(),
              stage,
              correlation.groupBy().stream()
                  .map(entry -> correlation.groupField(entry, stage))
                  .toList(),
              GroupKeys.values(correlation, stage, event.correlatedFields()),
              ofPrincipal(linkFields.get(name)),
              ofPrincipal(evidenceFields.get(name)),
              EvidenceOfEvent.project(event.correlatedFields(), linkFields.get(name)),
              EvidenceOfEvent.of(event, stage, evidenceFields.get(name)),
              0));
    }
    return hits;
  }

  private static List<String> ofPrincipal(Set<String> fields) {
    return fields.stream().filter(Principal.FIELDS::contains).sorted().toList();
  }

  /** Level of the correlation of that name; see {@link RuleSet#levels()}. */
  public int level(String correlation) {
    return levels.get(correlation);
  }

  /** Whether a match of the rule is an alert by itself. */
  public boolean alertsAlone(DetectionRule rule) {
    return rules.alertsAlone(rule);
  }

  /** The alert of a rule that needs only one event. Its identity is the event. */
  public Alert alert(DetectionRule rule, AuditEvent event, long now) {
    Evidence evidence =
        EvidenceOfEvent.of(event, rule.header().name(), shownAlone.get(rule.header().name()));
    return new Alert(
        AlertId.of(rule.header().name(), List.of(), event.id()),
        1,
        AlertStatus.OPEN,
        rule.header(),
        event.id(),
        List.of(),
        List.of(),
        List.of(evidence),
        1,
        0,
        List.of(),
        null,
        0,
        List.of(),
        "the event matches",
        event.time(),
        event.time(),
        now);
  }

  private RuleIndex rulesFor(LogSource event) {
    return new RuleIndex(
        rules.detections().stream().filter(rule -> rule.rule().logSource().covers(event)).toList());
  }
}

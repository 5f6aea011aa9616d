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
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.ShownFields;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.event.UnexplainedHit;
import dev.mirrorwatch.udfs.event.WholeEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks every detection rule of an event's log source, and says what its matches mean. */
public final class RuleMatcher {

  private final RuleSet rules;
  private final Map<LogSource, RuleIndex> byLogSource = new HashMap<>();
  private final Map<String, List<Part>> partsByStage = new HashMap<>();
  private final Map<String, Integer> levels = new HashMap<>();
  private final Map<String, Set<String>> shownAlone = new HashMap<>();

  public RuleMatcher(RuleSet rules) {
    this.rules = rules;
    List<List<CorrelationRule>> byLevel = rules.levels();
    for (int level = 0; level < byLevel.size(); level++) {
      for (CorrelationRule rule : byLevel.get(level)) {
        levels.put(rule.header().name(), level);
      }
    }
    Map<Set<String>, Set<String>> sets = new HashMap<>();
    for (CorrelationRule correlation : rules.correlations()) {
      String name = correlation.header().name();
      Set<String> shown = new HashSet<>(correlation.header().shownFields());
      // Correlations above this one find their group in its evidence.
      shown.addAll(rules.fieldsHandedUp(name));
      shown.addAll(rules.fieldsScored(name));
      Set<String> links = LinkFields.of(correlation);
      for (String stage : correlation.references()) {
        Part part =
            new Part(
                correlation,
                level(name),
                GroupKeys.fields(correlation, stage),
                links,
                ofPrincipal(links),
                sets.computeIfAbsent(shown, same -> same),
                ofPrincipal(shown));
        partsByStage.computeIfAbsent(stage, unseen -> new ArrayList<>()).add(part);
      }
    }
    for (CompiledRule compiled : rules.detections()) {
      RuleHeader header = compiled.rule().header();
      Set<String> shown = new HashSet<>(header.shownFields());
      shown.addAll(rules.fieldsScored(header.name()));
      shownAlone.put(header.name(), shown);
    }
  }

  /**
   * What a rule is a stage of.
   *
   * @param groupFields the field of each group-by entry
   * @param linkFieldsOfPrincipal those of {@code linkFields} that are the principal's
   * @param shownFields equal ones of several correlations are one
   * @param shownFieldsOfPrincipal those of {@code shownFields} that are the principal's
   */
  private record Part(
      CorrelationRule correlation,
      int level,
      List<String> groupFields,
      Set<String> linkFields,
      List<String> linkFieldsOfPrincipal,
      Set<String> shownFields,
      List<String> shownFieldsOfPrincipal) {

    FieldValues links(AuditEvent event) {
      return EvidenceOfEvent.project(event.correlatedFields(), linkFields);
    }
  }

  private List<Part> parts(String stage) {
    return partsByStage.getOrDefault(stage, List.of());
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
    // Correlations that show the same share it.
    Map<Set<String>, PackedEvidence> evidence = new IdentityHashMap<>();
    for (Part part : parts(stage)) {
      CorrelationRule correlation = part.correlation();
      List<List<String>> groups =
          GroupKeys.combinations(GroupKeys.values(part.groupFields(), event.correlatedFields()));
      if (groups.isEmpty()) {
        ungrouped.accept(correlation);
        continue;
      }
      PackedEvidence shown =
          evidence.computeIfAbsent(
              part.shownFields(),
              fields -> PackedEvidence.of(EvidenceOfEvent.of(event, stage, fields)));
      for (List<String> group : groups) {
        hits.add(
            new StageHit(
                correlation.header().name(),
                correlation.header().version(),
                stage,
                group,
                event.time(),
                event.id(),
                part.links(event),
                shown));
      }
    }
    return hits;
  }

  /**
   * The same for an event by somebody with a temporary key: its groups are for later, when it is
   * known who got the key.
   *
   * @param matched the rules that it matches
   * @return nothing where it is by somebody else, or no stage of any correlation
   */
  public Optional<UnexplainedEvent> unexplained(List<DetectionRule> matched, AuditEvent event) {
    if (event.principal().unexplainedKey() == null) {
      return Optional.empty();
    }
    List<String> stages = matched.stream().map(rule -> rule.header().name()).sorted().toList();
    List<ShownFields> shown = new ArrayList<>();
    List<UnexplainedHit> hits = new ArrayList<>();
    for (String stage : stages) {
      Map<Set<String>, Integer> numbers = new IdentityHashMap<>();
      for (Part part : parts(stage)) {
        CorrelationRule correlation = part.correlation();
        int number =
            numbers.computeIfAbsent(
                part.shownFields(),
                fields -> {
                  shown.add(
                      new ShownFields(
                          stage,
                          EvidenceOfEvent.project(event.correlatedFields(), fields),
                          part.shownFieldsOfPrincipal()));
                  return shown.size() - 1;
                });
        hits.add(
            new UnexplainedHit(
                part.level(),
                correlation.header().name(),
                correlation.header().version(),
                stage,
                part.groupFields(),
                GroupKeys.values(part.groupFields(), event.correlatedFields()),
                part.linkFieldsOfPrincipal(),
                part.links(event),
                number));
      }
    }
    return hits.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new UnexplainedEvent(
                rules.version() + ' ' + String.join(" ", stages),
                EvidenceOfEvent.of(event, stages.get(0), Set.of()),
                shown,
                hits));
  }

  private static List<String> ofPrincipal(Set<String> fields) {
    return fields.stream().filter(Principal.FIELDS::contains).sorted().toList();
  }

  /** What the event was told to be a stage of before, and is not any more. */
  public List<StageHit> withdrawn(WholeEvent whole) {
    if (whole.before() == null) {
      return List.of();
    }
    Set<List<String>> standing = new HashSet<>();
    hits(whole.event()).forEach(hit -> standing.add(place(hit)));
    return hits(whole.before()).stream()
        .filter(hit -> !standing.contains(place(hit)))
        .map(hit -> hit.revised(whole.revision(), true))
        .toList();
  }

  private List<StageHit> hits(AuditEvent event) {
    return matches(event).stream()
        .flatMap(rule -> hits(rule, event, correlation -> {}).stream())
        .toList();
  }

  private static List<String> place(StageHit hit) {
    return List.of(hit.correlationKey(), hit.stage());
  }

  /** The alerts of single events that the event was told to be before, and is not any more. */
  public List<Alert> retracted(WholeEvent whole, long now) {
    if (whole.before() == null) {
      return List.of();
    }
    List<DetectionRule> standing = matches(whole.event());
    return matches(whole.before()).stream()
        .filter(rule -> alertsAlone(rule) && !standing.contains(rule))
        .map(rule -> alert(rule, whole.before(), whole.revision(), AlertStatus.RETRACTED, now))
        .toList();
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
  public Alert alert(DetectionRule rule, WholeEvent whole, long now) {
    return alert(rule, whole.event(), whole.revision(), AlertStatus.OPEN, now);
  }

  private Alert alert(
      DetectionRule rule, AuditEvent event, int revision, AlertStatus status, long now) {
    Evidence evidence =
        EvidenceOfEvent.of(event, rule.header().name(), shownAlone.get(rule.header().name()));
    return new Alert(
        AlertId.of(rule.header().name(), List.of(), event.id()),
        revision + 1,
        status,
        rule.header(),
        event.id(),
        List.of(),
        List.of(),
        List.of(evidence),
        1,
        0,
        List.of(),
        null,
        revision,
        List.of(),
        status == AlertStatus.OPEN
            ? "the event matches"
            : "a record that came later tells more of the event",
        event.time(),
        event.time(),
        now);
  }

  private RuleIndex rulesFor(LogSource event) {
    return new RuleIndex(
        rules.detections().stream().filter(rule -> rule.rule().logSource().covers(event)).toList());
  }
}

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks every detection rule of an event's log source, and says what its matches mean. */
public final class RuleMatcher {

  private final RuleSet rules;
  private final Map<LogSource, RuleIndex> byLogSource = new HashMap<>();
  private final Map<String, Stage> stages = new HashMap<>();
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
    for (CorrelationRule correlation : rules.correlations()) {
      String name = correlation.header().name();
      Set<String> shown = new HashSet<>(correlation.header().shownFields());
      // Correlations above this one find their group in its evidence.
      shown.addAll(rules.fieldsHandedUp(name));
      shown.addAll(rules.fieldsScored(name));
      Set<String> links = LinkFields.of(correlation);
      for (String reference : correlation.references()) {
        Stage stage = stages.computeIfAbsent(reference, Stage::new);
        stage.parts.add(
            new Part(
                correlation,
                level(name),
                Stage.place(stage.groupFields, GroupKeys.fields(correlation, reference)),
                Stage.place(stage.linkFields, links),
                ofPrincipal(links),
                Stage.place(stage.shown, new Shown(shown, ofPrincipal(shown)))));
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
   * What a rule is a stage of. Many correlations ask the same of it: what they ask stands here
   * once, and is worked out once for an event.
   */
  private static final class Stage {

    private static final Stage OF_NOTHING = new Stage("");

    private final String name;
    private final List<Part> parts = new ArrayList<>();
    private final List<List<String>> groupFields = new ArrayList<>();
    private final List<Set<String>> linkFields = new ArrayList<>();
    private final List<Shown> shown = new ArrayList<>();

    Stage(String name) {
      this.name = name;
    }

    /** Where that is asked, from now on. */
    static <T> int place(List<T> asked, T wanted) {
      if (!asked.contains(wanted)) {
        asked.add(wanted);
      }
      return asked.indexOf(wanted);
    }

    /** For each of the lists of fields, the values that the event has for each group-by entry. */
    List<List<List<String>>> groupValues(AuditEvent event) {
      List<List<List<String>>> all = new ArrayList<>(groupFields.size());
      for (List<String> fields : groupFields) {
        all.add(GroupKeys.values(fields, event.correlatedFields()));
      }
      return all;
    }

    List<FieldValues> links(AuditEvent event) {
      List<FieldValues> all = new ArrayList<>(linkFields.size());
      for (Set<String> fields : linkFields) {
        all.add(EvidenceOfEvent.project(event.correlatedFields(), fields));
      }
      return all;
    }

    List<ShownFields> shown(AuditEvent event) {
      List<ShownFields> all = new ArrayList<>(shown.size());
      for (Shown one : shown) {
        all.add(
            new ShownFields(
                name,
                EvidenceOfEvent.project(event.correlatedFields(), one.fields()),
                one.ofPrincipal()));
      }
      return all;
    }
  }

  /**
   * Fields that an alert shows of an event.
   *
   * @param ofPrincipal those of them that are the principal's
   */
  private record Shown(Set<String> fields, List<String> ofPrincipal) {}

  /**
   * One correlation that a rule is a stage of.
   *
   * @param groupFields which of the stage's lists has the field of each group-by entry
   * @param linkFields which of the stage's sets it joins, counts or takes its identity from
   * @param linkFieldsOfPrincipal those of them that are the principal's
   * @param shown which of the stage's sets of fields it shows
   */
  private record Part(
      CorrelationRule correlation,
      int level,
      int groupFields,
      int linkFields,
      List<String> linkFieldsOfPrincipal,
      int shown) {}

  private Stage stage(String name) {
    return stages.getOrDefault(name, Stage.OF_NOTHING);
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
    String name = rule.header().name();
    Stage stage = stage(name);
    List<List<List<String>>> groupsOfParts =
        stage.groupValues(event).stream().map(GroupKeys::combinations).toList();
    List<FieldValues> links = stage.links(event);
    List<StageHit> hits = new ArrayList<>();
    PackedEvidence[] evidence = new PackedEvidence[stage.shown.size()];
    for (Part part : stage.parts) {
      CorrelationRule correlation = part.correlation();
      List<List<String>> groups = groupsOfParts.get(part.groupFields());
      if (groups.isEmpty()) {
        ungrouped.accept(correlation);
        continue;
      }
      if (evidence[part.shown()] == null) {
        evidence[part.shown()] =
            PackedEvidence.of(
                EvidenceOfEvent.of(event, name, stage.shown.get(part.shown()).fields()));
      }
      for (List<String> group : groups) {
        hits.add(
            new StageHit(
                correlation.header().name(),
                correlation.header().version(),
                name,
                group,
                event.time(),
                event.id(),
                links.get(part.linkFields()),
                evidence[part.shown()]));
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
    List<String> names = matched.stream().map(rule -> rule.header().name()).sorted().toList();
    List<ShownFields> shown = new ArrayList<>();
    List<UnexplainedHit> hits = new ArrayList<>();
    for (String name : names) {
      int before = shown.size();
      Stage stage = stage(name);
      shown.addAll(stage.shown(event));
      List<List<List<String>>> groupValues = stage.groupValues(event);
      List<FieldValues> links = stage.links(event);
      for (Part part : stage.parts) {
        CorrelationRule correlation = part.correlation();
        hits.add(
            new UnexplainedHit(
                part.level(),
                correlation.header().name(),
                correlation.header().version(),
                name,
                stage.groupFields.get(part.groupFields()),
                groupValues.get(part.groupFields()),
                part.linkFieldsOfPrincipal(),
                links.get(part.linkFields()),
                before + part.shown()));
      }
    }
    return hits.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new UnexplainedEvent(
                rules.version() + ' ' + String.join(" ", names),
                EvidenceOfEvent.of(event, names.get(0), Set.of()),
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
        List.of(PackedEvidence.of(evidence)),
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

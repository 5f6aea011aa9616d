package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The hits of one group, and the alerts that came of them, to a verdict. */
final class GroupDiagnosis {

  /** Attempts that are told beside the alerts. */
  private static final int SHOWN = 5;

  private static final int UNDOING_SHOWN = 20;

  private final CorrelationRule rule;
  private final RuleSet rules;
  private final List<Alert> told;
  private final Asked asked;
  private final Attempts kind;

  /**
   * @param told the last revision of each alert that anybody is told of
   */
  GroupDiagnosis(CorrelationRule rule, RuleSet rules, List<Alert> told, Asked asked) {
    this.rule = rule;
    this.rules = rules;
    this.told = told;
    this.asked = asked;
    this.kind = Attempts.of(rule);
  }

  /**
   * @param all hits of the group, in time order
   * @param raised the last revision of each alert that the rule raised in the group
   * @param events what is to be said of its events
   */
  GroupVerdict of(
      List<String> values, List<StageHit> all, List<Alert> raised, List<Reason> events) {
    List<StageHit> hits = all.stream().filter(this::isStage).toList();
    List<Reason> said = new ArrayList<>(events);
    all.stream()
        .filter(hit -> !isStage(hit))
        .limit(UNDOING_SHOWN)
        .forEach(hit -> said.addAll(undoing(hit)));
    List<Alert> standing =
        raised.stream().filter(alert -> alert.status() != AlertStatus.RETRACTED).toList();
    Map<Alert, List<StageHit>> evidence = new LinkedHashMap<>();
    Set<StageHit> used = new HashSet<>();
    for (Alert alert : standing) {
      List<StageHit> own = evidenceOf(alert, hits);
      evidence.put(alert, own);
      used.addAll(own);
    }
    List<StageHit> leftOut = hits.stream().filter(hit -> !used.contains(hit)).toList();
    List<StageHit> through =
        hits.stream().filter(hit -> isAskedAlone(hit) || isInAskedAlert(hit, evidence)).toList();
    List<Attempt> attempts = new ArrayList<>();
    evidence.forEach(
        (alert, own) -> {
          if (through.isEmpty() || own.stream().anyMatch(through::contains)) {
            attempts.add(kind.of(alert.identity(), own, leftOut));
          }
        });
    List<StageHit> unused = through.stream().filter(leftOut::contains).toList();
    int others = 0;
    if (through.isEmpty() || !unused.isEmpty()) {
      Set<String> alerted = standing.stream().map(Alert::identity).collect(Collectors.toSet());
      List<Attempt> nearest = kind.nearest(hits, alerted, unused);
      nearest.stream().limit(SHOWN).map(this::unlessUndone).forEach(attempts::add);
      others = Math.max(0, nearest.size() - SHOWN);
    }
    Map<String, String> group = new LinkedHashMap<>();
    for (int i = 0; i < rule.groupBy().size(); i++) {
      group.put(rule.groupBy().get(i), values.get(i));
    }
    return new GroupVerdict(
        rule.header().name(),
        group,
        raised.stream().map(this::verdict).toList(),
        attempts,
        others,
        said);
  }

  /** What is complete and no alert has been undone, where the rule says that this can be. */
  private Attempt unlessUndone(Attempt attempt) {
    return attempt.complete() && !rule.terms().watched().isEmpty()
        ? new Attempt(attempt.about(), false, attempt.found() + ", and undone", attempt.stages())
        : attempt;
  }

  private boolean isStage(StageHit hit) {
    return rule.stages().contains(hit.stage());
  }

  private List<Reason> undoing(StageHit hit) {
    List<Reason> reasons = new ArrayList<>();
    SeenEvent event = SeenEvent.of(hit);
    if (rule.terms().until().contains(hit.stage())) {
      reasons.add(new Reason.Undoes(event, null));
    }
    if (rule.terms().absence() != null && rule.terms().absence().rules().contains(hit.stage())) {
      reasons.add(new Reason.Undoes(event, rule.terms().absence().within()));
    }
    return reasons;
  }

  /** Whether the question is about this one event, or about the thing that it names. */
  private boolean isAskedAlone(StageHit hit) {
    return asked.isById(hit.eventId()) || asked.isAbout(rule, hit);
  }

  private boolean isInAskedAlert(StageHit hit, Map<Alert, List<StageHit>> evidence) {
    return evidence.entrySet().stream()
        .anyMatch(alert -> asked.isAlert(alert.getKey()) && alert.getValue().contains(hit));
  }

  private static List<StageHit> evidenceOf(Alert alert, List<StageHit> hits) {
    Set<String> events =
        alert.evidence().stream().map(Evidence::eventId).collect(Collectors.toSet());
    return hits.stream()
        .filter(hit -> hit.allEvidence().stream().map(Evidence::eventId).allMatch(events::contains))
        .toList();
  }

  private AlertVerdict verdict(Alert raised) {
    boolean silent = !rules.alertsAlone(rule);
    Optional<Alert> now = told.stream().filter(alert -> alert.id().equals(raised.id())).findFirst();
    Optional<Alert> superior =
        told.stream()
            .filter(
                alert ->
                    now.isPresent() && alert.id().equals(now.get().supersededBy())
                        || now.isEmpty()
                            && alert.status() == AlertStatus.OPEN
                            && alert.alsoMatched().contains(rule.header().name())
                            && alert.identity().equals(raised.identity()))
            .findFirst();
    AlertStatus status =
        raised.status() == AlertStatus.RETRACTED
            ? AlertStatus.RETRACTED
            : now.map(Alert::status)
                .orElse(superior.isPresent() ? AlertStatus.SUPERSEDED : AlertStatus.OPEN);
    return new AlertVerdict(
        raised.id(),
        raised.identity(),
        status,
        silent,
        superior.map(alert -> alert.rule().name() + " " + alert.id()).orElse(null),
        now.map(Alert::alsoMatched).orElse(List.of()),
        raised.evidence().stream().map(Evidence::eventId).toList());
  }
}

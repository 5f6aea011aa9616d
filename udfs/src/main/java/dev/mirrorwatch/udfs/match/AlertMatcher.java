package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.InnerAlert;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Says which stages of which correlations an alert of another correlation is. */
public final class AlertMatcher {

  private final List<CorrelationRule> outerRules;

  public AlertMatcher(List<CorrelationRule> outerRules) {
    this.outerRules = List.copyOf(outerRules);
  }

  /**
   * The alert as a stage of every correlation that refers to its rule, once for each group.
   *
   * @param ungrouped told the correlations for which the alert has no group
   */
  public List<StageHit> hits(Alert alert, Consumer<CorrelationRule> ungrouped) {
    List<StageHit> hits = new ArrayList<>();
    if (alert.status() == AlertStatus.STALLED) {
      // A part of an inner rule is not that rule.
      return hits;
    }
    String stage = alert.rule().name();
    List<CorrelationRule> outers =
        outerRules.stream().filter(outer -> outer.references().contains(stage)).toList();
    if (outers.isEmpty()) {
      return hits;
    }
    AlertFields fields = new AlertFields(alert.opened());
    List<PackedEvidence> evidence = alert.packed();
    for (CorrelationRule outer : outers) {
      List<List<String>> groups = GroupKeys.of(outer, stage, fields);
      if (groups.isEmpty()) {
        ungrouped.accept(outer);
      }
      for (List<String> group : groups) {
        hits.add(
            new StageHit(
                outer.header().name(),
                outer.header().version(),
                stage,
                group,
                alert.lastTime(),
                alert.id(),
                EvidenceOfEvent.project(fields, LinkFields.of(outer)),
                evidence.get(evidence.size() - 1),
                new InnerAlert(
                    alert.revision(),
                    alert.status() == AlertStatus.RETRACTED,
                    alert.firstTime(),
                    evidence)));
      }
    }
    return hits;
  }
}

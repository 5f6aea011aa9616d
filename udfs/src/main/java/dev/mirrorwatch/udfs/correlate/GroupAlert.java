package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertId;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A standing alert as it is told. */
final class GroupAlert {

  private GroupAlert() {}

  /**
   * @param hits its evidence, in time order, not empty
   * @param now processing time in epoch milliseconds
   */
  static Alert of(
      CorrelationRule rule,
      StandingAlert alert,
      List<StageHit> hits,
      AlertStatus status,
      long now) {
    List<String> group = hits.get(0).groupValues();
    List<Evidence> evidence = evidence(hits);
    return new Alert(
        AlertId.of(rule.header().name(), group, alert.identity()),
        alert.revision(),
        status,
        rule.header(),
        alert.identity(),
        rule.groupBy(),
        group,
        evidence,
        // A hit that is an alert stands for many events.
        Math.max(alert.seen(), evidence.size()),
        0,
        List.of(),
        null,
        hits.stream().mapToLong(StageHit::firstTime).min().orElseThrow(),
        alert.lastTime(),
        now);
  }

  /** With alerts among the hits: all of their events, and each event once. */
  private static List<Evidence> evidence(List<StageHit> hits) {
    if (hits.stream().allMatch(hit -> hit.inner() == null)) {
      return hits.stream().map(StageHit::evidence).toList();
    }
    Set<String> events = new HashSet<>();
    return hits.stream()
        .flatMap(hit -> hit.allEvidence().stream())
        .filter(evidence -> events.add(evidence.eventId()))
        .sorted(Comparator.comparingLong(Evidence::time).thenComparing(Evidence::eventId))
        .toList();
  }
}

package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms;
import dev.mirrorwatch.rules.model.RuleHeader;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertId;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A standing alert as it is told. */
final class GroupAlert {

  private GroupAlert() {}

  /**
   * @param hits its evidence, in time order, not empty
   * @param reason why it is told now
   * @param now processing time in epoch milliseconds
   */
  static Alert of(
      CorrelationRule rule,
      StandingAlert alert,
      List<StageHit> hits,
      AlertStatus status,
      String reason,
      long now) {
    List<String> group = hits.get(0).groupValues();
    List<PackedEvidence> evidence = evidence(hits, rule.terms().evidenceCap());
    RuleHeader header =
        alert.stalled() ? stalled(rule.header(), rule.terms().stalled()) : rule.header();
    Set<String> stages = hits.stream().map(StageHit::stage).collect(Collectors.toSet());
    return new Alert(
        AlertId.of(rule.header().name(), group, alert.identity()),
        alert.revision(),
        status,
        header,
        alert.identity(),
        rule.groupBy(),
        group,
        evidence,
        // A hit that is an alert stands for many events.
        Math.max(alert.seen(), evidence.size()),
        0,
        List.of(),
        null,
        alert.undone(),
        rule.type().isTemporal()
            ? rule.requiredStages().stream().filter(stage -> !stages.contains(stage)).toList()
            : List.of(),
        reason,
        hits.stream().mapToLong(StageHit::firstTime).min().orElseThrow(),
        alert.lastTime(),
        now);
  }

  private static RuleHeader stalled(RuleHeader header, CorrelationTerms.Stalled stalled) {
    return header.titled(header.title() + ", stalled").at(stalled.level());
  }

  /** With alerts among the hits: all of their events, and each event once. */
  private static List<PackedEvidence> evidence(List<StageHit> hits, int cap) {
    if (hits.stream().allMatch(hit -> hit.inner() == null)) {
      return shown(hits, StageHit::stage, cap).stream().map(StageHit::packed).toList();
    }
    Set<String> events = new HashSet<>();
    List<PackedEvidence> all =
        PackedEvidence.inTimeOrder(
            hits.stream()
                .flatMap(hit -> hit.allPacked().stream())
                .map(PackedEvidence::opened)
                .filter(item -> events.add(item.evidence().eventId())));
    return shown(all, item -> item.evidence().stage(), cap);
  }

  /** The first of each stage and the latest, where the rule wants no more shown. */
  private static <T> List<T> shown(List<T> evidence, Function<T, String> stage, int cap) {
    if (cap == 0 || evidence.size() <= cap) {
      return evidence;
    }
    Set<String> stages = new HashSet<>();
    Set<T> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
    evidence.stream().filter(item -> stages.add(stage.apply(item))).limit(cap).forEach(chosen::add);
    for (int i = evidence.size() - 1; chosen.size() < cap; i--) {
      chosen.add(evidence.get(i));
    }
    return evidence.stream().filter(chosen::contains).toList();
  }
}

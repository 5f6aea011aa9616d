package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How far a group came towards an alert of one rule. A kind of rule is one class. */
interface Attempts {

  /** Other hits of a stage that are explained, of the nearest. */
  int EXPLAINED = 3;

  /**
   * What an alert consists of.
   *
   * @param evidence its hits, in time order
   * @param leftOut hits that are in no alert, in time order
   */
  Attempt of(String identity, List<StageHit> evidence, List<StageHit> leftOut);

  /**
   * What came nearest to an alert and is none, the nearest first.
   *
   * @param hits all of the group, in time order
   * @param alerted identities that have an alert
   * @param through hits of which one must be in it; empty for any
   */
  List<Attempt> nearest(List<StageHit> hits, Set<String> alerted, List<StageHit> through);

  /** The attempts of a rule's kind. */
  static Attempts of(CorrelationRule rule) {
    if (rule.decidedAtWindowEnd() && rule.stageCondition().isPresent()) {
      return new ConditionAttempts(rule);
    }
    return rule.type().isTemporal() && !rule.decidedAtWindowEnd()
        ? new SequenceAttempts(rule)
        : new CountAttempts(rule);
  }

  /** The first few reasons of a stage's other hits. */
  static StageVerdict stage(
      String stage, List<StageHit> seen, Stream<Reason> reasons, long others) {
    return new StageVerdict(
        stage,
        seen.stream().filter(hit -> hit.stage().equals(stage)).map(SeenEvent::of).toList(),
        reasons.limit(EXPLAINED).toList(),
        (int) others);
  }
}

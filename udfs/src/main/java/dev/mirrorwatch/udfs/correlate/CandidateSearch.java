package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Picks from a buffer the smallest set of events that can be a match through one given event: one
 * event for each stage, along the links, nearest in time first. It finds a set whenever the buffer
 * has a match through that event, so the automaton behind it sees a handful of events however large
 * the buffer is.
 */
final class CandidateSearch {

  private final CorrelationRule rule;
  private final int wanted;
  private final long timespan;

  CandidateSearch(CorrelationRule rule) {
    this.rule = rule;
    this.wanted = SequencePattern.slots(rule);
    this.timespan = rule.timespan().toMillis();
  }

  /** Different stages that a match needs. */
  int wanted() {
    return wanted;
  }

  /** Whether a match can contain both. */
  boolean mayMeet(StageHit one, StageHit other) {
    return !one.stage().equals(other.stage()) && span(one, other) <= timespan && agree(one, other);
  }

  /** From the earliest to the latest event of both. */
  private static long span(StageHit one, StageHit other) {
    return EventTimes.distance(
        Math.max(one.time(), other.time()), Math.min(one.firstTime(), other.firstTime()));
  }

  /**
   * Candidates for a match that contains {@code through}, in no particular order, or an empty list.
   *
   * @param buffer hits of the rule and group that the match may use
   */
  List<StageHit> through(StageHit through, List<StageHit> buffer) {
    Map<String, List<StageHit>> byStage = new HashMap<>();
    for (StageHit hit : buffer) {
      if (mayMeet(hit, through)) {
        byStage.computeIfAbsent(hit.stage(), stage -> new ArrayList<>()).add(hit);
      }
    }
    if (byStage.size() < wanted - 1) {
      return List.of();
    }
    Comparator<StageHit> nearestFirst =
        Comparator.comparingLong((StageHit hit) -> EventTimes.distance(hit.time(), through.time()))
            .thenComparing(StageHit::bufferKey);
    byStage.values().forEach(hits -> hits.sort(nearestFirst));
    List<String> stages = rule.stages().stream().filter(byStage::containsKey).toList();
    List<StageHit> chosen = new ArrayList<>(List.of(through));
    return extend(
            chosen,
            new HashSet<>(Set.of(through.stage())),
            stages,
            byStage,
            through.firstTime(),
            through.time())
        ? chosen
        : List.of();
  }

  private boolean extend(
      List<StageHit> chosen,
      Set<String> filled,
      List<String> stages,
      Map<String, List<StageHit>> byStage,
      long earliest,
      long latest) {
    if (chosen.size() == wanted) {
      return filled.stream().allMatch(stage -> filled.containsAll(predecessors(stage)));
    }
    for (String stage : stages) {
      if (!filled.add(stage)) {
        continue;
      }
      for (StageHit hit : byStage.get(stage)) {
        long first = Math.min(earliest, hit.firstTime());
        long last = Math.max(latest, hit.time());
        if (EventTimes.distance(first, last) <= timespan && fits(hit, chosen)) {
          chosen.add(hit);
          if (extend(chosen, filled, stages, byStage, first, last)) {
            return true;
          }
          chosen.remove(chosen.size() - 1);
        }
      }
      filled.remove(stage);
      if (wanted == rule.stages().size()) {
        // Every stage is needed: if this one cannot be filled, choosing another first is no help.
        return false;
      }
    }
    return false;
  }

  private boolean fits(StageHit hit, List<StageHit> chosen) {
    for (StageHit other : chosen) {
      if (!agree(hit, other)) {
        return false;
      }
    }
    return true;
  }

  private boolean agree(StageHit one, StageHit other) {
    boolean inOrder =
        one.time() >= other.time()
            ? !predecessors(other.stage()).contains(one.stage()) || one.time() == other.time()
            : !predecessors(one.stage()).contains(other.stage());
    return inOrder && Links.agree(rule, one, other);
  }

  private List<String> predecessors(String stage) {
    return rule.after().getOrDefault(stage, List.of());
  }
}

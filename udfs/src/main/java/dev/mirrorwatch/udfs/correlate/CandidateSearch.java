package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms.StageTerms;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Picks from a buffer the smallest set of events that can be a match through one given event: as
 * many of each stage as the rule wants, along the links, nearest in time first. It finds a set
 * whenever the buffer has a match through that event, so the automaton behind it sees a handful of
 * events however large the buffer is.
 */
final class CandidateSearch {

  /** Events tried for one set: what is not found by then is not there, or hidden on purpose. */
  private static final int MOST_STEPS = 20_000;

  private final CorrelationRule rule;
  private final StageOrder order;

  /** The stages to fill, one that runs several times as often. */
  private final List<String> slots = new ArrayList<>();

  /** Stages of which a match holds several events. */
  private final Set<String> repeated = new HashSet<>();

  private final int wanted;
  private final boolean hasGaps;
  private final long timespan;
  private long givenUp;

  CandidateSearch(CorrelationRule rule) {
    this.rule = rule;
    this.order = new StageOrder(rule);
    for (String stage : rule.requiredStages()) {
      for (int run = 0; run < rule.terms().of(stage).runs(); run++) {
        slots.add(stage);
      }
    }
    for (String stage : rule.stages()) {
      if (rule.terms().of(stage).runs() > 1) {
        repeated.add(stage);
      }
    }
    this.wanted = SequencePattern.slots(rule);
    this.hasGaps =
        rule.stages().stream().anyMatch(stage -> rule.terms().of(stage).maxGap() != null);
    this.timespan = rule.timespan().toMillis();
  }

  /** Different stages that a match needs. */
  long wantedStages() {
    return rule.condition() == null ? rule.requiredStages().size() : wanted;
  }

  /** How often the search stopped because there was too much to try. */
  long givenUp() {
    return givenUp;
  }

  /**
   * Whether hits are a match, as far as they are not undone, if they are of enough stages and
   * {@link #mayMeet} of any two: the timespan, joins and the order of stages are matters of two.
   */
  boolean isOfPairs() {
    return wanted > 1 && !hasGaps;
  }

  /** Whether a match can contain both. */
  boolean mayMeet(StageHit one, StageHit other) {
    return (!one.stage().equals(other.stage()) || repeated.contains(one.stage()))
        && span(one, other) <= timespan
        && agree(one, other);
  }

  /** From the earliest to the latest event of both. */
  private static long span(StageHit one, StageHit other) {
    return EventTimes.distance(
        Math.max(one.time(), other.time()), Math.min(one.firstTime(), other.firstTime()));
  }

  /** Hits by their stages, for several searches among the same ones. */
  static Map<String, List<StageHit>> byStage(List<StageHit> hits) {
    Map<String, List<StageHit>> byStage = new HashMap<>();
    hits.forEach(hit -> byStage.computeIfAbsent(hit.stage(), first -> new ArrayList<>()).add(hit));
    return byStage;
  }

  /**
   * Candidates for a match that contains {@code through}, in no particular order, or an empty list.
   *
   * @param hits of the rule and group that the match may use, {@link #byStage}
   * @param undoing hits that can undo a match
   */
  List<StageHit> through(
      StageHit through, Map<String, List<StageHit>> hits, List<StageHit> undoing) {
    List<String> open = new ArrayList<>(slots);
    // What is optional fills no place, but must fit in.
    int needed = open.remove(through.stage()) ? wanted - 1 : wanted;
    Attempt attempt = new Attempt(through, open, needed, hits, undoing, null);
    boolean found = attempt.run();
    givenUp += attempt.exhausted() ? 1 : 0;
    return found ? attempt.chosen : List.of();
  }

  /**
   * The largest set of different stages that could still become a match, ended by {@code last}.
   *
   * @param least number of stages below which it is of no interest; then the list is empty
   * @param until nothing has undone the part up to then, epoch milliseconds
   */
  List<StageHit> largestPart(
      StageHit last, int least, long until, List<StageHit> hits, List<StageHit> undoing) {
    List<String> open = new ArrayList<>(rule.requiredStages());
    if (!open.remove(last.stage())) {
      return List.of();
    }
    for (int needed = open.size() - 1; needed >= least - 1; needed--) {
      Attempt attempt = new Attempt(last, open, needed, byStage(hits), undoing, until);
      if (attempt.run()) {
        return attempt.chosen;
      }
    }
    return List.of();
  }

  private boolean agree(StageHit one, StageHit other) {
    return order.allows(one, other) && Links.agree(rule, one, other);
  }

  /** One search. */
  private final class Attempt {

    private final List<StageHit> chosen = new ArrayList<>();
    private final List<String> open;
    private final int needed;
    private final Map<String, List<StageHit>> byStage = new HashMap<>();
    private final List<StageHit> undoing;

    /** Up to when nothing must have undone a part of a match; null where a match is wanted. */
    private final Long partUntil;

    /** Whether no candidate is later than the event that the match goes through. */
    private final boolean endsWithFirst;

    private int steps;

    Attempt(
        StageHit through,
        List<String> open,
        int needed,
        Map<String, List<StageHit>> hits,
        List<StageHit> undoing,
        Long partUntil) {
      this.open = open;
      this.needed = needed;
      this.undoing = undoing;
      this.partUntil = partUntil;
      chosen.add(through);
      long latest = through.time();
      for (String stage : new LinkedHashSet<>(open)) {
        List<StageHit> some = new ArrayList<>();
        for (StageHit hit : hits.getOrDefault(stage, List.of())) {
          if (hit != through && mayMeet(hit, through)) {
            some.add(hit);
            latest = Math.max(latest, hit.time());
          }
        }
        byStage.put(stage, some);
      }
      this.endsWithFirst = latest == through.time();
      Comparator<StageHit> nearestFirst =
          Comparator.comparingLong(
                  (StageHit hit) -> EventTimes.distance(hit.time(), through.time()))
              .thenComparing(StageHit::bufferKey);
      byStage.values().forEach(some -> some.sort(nearestFirst));
    }

    boolean run() {
      StageHit through = chosen.get(0);
      return !undone() && extend(0, 0, through.firstTime(), through.time());
    }

    boolean exhausted() {
      return steps > MOST_STEPS;
    }

    /**
     * @param slot the first place that may be filled
     * @param from the first hit of its stage that may fill it: those before are tried already
     */
    private boolean extend(int slot, int from, long earliest, long latest) {
      int missing = needed - (chosen.size() - 1);
      if (missing == 0) {
        return isWhole();
      }
      // Without this place there must be enough others.
      for (int place = slot; open.size() - place >= missing; place++) {
        String stage = open.get(place);
        List<StageHit> hits = byStage.getOrDefault(stage, List.of());
        for (int i = place == slot ? from : 0; i < hits.size() && !exhausted(); i++) {
          steps++;
          StageHit hit = hits.get(i);
          long first = Math.min(earliest, hit.firstTime());
          long last = Math.max(latest, hit.time());
          if (EventTimes.distance(first, last) <= timespan && fits(hit)) {
            chosen.add(hit);
            boolean again = place + 1 < open.size() && open.get(place + 1).equals(stage);
            if (!undone() && extend(place + 1, again ? i + 1 : 0, first, last)) {
              return true;
            }
            chosen.remove(chosen.size() - 1);
          }
        }
      }
      return false;
    }

    private boolean fits(StageHit hit) {
      for (StageHit other : chosen) {
        if (!agree(hit, other)) {
          return false;
        }
      }
      return true;
    }

    /** More events can only make it worse, so it is asked of every beginning of a set. */
    private boolean undone() {
      if (undoing.isEmpty()) {
        return false;
      }
      return partUntil != null
          ? Undoing.brokenOffUntil(partUntil, rule, chosen, undoing)
          : Undoing.brokenOff(rule, chosen, undoing)
              || endsWithFirst && Undoing.followed(rule, chosen, undoing);
    }

    private boolean isWhole() {
      if (partUntil != null) {
        return true;
      }
      return chosen.stream()
              .flatMap(hit -> rule.after().getOrDefault(hit.stage(), List.of()).stream())
              .filter(earlier -> !rule.terms().of(earlier).optional())
              .allMatch(earlier -> chosen.stream().anyMatch(hit -> hit.stage().equals(earlier)))
          && gapsAreShort()
          && (endsWithFirst || !Undoing.followed(rule, chosen, undoing));
    }

    private boolean gapsAreShort() {
      List<StageHit> inOrder =
          chosen.stream()
              .filter(hit -> !rule.terms().of(hit.stage()).optional())
              .sorted(order.comparator())
              .toList();
      for (int i = 1; i < inOrder.size(); i++) {
        StageTerms terms = rule.terms().of(inOrder.get(i).stage());
        if (terms.maxGap() != null
            && inOrder.get(i).firstTime()
                > EventTimes.later(inOrder.get(i - 1).time(), terms.maxGap().toMillis())) {
          return false;
        }
      }
      return true;
    }
  }
}

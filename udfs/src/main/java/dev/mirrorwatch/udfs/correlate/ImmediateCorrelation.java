package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms;
import dev.mirrorwatch.rules.model.CorrelationTerms.FireMode;
import dev.mirrorwatch.rules.model.CorrelationTerms.Stalled;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * For rules that no later event can undo, or only by arriving late: the group's events are looked
 * at again on every arrival. Nothing waits for the watermark; it says when events may be forgotten,
 * and when what a rule waits for has not come: an event is then looked at only when nothing that
 * must be absent after it has come, and a part of the stages is told when nothing followed it.
 */
final class ImmediateCorrelation implements GroupCorrelation {

  private static final long HOUR = Duration.ofHours(1).toMillis();

  /** What is due within that part of the time that hits are kept is forgotten together. */
  private static final int PARTS_OF_RETENTION = 8;

  private final CorrelationRule rule;
  private final CorrelationTerms<String> terms;
  private final Set<String> stages;
  private final Lateness lateness;
  private final Correlator correlator;
  private final CandidateSearch parts;
  private final BufferLimits limits;
  private final MatchSize matchSize;
  private final HitCounts counts;
  private final Comparator<StageHit> order;
  private final long retention;

  ImmediateCorrelation(CorrelationRule rule, Duration allowedLateness) {
    this.rule = rule;
    this.terms = rule.terms();
    this.stages = Set.copyOf(rule.stages());
    this.lateness = new Lateness(allowedLateness);
    this.correlator = Correlator.of(rule);
    this.parts = terms.stalled() == null ? null : new CandidateSearch(rule);
    this.limits = new BufferLimits(rule);
    this.matchSize = new MatchSize(rule);
    this.counts = new HitCounts(rule, matchSize, limits);
    this.order = new StageOrder(rule).comparator();
    this.retention = retention(rule, lateness);
  }

  @Override
  public void arrive(StageHit hit, long watermark, long now, GroupState state, GroupOutput out) {
    // Every group that keeps anything is looked at again: this one keeps nothing.
    boolean isNew = state.wakeTime() == null;
    BufferedHit before = isNew ? null : state.hit(hit.bufferKey());
    if (before != null && !Revisions.replaces(hit, before.hit())) {
      out.count("duplicate_hits");
      return;
    }
    if (before == null && (Revisions.isRetracted(hit) || lateness.refuses(hit, watermark, out))) {
      return;
    }
    if (FieldNumbers.areMissing(rule, hit)) {
      out.count("not_a_number");
    }
    long givenUp = correlator.givenUp();
    Group group = new Group(state, now, out);
    if (before != null) {
      group.replace(before, hit);
    } else if (terms.absence() != null) {
      group.keepForLater(hit);
    } else {
      group.add(hit, hit.time() < watermark, isNew);
    }
    countSearches(givenUp, out);
    wakeInTime(hit, state);
  }

  @Override
  public void wake(long time, boolean ended, long now, GroupState state, GroupOutput out) {
    long givenUp = correlator.givenUp();
    Group group = new Group(state, now, out);
    for (BufferedHit due : due(ended ? endOfLog(state) : time, state)) {
      state.keep(new BufferedHit(due.hit(), due.completing(), true));
      if (terms.absence() != null) {
        group.examine(due.hit());
      } else {
        group.stall(due.hit());
      }
    }
    countSearches(givenUp, out);
    if (ended) {
      due(Long.MAX_VALUE, state).forEach(undecided -> out.count("undecided_at_end"));
      state.clear();
    } else {
      forget(time, state);
    }
  }

  /** The watermark that is as good as reached: the log goes as far as the group's latest hit. */
  private long endOfLog(GroupState state) {
    return EventTimes.later(
        state.hits().stream().mapToLong(buffered -> buffered.hit().time()).max().orElse(0),
        lateness.allowed() + 1);
  }

  private void countSearches(long before, GroupOutput out) {
    if (correlator.givenUp() > before) {
      out.count("search_limit");
    }
  }

  /** Whether the hit waits for what may follow it. */
  private boolean waits(StageHit hit) {
    return (terms.absence() != null || terms.stalled() != null) && isStage(hit);
  }

  private boolean isStage(StageHit hit) {
    return stages.contains(hit.stage());
  }

  /** Hits for which the time is over that the rule waits after each, in rule order. */
  private List<BufferedHit> due(long time, GroupState state) {
    if (terms.absence() == null && terms.stalled() == null) {
      return List.of();
    }
    return state.hits().stream()
        .filter(buffered -> !buffered.examined() && waits(buffered.hit()))
        .filter(buffered -> patienceEnds(buffered.hit()) <= time)
        .sorted(Comparator.comparing(BufferedHit::hit, order))
        .toList();
  }

  private long patienceEnds(StageHit hit) {
    return EventTimes.later(hit.time(), terms.patience().toMillis() + lateness.allowed() + 1);
  }

  private void wakeInTime(StageHit hit, GroupState state) {
    // It may wake too early, for what is evidence by now: it sets the next time then.
    long due = waits(hit) ? patienceEnds(hit) : expiryOf(hit.time());
    Long scheduled = state.wakeTime();
    if (scheduled == null || due < scheduled) {
      state.wakeAt(due);
    }
  }

  private void forget(long time, GroupState state) {
    long keptFrom = EventTimes.earlier(time, retention);
    long forgottenUntil = Long.MIN_VALUE;
    long next = Long.MAX_VALUE;
    // Several are forgotten at once: to find them all are gone through.
    long soonest = EventTimes.later(time, retention / PARTS_OF_RETENTION);
    Set<String> evidence = new HashSet<>();
    for (StandingAlert alert : state.alerts()) {
      if (alert.lastTime() < keptFrom) {
        if (!alert.retracted()) {
          forgottenUntil = Math.max(forgottenUntil, alert.lastTime());
        }
        state.forgetAlert(alert.identity());
      } else {
        next = Math.min(next, Math.max(soonest, expiryOf(alert.lastTime())));
        evidence.addAll(alert.evidence());
      }
    }
    List<StageHit> forgotten = new ArrayList<>();
    for (BufferedHit buffered : state.hits()) {
      StageHit hit = buffered.hit();
      if (hit.time() >= keptFrom) {
        next = Math.min(next, Math.max(soonest, expiryOf(hit.time())));
      } else if (!evidence.contains(hit.bufferKey())) {
        forgotten.add(hit);
        continue;
      } else if (buffered.completing() && hit.time() <= forgottenUntil) {
        // It stays as evidence of the next episode, but must not open one of its own.
        state.keep(buffered.completing(false));
      }
      if (!buffered.examined() && waits(hit)) {
        next = Math.min(next, patienceEnds(hit));
      }
    }
    if (next < Long.MAX_VALUE) {
      forgetHits(forgotten, state);
      state.wakeAt(next);
    } else {
      state.clear();
    }
  }

  private void forgetHits(List<StageHit> hits, GroupState state) {
    hits.forEach(hit -> state.forgetHit(hit.bufferKey()));
    counts.remove(state, hits);
  }

  private long expiryOf(long time) {
    return EventTimes.later(time, retention + 1);
  }

  /** How long after its own time a hit can still matter. */
  private static long retention(CorrelationRule rule, Lateness lateness) {
    CorrelationTerms<String> terms = rule.terms();
    long reach = rule.timespan().toMillis();
    if (terms.fire().maxPerHour() > 0) {
      reach = Math.max(reach, HOUR);
    }
    return reach + terms.patience().toMillis() + lateness.allowed();
  }

  /** One look at a group. */
  private final class Group {

    private final GroupState state;
    private final long now;
    private final GroupOutput out;

    Group(GroupState state, long now, GroupOutput out) {
      this.state = state;
      this.now = now;
      this.out = out;
    }

    /** Where something must be absent, nothing is looked at before that had its time. */
    void keepForLater(StageHit hit) {
      state.keep(new BufferedHit(hit, false, false));
      List<StageHit> hits = new ArrayList<>();
      state.hits().forEach(buffered -> hits.add(buffered.hit()));
      Set<String> kept = new HashSet<>();
      standing().forEach(alert -> kept.addAll(alert.evidence()));
      dropExcess(hits, hit, kept);
    }

    /** Looks at a hit that has waited, among those that have. */
    void examine(StageHit hit) {
      List<BufferedHit> known =
          state.hits().stream()
              .filter(buffered -> buffered.examined() || !isStage(buffered.hit()))
              .toList();
      String reason = "nothing that undoes it came within " + words(terms.absence().within());
      evaluate(hit, known, reason);
    }

    /**
     * Takes in a hit that has just come.
     *
     * @param isNew whether it is the first of its group
     */
    void add(StageHit hit, boolean late, boolean isNew) {
      BufferedHit arrived = new BufferedHit(hit, false, false);
      state.keep(arrived);
      // Matches about things are those through the hit; episodes, and what undoes, move others too.
      boolean linked = !correlator.episodic() && isStage(hit);
      boolean isCounted = !isNew && counts.areKept(state);
      if (isCounted) {
        counts.add(state, hit);
        if (counts.haveRoom(state, hit) && !counts.mayHoldMatch(state, hit, linked)) {
          return;
        }
      }
      List<BufferedHit> known = isNew ? List.of(arrived) : state.hits();
      if (!isCounted) {
        counts.begin(state, known);
      }
      Predicate<StageHit> mayBePart =
          other -> isStage(other) && (!isStage(hit) || correlator.mayMeet(other, hit));
      // Evidence is not given up: what stands, and the hit could change, is there to be counted.
      if (matchSize.isReachedBy(known, mayBePart)) {
        evaluate(hit, known, late ? "late event " + hit.eventId() : null);
      } else {
        makeRoom(known, hit);
      }
    }

    private static List<StageHit> hitsOf(List<BufferedHit> known) {
      List<StageHit> hits = new ArrayList<>(known.size());
      known.forEach(buffered -> hits.add(buffered.hit()));
      return hits;
    }

    /**
     * @param known the hits to look at, {@code hit} among them
     * @param reason of what is told, or {@code null} for the arrival of the hit
     */
    private void evaluate(StageHit hit, List<BufferedHit> known, String reason) {
      StandingAlert settled = lastSettled(hit);
      long from = correlator.episodic() ? earliest(hit, known, settled) : Long.MIN_VALUE;
      List<StageHit> hits = new ArrayList<>();
      Set<StageHit> completing = Correlator.hitSet();
      StageHit arrived = hit;
      for (BufferedHit one : known) {
        if (one.hit().time() < from) {
          continue;
        }
        hits.add(one.hit());
        if (one.completing()) {
          completing.add(one.hit());
        }
        // The time is compared first: of a large group, most are of another.
        if (one.hit().time() == hit.time() && one.hit().isSameAs(hit)) {
          arrived = one.hit();
        }
      }
      hits.sort(order);
      Optional<List<Finding>> found =
          correlator.evaluate(
              hits, arrived, new Correlator.Knowledge(completing, evidenceOfStanding()));
      if (found.isEmpty()) {
        makeRoom(known, hit);
        return;
      }
      List<Finding> findings = found.get();
      if (settled != null) {
        findings =
            findings.stream()
                .filter(finding -> !finding.identity().equals(settled.identity()))
                .toList();
      }
      List<Finding> changed = findings.stream().filter(finding -> !isAsTold(finding)).toList();

      for (BufferedHit one : known) {
        boolean completes = completing.contains(one.hit());
        if (one.hit().time() >= from && completes != one.completing()) {
          state.keep(one.completing(completes));
        }
      }
      List<StageHit> all = hitsOf(known);
      Room room = makeRoom(all, arrived, findings);
      List<Finding> left = room.findings();
      Set<String> identities = left.stream().map(Finding::identity).collect(Collectors.toSet());
      changed = changed.stream().filter(one -> identities.contains(one.identity())).toList();
      if (correlator.episodic()) {
        retractMoved(settled, left, all, "the event " + hit.eventId() + " moves or undoes it");
      }
      for (Finding finding : changed) {
        if (finding.hits().isEmpty()) {
          StandingAlert alert = state.alert(finding.identity());
          if (alert != null && !alert.retracted()) {
            retract(alert, all, "undone by the event " + hit.eventId());
          }
        } else {
          amend(finding, room.givenUp(), null, reason);
        }
      }
    }

    /**
     * The time from which on hits matter: nothing in an episode lies further back from where its
     * first match is complete than a timespan, and nothing before a settled one can change.
     */
    private long earliest(StageHit hit, List<BufferedHit> known, @Nullable StandingAlert settled) {
      long opened =
          settled == null ? Long.MIN_VALUE : Instant.parse(settled.identity()).toEpochMilli();
      long end = hit.time();
      for (BufferedHit one : known) {
        if (one.completing() && one.hit().time() >= opened) {
          end = Math.min(end, one.hit().time());
        }
      }
      return Math.max(opened, EventTimes.earlier(end, rule.timespan().toMillis()));
    }

    /**
     * What is left when a full buffer has made room.
     *
     * @param givenUp the arrived hit, where there is no room for it, or {@code null}
     */
    private record Room(List<Finding> findings, @Nullable StageHit givenUp) {}

    /** The arrived hit is of no finding. */
    private void makeRoom(List<BufferedHit> known, StageHit arrived) {
      if (!limits.takeAll(known.size())) {
        makeRoom(hitsOf(known), arrived, List.of());
      }
    }

    /**
     * A full buffer of evidence: the arrived hit is counted, not kept, and opens nothing, for the
     * next evaluation would not know it.
     *
     * @param all the group's hits; those of a forgotten alert are taken out
     */
    private Room makeRoom(List<StageHit> all, StageHit arrived, List<Finding> findings) {
      if (limits.haveRoom(all, arrived)) {
        return new Room(findings, null);
      }
      Set<String> kept = new HashSet<>();
      standing().forEach(alert -> kept.addAll(alert.evidence()));
      findings.forEach(finding -> finding.hits().forEach(found -> kept.add(found.bufferKey())));
      List<Finding> left =
          limits.areFullOfEvidence(all, kept)
              ? forgetOldestAlert(findings, arrived, all)
              : findings;
      List<StageHit> excess = dropExcess(all, arrived, kept);
      return new Room(left, excess.stream().filter(arrived::isSameAs).findAny().orElse(null));
    }

    /**
     * The last of the episodes that were over, a timespan and more, before the hit: neither it nor
     * one before it can change, and the next opens after it. It spares looking at the whole buffer
     * again. Null where there is none, or where episodes hang together in other ways.
     */
    private StandingAlert lastSettled(StageHit hit) {
      boolean apart =
          correlator.episodic()
              && terms.fire().mode() == FireMode.ONCE
              && terms.fire().maxPerHour() == 0
              && terms.absence() == null;
      if (!apart) {
        return null;
      }
      long timespan = rule.timespan().toMillis();
      return standing().stream()
          .filter(alert -> !alert.stalled())
          .filter(alert -> EventTimes.later(alert.lastTime(), timespan) < hit.time())
          .max(Comparator.comparingLong(StandingAlert::lastTime))
          .orElse(null);
    }

    /**
     * A principal with many alerts must not be able to hide the next one behind them: the alert
     * that was quiet for longest stays as it was told, and does not grow any more.
     *
     * @return the findings that are left
     */
    private List<Finding> forgetOldestAlert(
        List<Finding> findings, StageHit arrived, List<StageHit> hits) {
      Set<String> needed = new HashSet<>();
      Set<String> growing = new HashSet<>();
      for (Finding finding : findings) {
        if (finding.hits().stream().anyMatch(arrived::isSameAs)) {
          growing.add(finding.identity());
          finding.hits().forEach(hit -> needed.add(hit.bufferKey()));
        }
      }
      List<StandingAlert> standing = standing();
      StandingAlert oldest =
          standing.stream()
              .filter(alert -> !growing.contains(alert.identity()))
              .min(
                  Comparator.comparingLong(StandingAlert::lastTime)
                      .thenComparing(StandingAlert::identity))
              .orElse(null);
      if (oldest == null) {
        return findings;
      }
      standing.stream()
          .filter(alert -> alert != oldest)
          .forEach(alert -> needed.addAll(alert.evidence()));
      out.count("alerts_forgotten");
      state.forgetAlert(oldest.identity());
      for (String key : oldest.evidence()) {
        BufferedHit buffered = state.hit(key);
        if (buffered != null && !needed.contains(key)) {
          forgetHits(List.of(buffered.hit()), state);
          hits.removeIf(hit -> hit.hasBufferKey(key));
        } else if (buffered != null && buffered.completing()) {
          state.keep(buffered.completing(false));
        }
      }
      return findings.stream()
          .filter(finding -> !finding.identity().equals(oldest.identity()))
          .toList();
    }

    private List<StageHit> dropExcess(List<StageHit> hits, StageHit hit, Set<String> kept) {
      List<StageHit> excess = limits.excess(hits, hit, kept);
      excess.forEach(each -> out.count("buffer_overflow"));
      forgetHits(excess, state);
      return excess;
    }

    /** A hit came again with another meaning: what was made of it is worked out again. */
    void replace(BufferedHit old, StageHit revised) {
      boolean isRetracted = Revisions.isRetracted(revised);
      forgetHits(List.of(old.hit()), state);
      if (!isRetracted) {
        state.keep(new BufferedHit(revised, false, old.examined()));
        if (counts.areKept(state)) {
          counts.add(state, revised);
        }
      }
      if (isNoPartOfAnything(old.hit(), revised)) {
        return;
      }
      List<StageHit> known = new ArrayList<>(isRetracted ? List.of(old.hit()) : List.of());
      List<StageHit> hits = new ArrayList<>();
      List<BufferedHit> buffered = new ArrayList<>();
      for (BufferedHit one : state.hits()) {
        known.add(one.hit());
        if (terms.absence() == null || one.examined() || !isStage(one.hit())) {
          hits.add(one.hit());
          buffered.add(one);
        }
      }
      hits.sort(order);
      Correlator.Knowledge knowledge =
          new Correlator.Knowledge(Correlator.hitSet(), evidenceOfStanding());
      List<Finding> findings =
          correlator.reconsider(hits, old.hit(), isRetracted ? null : revised, knowledge);
      for (BufferedHit one : buffered) {
        boolean completes = knowledge.completing().contains(one.hit());
        if (completes != one.completing()) {
          state.keep(one.completing(completes));
        }
      }
      String reason = Revisions.reason(revised);
      if (correlator.episodic()) {
        retractMoved(null, findings, known, reason);
      }
      for (Finding finding : findings) {
        StandingAlert alert = state.alert(finding.identity());
        if (!finding.hits().isEmpty()) {
          amend(finding, null, revised.bufferKey(), reason);
        } else if (alert != null && !alert.retracted()) {
          retract(alert, known, reason);
        }
      }
    }

    /** Whether the hit was no part of what stands, and is none of anything now. */
    private boolean isNoPartOfAnything(StageHit before, StageHit revised) {
      return !correlator.episodic()
          && isStage(revised)
          && counts.areKept(state)
          && !counts.mayHoldMatch(state, revised, true)
          && standing().stream().noneMatch(alert -> alert.evidence().contains(before.bufferKey()));
    }

    private Map<String, Set<String>> evidenceOfStanding() {
      Map<String, Set<String>> evidence = new HashMap<>();
      if (!correlator.episodic()) {
        standing().stream()
            .filter(alert -> !alert.stalled())
            .forEach(alert -> evidence.put(alert.identity(), new HashSet<>(alert.evidence())));
      }
      return evidence;
    }

    /** Nothing of the rule came after the hit for so long: is it the end of a part of a match? */
    void stall(StageHit last) {
      Stalled stalled = terms.stalled();
      long quietUntil = EventTimes.later(last.time(), stalled.after().toMillis());
      List<StageHit> before = new ArrayList<>();
      List<StageHit> undoing = new ArrayList<>();
      for (BufferedHit buffered : state.hits()) {
        StageHit hit = buffered.hit();
        if (!isStage(hit)) {
          undoing.add(hit);
        } else if (order.compare(hit, last) <= 0) {
          before.add(hit);
        } else if (hit.time() <= quietUntil) {
          return;
        }
      }
      before.sort(order);
      List<StageHit> part =
          new ArrayList<>(
              parts.largestPart(last, stalled.minStages(), quietUntil, before, undoing));
      part.sort(order);
      List<String> keys = part.stream().map(StageHit::bufferKey).toList();
      String identity = "stalled " + Instant.ofEpochMilli(last.time());
      StandingAlert told = state.alert(identity);
      boolean isPartOfAMatch =
          standing().stream()
              .anyMatch(alert -> !alert.stalled() && !Collections.disjoint(alert.evidence(), keys));
      if (part.isEmpty() || isPartOfAMatch || told != null && !told.retracted()) {
        return;
      }
      StandingAlert alert = StandingAlert.opened(identity, keys, last.time()).ofPart();
      if (told != null) {
        alert = alert.after(told);
      }
      state.keep(alert);
      String reason = "nothing of it came for " + words(stalled.after());
      out.alert(GroupAlert.of(rule, alert, part, AlertStatus.STALLED, reason, now));
    }

    private List<StandingAlert> standing() {
      return state.alerts().stream().filter(alert -> !alert.retracted()).toList();
    }

    /**
     * An episode that a late event moved is told anew; the alert told before does not stand.
     *
     * @param settled the last alert that cannot move, or {@code null}
     */
    private void retractMoved(
        StandingAlert settled, List<Finding> findings, List<StageHit> hits, String reason) {
      Set<String> identities = findings.stream().map(Finding::identity).collect(Collectors.toSet());
      for (StandingAlert alert : standing()) {
        boolean mayMove = settled == null || alert.lastTime() > settled.lastTime();
        if (mayMove && !alert.stalled() && !identities.contains(alert.identity())) {
          retract(alert, hits, reason);
        }
      }
    }

    private void retract(StandingAlert alert, List<StageHit> hits, String reason) {
      Set<String> evidence = new HashSet<>(alert.evidence());
      List<StageHit> told =
          hits.stream()
              .filter(other -> evidence.contains(other.bufferKey()))
              .sorted(order)
              .toList();
      StandingAlert retracted = alert.takenBack();
      state.keep(retracted);
      if (!alert.stalled()) {
        examineAgain(alert.evidence());
      }
      out.alert(GroupAlert.of(rule, retracted, told, AlertStatus.RETRACTED, reason, now));
    }

    /** What is no evidence of a match any more may be a part of one again. */
    private void examineAgain(Collection<String> keys) {
      if (terms.stalled() == null) {
        return;
      }
      for (String key : keys) {
        BufferedHit buffered = state.hit(key);
        if (buffered != null && buffered.examined()) {
          state.keep(new BufferedHit(buffered.hit(), buffered.completing(), false));
          wakeInTime(buffered.hit(), state);
        }
      }
    }

    /** A part that has become a match is no finding of its own any more. */
    private void retractParts(List<String> keys) {
      for (StandingAlert alert : standing()) {
        if (alert.stalled() && !Collections.disjoint(alert.evidence(), keys)) {
          retract(alert, hitsOf(state.hits()), "the match is complete by now");
        }
      }
    }

    /**
     * @param givenUp the arrived hit, where there is no room for it, or {@code null}
     * @param revised buffer key of a hit that has become another one, or {@code null}
     * @param reason why it is told, or {@code null} if it is the arrival of an event
     */
    private void amend(Finding finding, StageHit givenUp, String revised, String reason) {
      StandingAlert before = state.alert(finding.identity());
      if (before == null && givenUp != null) {
        return;
      }
      List<StageHit> evidence = finding.hits().stream().filter(hit -> hit != givenUp).toList();
      List<String> keys = evidence.stream().map(StageHit::bufferKey).toList();
      long lastTime = finding.hits().get(finding.hits().size() - 1).time();
      if (before == null || before.retracted()) {
        StandingAlert opened = StandingAlert.opened(finding.identity(), keys, lastTime);
        if (before != null) {
          opened = opened.after(before);
        }
        state.keep(opened);
        retractParts(keys);
        tell(opened, evidence, "the match is complete", reason);
        return;
      }
      Set<String> old = new HashSet<>(before.evidence());
      Set<String> shown = new HashSet<>(keys);
      Set<String> lost = new HashSet<>(old);
      lost.removeIf(shown::contains);
      long added = finding.hits().stream().filter(hit -> !old.contains(hit.bufferKey())).count();
      boolean isRevised = revised != null && shown.contains(revised);
      if (added == 0 && lost.isEmpty() && !isRevised) {
        return;
      }
      long seen = before.seen() + added;
      boolean shows = !old.equals(shown) && !isBeyondCap(before, evidence, old);
      // What is only counted is told when the count doubles, so that a flood is not echoed.
      boolean tell = isRevised || shows || Long.bitCount(seen) == 1;
      StandingAlert grown =
          before.grown(tell, !lost.isEmpty(), keys, seen, Math.max(before.lastTime(), lastTime));
      state.keep(grown);
      retractParts(keys);
      examineAgain(lost);
      if (tell) {
        tell(grown, evidence, lost.isEmpty() ? "more evidence" : "other evidence", reason);
      }
    }

    /** Most findings are those of before: a hit changes the one that it falls into. */
    private boolean isAsTold(Finding finding) {
      StandingAlert told = state.alert(finding.identity());
      List<StageHit> hits = finding.hits();
      if (told == null || told.retracted() || told.evidence().size() != hits.size()) {
        return false;
      }
      for (int i = 0; i < hits.size(); i++) {
        if (!hits.get(i).hasBufferKey(told.evidence().get(i))) {
          return false;
        }
      }
      return true;
    }

    /** Whether the alert shows as many events as the rule wants, of every stage that is there. */
    private boolean isBeyondCap(StandingAlert before, List<StageHit> evidence, Set<String> old) {
      int cap = terms.evidenceCap();
      return cap > 0
          && before.evidence().size() >= cap
          && evidence.size() >= old.size()
          && evidence.stream()
              .filter(hit -> !old.contains(hit.bufferKey()))
              .map(StageHit::stage)
              .allMatch(
                  stage ->
                      evidence.stream()
                          .anyMatch(
                              hit -> hit.stage().equals(stage) && old.contains(hit.bufferKey())));
    }

    private void tell(StandingAlert alert, List<StageHit> evidence, String change, String reason) {
      String why = reason == null ? change : change + ": " + reason;
      out.alert(GroupAlert.of(rule, alert, evidence, AlertStatus.OPEN, why, now));
    }
  }

  private static String words(Duration duration) {
    return duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
  }
}

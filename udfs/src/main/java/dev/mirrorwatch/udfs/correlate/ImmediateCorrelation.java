package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * For rules that no later event can undo, or only by arriving late: the group's events are looked
 * at again on every arrival. Nothing waits for the watermark; it only says when events may be
 * forgotten.
 */
final class ImmediateCorrelation implements GroupCorrelation {

  private final CorrelationRule rule;
  private final Lateness lateness;
  private final Correlator correlator;
  private final BufferLimits limits;
  private final Comparator<StageHit> order;

  ImmediateCorrelation(CorrelationRule rule, Duration allowedLateness) {
    this.rule = rule;
    this.lateness = new Lateness(allowedLateness);
    this.correlator = Correlator.of(rule);
    this.limits = new BufferLimits(rule);
    this.order = SequencePattern.inRuleOrder(rule);
  }

  @Override
  public void arrive(StageHit hit, long watermark, long now, GroupState state, GroupOutput out) {
    BufferedHit before = state.hit(hit.bufferKey());
    if (before != null && !Revisions.replaces(hit, before.hit())) {
      out.count("duplicate_hits");
      return;
    }
    if (before == null && (lateness.refuses(hit, watermark, out) || Revisions.isRetracted(hit))) {
      return;
    }
    if (FieldNumbers.areMissing(rule, hit)) {
      out.count("not_a_number");
    }
    List<StageHit> hits = new ArrayList<>();
    Set<String> completing = new HashSet<>();
    for (BufferedHit buffered : state.hits()) {
      hits.add(buffered.hit());
      if (buffered.completing()) {
        completing.add(buffered.hit().bufferKey());
      }
    }
    Map<String, Set<String>> evidence = new HashMap<>();
    for (StandingAlert alert : state.alerts()) {
      evidence.put(alert.identity(), new HashSet<>(alert.evidence()));
    }
    if (before != null) {
      replace(before.hit(), hit, hits, now, state, out);
      return;
    }
    hits.add(hit);
    hits.sort(order);

    Set<String> completedBefore = Set.copyOf(completing);
    List<Finding> findings =
        correlator.evaluate(hits, hit, new Correlator.Knowledge(completing, evidence));

    Set<String> kept = new HashSet<>();
    evidence.values().forEach(kept::addAll);
    findings.forEach(finding -> finding.hits().forEach(found -> kept.add(found.bufferKey())));
    if (!correlator.episodic() && limits.isFullOfEvidence(hits, kept)) {
      forgetOldestAlert(findings, hits, state, out);
    }
    Optional<StageHit> excess = limits.excess(hits, hit, kept);
    for (StageHit each : hits) {
      String key = each.bufferKey();
      if (each == hit || completing.contains(key) != completedBefore.contains(key)) {
        state.keep(new BufferedHit(each, completing.contains(key)));
      }
    }
    if (excess.isPresent()) {
      out.count("buffer_overflow");
      state.forgetHit(excess.get().bufferKey());
    }
    if (correlator.episodic()) {
      retractMoved(findings, hits, now, state, out);
    }
    // A full buffer of evidence: the arrived hit is counted, not kept, and opens nothing, for the
    // next evaluation would not know it.
    StageHit givenUp = excess.filter(hit::equals).orElse(null);
    for (Finding finding : findings) {
      amend(finding, givenUp, null, now, state, out);
    }
    wakeInTime(hit, state);
  }

  /**
   * A principal with many alerts must not be able to hide the next one behind them: the alert that
   * was quiet for longest stays as it was told, and does not grow any more.
   */
  private static void forgetOldestAlert(
      List<Finding> findings, List<StageHit> hits, GroupState state, GroupOutput out) {
    Set<String> needed = new HashSet<>();
    Set<String> growing = new HashSet<>();
    for (Finding finding : findings) {
      growing.add(finding.identity());
      finding.hits().forEach(hit -> needed.add(hit.bufferKey()));
    }
    List<StandingAlert> standing = state.alerts();
    Optional<StandingAlert> oldest =
        standing.stream()
            .filter(alert -> !growing.contains(alert.identity()))
            .min(
                Comparator.comparingLong(StandingAlert::lastTime)
                    .thenComparing(StandingAlert::identity));
    if (oldest.isEmpty()) {
      return;
    }
    standing.stream()
        .filter(alert -> !alert.equals(oldest.get()))
        .forEach(alert -> needed.addAll(alert.evidence()));
    out.count("alerts_forgotten");
    state.forgetAlert(oldest.get().identity());
    for (String key : oldest.get().evidence()) {
      if (!needed.contains(key)) {
        state.forgetHit(key);
        hits.removeIf(hit -> hit.bufferKey().equals(key));
      }
    }
  }

  /** An alert of another rule has changed: what was made of it is worked out again. */
  private void replace(
      StageHit old,
      StageHit revised,
      List<StageHit> hits,
      long now,
      GroupState state,
      GroupOutput out) {
    List<StageHit> known = new ArrayList<>(hits);
    hits.remove(old);
    if (!Revisions.isRetracted(revised)) {
      hits.add(revised);
      known.remove(old);
      known.add(revised);
      known.sort(order);
    }
    hits.sort(order);
    Correlator.Knowledge nothing = new Correlator.Knowledge(new HashSet<>(), new HashMap<>());
    Map<String, Finding> findings = new LinkedHashMap<>();
    for (StageHit hit : hits) {
      List<Finding> found = correlator.evaluate(hits, hit, nothing);
      if (correlator.episodic()) {
        findings.clear();
      }
      found.forEach(finding -> findings.put(finding.identity(), finding));
    }
    state.forgetHit(old.bufferKey());
    for (StageHit hit : hits) {
      state.keep(new BufferedHit(hit, nothing.completing().contains(hit.bufferKey())));
    }
    retractMoved(List.copyOf(findings.values()), known, now, state, out);
    for (Finding finding : findings.values()) {
      amend(finding, null, revised.bufferKey(), now, state, out);
    }
    wakeInTime(revised, state);
  }

  private void wakeInTime(StageHit hit, GroupState state) {
    // It may wake too early, for what is evidence by now: it sets the next time then.
    long due = expiryOf(hit.time());
    Long scheduled = state.wakeTime();
    if (scheduled == null || due < scheduled) {
      state.wakeAt(due);
    }
  }

  @Override
  public void wake(long time, long now, GroupState state, GroupOutput out) {
    if (time == Long.MAX_VALUE) {
      state.clear();
      return;
    }
    long keptFrom = EventTimes.earlier(time, retention());
    long forgottenUntil = Long.MIN_VALUE;
    long earliest = Long.MAX_VALUE;
    Set<String> evidence = new HashSet<>();
    for (StandingAlert alert : state.alerts()) {
      if (alert.lastTime() < keptFrom) {
        forgottenUntil = Math.max(forgottenUntil, alert.lastTime());
        state.forgetAlert(alert.identity());
      } else {
        earliest = Math.min(earliest, alert.lastTime());
        evidence.addAll(alert.evidence());
      }
    }
    for (BufferedHit buffered : state.hits()) {
      String key = buffered.hit().bufferKey();
      long hitTime = buffered.hit().time();
      if (!evidence.contains(key)) {
        if (hitTime < keptFrom) {
          state.forgetHit(key);
        } else {
          earliest = Math.min(earliest, hitTime);
        }
      } else if (buffered.completing() && hitTime <= forgottenUntil) {
        // It stays as evidence of the next episode, but must not open one of its own.
        state.keep(new BufferedHit(buffered.hit(), false));
      }
    }
    if (!state.hits().isEmpty() || !state.alerts().isEmpty()) {
      state.wakeAt(expiryOf(earliest));
    }
  }

  private long expiryOf(long time) {
    return EventTimes.later(time, retention() + 1);
  }

  /** How long after its own time a hit can still find a partner. */
  private long retention() {
    return rule.timespan().toMillis() + lateness.allowed();
  }

  /** An episode that a late event moved is told anew; the alert told before does not stand. */
  private void retractMoved(
      List<Finding> findings, List<StageHit> hits, long now, GroupState state, GroupOutput out) {
    Set<String> standing = findings.stream().map(Finding::identity).collect(Collectors.toSet());
    for (StandingAlert alert : state.alerts()) {
      if (!standing.contains(alert.identity())) {
        List<StageHit> told =
            hits.stream().filter(other -> alert.evidence().contains(other.bufferKey())).toList();
        state.forgetAlert(alert.identity());
        StandingAlert retracted =
            new StandingAlert(
                alert.identity(),
                alert.revision() + 1,
                alert.evidence(),
                alert.seen(),
                alert.lastTime());
        out.alert(GroupAlert.of(rule, retracted, told, AlertStatus.RETRACTED, now));
      }
    }
  }

  /**
   * @param givenUp the arrived hit, where there is no room for it, or {@code null}
   * @param revised buffer key of a hit that has become another one, or {@code null}
   */
  private void amend(
      Finding finding,
      StageHit givenUp,
      String revised,
      long now,
      GroupState state,
      GroupOutput out) {
    StandingAlert before = state.alert(finding.identity());
    if (before == null && givenUp != null) {
      return;
    }
    List<StageHit> evidence = finding.hits().stream().filter(hit -> hit != givenUp).toList();
    List<String> keys = evidence.stream().map(StageHit::bufferKey).toList();
    long lastTime = finding.hits().get(finding.hits().size() - 1).time();
    if (before == null) {
      StandingAlert opened = new StandingAlert(finding.identity(), 1, keys, keys.size(), lastTime);
      state.keep(opened);
      out.alert(GroupAlert.of(rule, opened, evidence, AlertStatus.OPEN, now));
      return;
    }
    Set<String> old = new HashSet<>(before.evidence());
    long added = finding.hits().stream().filter(hit -> !old.contains(hit.bufferKey())).count();
    boolean isRevised = revised != null && keys.contains(revised);
    if (added == 0 && old.size() == keys.size() && !isRevised) {
      return;
    }
    long seen = before.seen() + added;
    // What is only counted is told when the count doubles, so that a flood is not echoed.
    boolean tell = isRevised || !old.equals(new HashSet<>(keys)) || Long.bitCount(seen) == 1;
    StandingAlert grown =
        new StandingAlert(
            finding.identity(),
            before.revision() + (tell ? 1 : 0),
            keys,
            seen,
            Math.max(before.lastTime(), lastTime));
    state.keep(grown);
    if (tell) {
      out.alert(GroupAlert.of(rule, grown, evidence, AlertStatus.OPEN, now));
    }
  }
}

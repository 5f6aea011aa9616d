package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms.Window;
import dev.mirrorwatch.rules.model.CorrelationTerms.WindowKind;
import dev.mirrorwatch.rules.model.StageCondition;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * For rules that the next event may undo: at most five, exactly three, one stage without another. A
 * window is opened by the first hit that no earlier window covers and lasts one timespan, both ends
 * included. It is decided once, when the watermark says that nothing can come into it any more.
 * Stages below a {@code not} open no window; they count within a timespan on either side of the hit
 * that opened it. The rule may ask for windows that follow each other, or for such that a pause
 * ends.
 */
final class WindowCorrelation implements GroupCorrelation {

  private static final Comparator<StageHit> IN_TIME =
      Comparator.comparingLong(StageHit::firstTime).thenComparing(StageHit::bufferKey);

  private final CorrelationRule rule;
  private final Lateness lateness;
  private final BufferLimits limits;
  private final long timespan;
  private final Window kind;

  /** Null where a number decides, and not a condition over stages. */
  private final StageDemand demand;

  private final Measure measure;
  private final Set<String> negated;
  private final Set<String> openers;

  WindowCorrelation(CorrelationRule rule, Duration allowedLateness) {
    this.rule = rule;
    this.lateness = new Lateness(allowedLateness);
    this.limits = new BufferLimits(rule);
    this.timespan = rule.timespan().toMillis();
    this.kind = rule.terms().window();
    Optional<StageCondition> stages = rule.stageCondition();
    this.demand = stages.isPresent() ? new StageDemand(rule) : null;
    this.measure = stages.isPresent() ? null : Measure.of(rule);
    this.negated = stages.map(StageCondition::negatedStages).orElse(Set.of());
    this.openers = stages.map(StageCondition::positiveStages).orElse(Set.copyOf(rule.stages()));
  }

  @Override
  public void arrive(StageHit hit, long watermark, long now, GroupState state, GroupOutput out) {
    if (!openers.contains(hit.stage()) && !negated.contains(hit.stage())) {
      // Listed, but the condition does not name it.
      return;
    }
    BufferedHit before = state.hit(hit.bufferKey());
    if (before != null && !Revisions.replaces(hit, before.hit())) {
      out.count("duplicate_hits");
      return;
    }
    if (before == null && (Revisions.isRetracted(hit) || lateness.refuses(hit, watermark, out))) {
      return;
    }
    if (Revisions.isRetracted(hit)) {
      state.forgetHit(hit.bufferKey());
      return;
    }
    if (FieldNumbers.areMissing(rule, hit)) {
      out.count("not_a_number");
    }
    state.keep(new BufferedHit(hit, false, false));
    List<StageHit> hits = state.hits().stream().map(BufferedHit::hit).toList();
    for (StageHit excess : limits.excess(hits, hit, Set.of())) {
      out.count("buffer_overflow");
      state.forgetHit(excess.bufferKey());
    }
    long due = endOf(hit.firstTime());
    Long scheduled = state.wakeTime();
    if (scheduled == null || due < scheduled) {
      state.wakeAt(due);
    }
  }

  @Override
  public void wake(long time, boolean ended, long now, GroupState state, GroupOutput out) {
    List<StageHit> open = new ArrayList<>();
    List<StageHit> unwanted = new ArrayList<>();
    for (BufferedHit buffered : state.hits()) {
      // What a window has covered stays for the sake of its neighbours, if it can be unwanted.
      if (openers.contains(buffered.hit().stage()) && !buffered.completing()) {
        open.add(buffered.hit());
      }
      if (negated.contains(buffered.hit().stage())) {
        unwanted.add(buffered.hit());
      }
    }
    open.sort(IN_TIME);
    while (!open.isEmpty() && endOf(open.get(0).firstTime()) <= time) {
      StageHit opener = open.get(0);
      long start = opener.firstTime();
      List<StageHit> window;
      if (EventTimes.distance(opener.time(), start) > timespan) {
        // An alert of another rule that is longer than the timespan fits into no window.
        window = List.of(opener);
      } else {
        window = windowOf(start, open);
        if (holds(window, start, unwanted)) {
          tell(window, start, now, out);
        }
      }
      open.removeAll(window);
      for (StageHit hit : window) {
        if (negated.contains(hit.stage())) {
          state.keep(new BufferedHit(hit, true, false));
        } else {
          state.forgetHit(hit.bufferKey());
        }
      }
    }
    forgetUnwanted(time, open, unwanted, state);
    open.stream()
        .mapToLong(hit -> endOf(hit.firstTime()))
        .min()
        .ifPresent(due -> wakeEarlier(due, state));
  }

  /** The hits that one window holds which the first of them opens. */
  private List<StageHit> windowOf(long start, List<StageHit> open) {
    List<StageHit> window = new ArrayList<>();
    long last = start;
    for (StageHit hit : open) {
      boolean pauses =
          kind.kind() == WindowKind.SESSION
              && EventTimes.distance(hit.time(), last) > kind.gap().toMillis();
      if (pauses) {
        return window;
      }
      if (isNear(hit.time(), start)) {
        window.add(hit);
        last = Math.max(last, hit.time());
      }
    }
    return window;
  }

  private boolean isNear(long time, long start) {
    return kind.kind() == WindowKind.TUMBLING
        ? SpanStarts.tumbling(time, timespan) == SpanStarts.tumbling(start, timespan)
        : EventTimes.distance(time, start) <= timespan;
  }

  private boolean holds(List<StageHit> window, long start, List<StageHit> unwanted) {
    if (demand == null) {
      return rule.condition().holds(measure.of(window));
    }
    Set<String> near =
        unwanted.stream()
            .filter(hit -> isNear(hit.time(), start) || isNear(hit.firstTime(), start))
            .map(StageHit::stage)
            .collect(Collectors.toSet());
    return demand.isMet(window, near);
  }

  private void tell(List<StageHit> window, long start, long now, GroupOutput out) {
    long lastTime = window.stream().mapToLong(StageHit::time).max().orElseThrow();
    List<String> keys = window.stream().map(StageHit::bufferKey).toList();
    StandingAlert alert =
        StandingAlert.opened(Instant.ofEpochMilli(start).toString(), keys, lastTime);
    out.alert(GroupAlert.of(rule, alert, window, AlertStatus.OPEN, "the window is over", now));
  }

  /** A window that is still to come starts with an open hit, or with one that is not late yet. */
  private void forgetUnwanted(
      long time, List<StageHit> open, List<StageHit> unwanted, GroupState state) {
    long nextStart = EventTimes.earlier(time, lateness.allowed());
    if (!open.isEmpty()) {
      nextStart = Math.min(nextStart, open.get(0).firstTime());
    }
    for (StageHit hit : unwanted) {
      if (time == Long.MAX_VALUE || EventTimes.later(hit.time(), timespan) < nextStart) {
        state.forgetHit(hit.bufferKey());
      } else if (open.isEmpty()) {
        wakeEarlier(endOf(hit.time()), state);
      }
    }
  }

  private static void wakeEarlier(long due, GroupState state) {
    Long scheduled = state.wakeTime();
    if (scheduled == null || due < scheduled) {
      state.wakeAt(due);
    }
  }

  /** When nothing can come any more into a window that starts then. */
  private long endOf(long start) {
    return kind.kind() == WindowKind.TUMBLING
        ? EventTimes.later(SpanStarts.tumbling(start, timespan), timespan + lateness.allowed())
        : EventTimes.later(start, timespan + lateness.allowed() + 1);
  }
}

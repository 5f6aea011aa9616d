package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules whose alert is about a stretch of time. An episode opens with the earliest complete match
 * and lives one timespan; what completes after it opens the next. Its evidence is every hit in the
 * span before each of its completions. Episodes are worked out from the whole buffer, so a late
 * event that completes a match earlier moves them.
 */
final class EpisodeCorrelator implements Correlator {

  private final Completion completion;
  private final long timespan;

  /** An average of 9 is no longer above 8 once a late 1 has come; a count only grows. */
  private final boolean mayBeUndone;

  EpisodeCorrelator(CorrelationRule rule) {
    this.completion = Completion.of(rule);
    this.mayBeUndone = rule.type().isNumeric();
    this.timespan = rule.timespan().toMillis();
  }

  @Override
  public boolean episodic() {
    return true;
  }

  @Override
  public List<Finding> evaluate(List<StageHit> buffer, StageHit arrived, Knowledge known) {
    for (StageHit last : buffer) {
      // Only matches that end in the span after the new event can be new, or undone by it.
      if (last.time() >= arrived.time()
          && EventTimes.distance(last.time(), arrived.time()) <= timespan
          && (mayBeUndone || !known.completing().contains(last.bufferKey()))) {
        if (fits(last, last) && completion.completes(last, spanBefore(last, buffer))) {
          known.completing().add(last.bufferKey());
        } else {
          known.completing().remove(last.bufferKey());
        }
      }
    }
    return episodes(buffer, known);
  }

  private List<Finding> episodes(List<StageHit> buffer, Knowledge known) {
    List<Finding> episodes = new ArrayList<>();
    List<Long> completions = new ArrayList<>();
    for (StageHit hit : buffer) {
      if (known.completing().contains(hit.bufferKey())) {
        if (!completions.isEmpty() && hit.time() > EventTimes.later(completions.get(0), timespan)) {
          episodes.add(episode(completions, buffer));
          completions.clear();
        }
        completions.add(hit.time());
      }
    }
    if (!completions.isEmpty()) {
      episodes.add(episode(completions, buffer));
    }
    return episodes;
  }

  /**
   * @param completions times of one episode's complete matches, ascending
   */
  private Finding episode(List<Long> completions, List<StageHit> buffer) {
    List<StageHit> evidence = new ArrayList<>();
    int next = 0;
    for (StageHit hit : buffer) {
      while (next < completions.size() && completions.get(next) < hit.time()) {
        next++;
      }
      if (next < completions.size()
          && EventTimes.distance(completions.get(next), hit.firstTime()) <= timespan) {
        evidence.add(hit);
      }
    }
    return new Finding(Instant.ofEpochMilli(completions.get(0)).toString(), evidence);
  }

  private List<StageHit> spanBefore(StageHit last, List<StageHit> buffer) {
    return buffer.stream().filter(hit -> fits(hit, last)).toList();
  }

  /** Whether all of the hit lies in the timespan before another one. */
  private boolean fits(StageHit hit, StageHit last) {
    return hit.time() <= last.time()
        && EventTimes.distance(last.time(), hit.firstTime()) <= timespan;
  }
}

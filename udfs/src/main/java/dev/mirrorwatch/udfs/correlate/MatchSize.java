package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a match needs at least, by numbers alone: so many events, stages or values. Most groups
 * never have as much, and need not be looked at any closer.
 */
final class MatchSize {

  private final CorrelationRule rule;
  private final int events;
  private final long stages;

  MatchSize(CorrelationRule rule) {
    this.rule = rule;
    boolean isSequence =
        rule.stageCondition().isEmpty()
            && (rule.type() == CorrelationType.TEMPORAL
                || rule.type() == CorrelationType.TEMPORAL_ORDERED && rule.condition() == null);
    if (isSequence) {
      events = SequencePattern.slots(rule);
      stages = new CandidateSearch(rule).wantedStages();
    } else {
      events = rule.type() == CorrelationType.EVENT_COUNT ? rule.condition().atLeast() : 1;
      stages = 1;
    }
  }

  /**
   * Whether a group may hold a match.
   *
   * @param mayBePart which of its hits the match can hold
   */
  boolean isReachedBy(List<BufferedHit> group, Predicate<StageHit> mayBePart) {
    if (group.size() < events) {
      return false;
    }
    Set<String> seen = new HashSet<>();
    long counted = 0;
    long values = 0;
    for (BufferedHit buffered : group) {
      StageHit hit = buffered.hit();
      if (mayBePart.test(hit)) {
        counted++;
        seen.add(hit.stage());
        values += values(hit);
        if (isReachedBy(counted, seen.size(), values)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether so many hits may hold a match.
   *
   * @param differentStages of the hits
   * @param values sum of {@link #values} of the hits
   */
  boolean isReachedBy(long hits, long differentStages, long values) {
    return hits >= events
        && differentStages >= stages
        && (rule.type() != CorrelationType.VALUE_COUNT || values >= rule.condition().atLeast());
  }

  /** How many values the hit has at most, or tuples of values; 0 where they do not count. */
  long values(StageHit hit) {
    if (rule.type() != CorrelationType.VALUE_COUNT) {
      return 0;
    }
    long values = 1;
    for (String field : rule.condition().fields()) {
      values *= hit.links().values(field).size();
    }
    return values;
  }
}

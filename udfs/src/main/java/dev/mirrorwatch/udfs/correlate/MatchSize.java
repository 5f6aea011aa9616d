package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

  /** Whether a group may hold a match. */
  boolean isReachedBy(List<BufferedHit> group) {
    if (group.size() < events) {
      return false;
    }
    if (stages > 1) {
      Set<String> seen = new HashSet<>();
      group.forEach(buffered -> seen.add(buffered.hit().stage()));
      return seen.size() >= stages;
    }
    return rule.type() != CorrelationType.VALUE_COUNT
        || values(group) >= rule.condition().atLeast();
  }

  /** How many values the hits have at most, or tuples of values. */
  private long values(List<BufferedHit> group) {
    long all = 0;
    for (BufferedHit buffered : group) {
      long ofHit = 1;
      for (String field : rule.condition().fields()) {
        ofHit *= buffered.hit().links().values(field).size();
      }
      all += ofHit;
    }
    return all;
  }
}

package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.StageCondition;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a match needs at least, by what is there alone: so many events or different values, these
 * stages or so many. Most groups never have as much, and need not be looked at any closer.
 */
final class MatchSize {

  private final CorrelationRule rule;
  private final int events;
  private final long stages;

  /** Null where a number decides. */
  private final @Nullable StageCondition stageCondition;

  /** Null where values do not count. */
  private final @Nullable ValueCount values;

  MatchSize(CorrelationRule rule) {
    this.rule = rule;
    this.stageCondition = rule.stageCondition().orElse(null);
    this.values =
        rule.type() == CorrelationType.VALUE_COUNT
            ? new ValueCount(rule.condition().fields())
            : null;
    boolean isSequence =
        stageCondition == null
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
    Set<List<String>> different = new HashSet<>();
    long counted = 0;
    for (BufferedHit buffered : group) {
      StageHit hit = buffered.hit();
      if (mayBePart.test(hit)) {
        counted++;
        seen.add(hit.stage());
        if (values != null) {
          values.addTuples(hit, different);
        }
        if (isReachedBy(counted, seen, different.size())) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether so many hits may hold a match.
   *
   * @param seen stages of the hits
   * @param differentValues of the hits, at most; see {@link #values}
   */
  boolean isReachedBy(long hits, Set<String> seen, long differentValues) {
    return hits >= events
        && seen.size() >= stages
        && (values == null || differentValues >= rule.condition().atLeast())
        && (stageCondition == null || stageCondition.holds(seen::contains, stage -> false));
  }

  /** How many values the hit has at most, or tuples of values; 0 where they do not count. */
  long values(StageHit hit) {
    if (values == null) {
      return 0;
    }
    long tuples = 1;
    for (String field : rule.condition().fields()) {
      tuples *= hit.links().values(field).size();
    }
    return tuples;
  }
}

package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.List;
import java.util.Set;

/** Decides for one event whether the rule's condition holds with that event as the last. */
interface Completion {

  /**
   * @param last the event in question
   * @param span the group's hits within the timespan before {@code last}, at its own time, and it
   */
  boolean completes(StageHit last, List<StageHit> span);

  /** The completion for a rule that no window's end decides. */
  static Completion of(CorrelationRule rule) {
    if (rule.stageCondition().isPresent()) {
      StageDemand demand = new StageDemand(rule);
      return (last, span) -> demand.isMet(span, Set.of());
    }
    if (rule.type() == CorrelationType.TEMPORAL
        || rule.type() == CorrelationType.TEMPORAL_ORDERED && rule.condition() == null) {
      CandidateSearch search = new CandidateSearch(rule);
      SequenceVerdict verdict = new SequenceVerdict(rule);
      return (last, span) -> verdict.isMatch(search.through(last, span));
    }
    Measure measure = Measure.of(rule);
    return (last, span) -> rule.condition().holds(measure.of(span));
  }
}

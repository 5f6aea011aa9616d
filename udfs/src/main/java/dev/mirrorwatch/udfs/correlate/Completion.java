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

  /** How often there was too much to try. */
  default long givenUp() {
    return 0;
  }

  /** The completion for a rule that no window's end decides. */
  static Completion of(CorrelationRule rule) {
    if (rule.stageCondition().isPresent()) {
      StageDemand demand = new StageDemand(rule);
      return (last, span) -> demand.isMet(span, Set.of());
    }
    if (rule.type() == CorrelationType.TEMPORAL
        || rule.type() == CorrelationType.TEMPORAL_ORDERED && rule.condition() == null) {
      return new OfSequence(new CandidateSearch(rule), new SequenceVerdict(rule));
    }
    Measure measure = Measure.of(rule);
    return (last, span) -> rule.condition().holds(measure.of(span));
  }

  /** Every stage, or as many as are asked for. */
  record OfSequence(CandidateSearch search, SequenceVerdict verdict) implements Completion {

    @Override
    public boolean completes(StageHit last, List<StageHit> span) {
      // What undoes a match ends the span before it.
      return verdict.isMatch(
          search.through(last, CandidateSearch.byStage(span), List.of()), List.of());
    }

    @Override
    public long givenUp() {
      return search.givenUp();
    }
  }
}

package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.List;

/** {@code temporal} and {@code temporal_ordered} without identity: a match that ends here. */
final class SequenceCompletion implements Completion {

  private final CandidateSearch search;
  private final SequenceVerdict verdict;

  SequenceCompletion(CorrelationRule rule) {
    this.search = new CandidateSearch(rule);
    this.verdict = new SequenceVerdict(rule);
  }

  @Override
  public boolean completes(StageHit last, List<StageHit> span) {
    return verdict.isMatch(search.through(last, span));
  }
}

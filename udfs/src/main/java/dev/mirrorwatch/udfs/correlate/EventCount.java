package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.List;

/** {@code event_count}: enough different events in the span. */
final class EventCount implements Completion {

  private final int atLeast;

  EventCount(CorrelationRule rule) {
    this.atLeast = rule.condition().atLeast();
  }

  @Override
  public boolean completes(StageHit last, List<StageHit> span) {
    // One event that matches two of the rules counts once.
    return span.stream().map(StageHit::eventId).distinct().count() >= atLeast;
  }
}

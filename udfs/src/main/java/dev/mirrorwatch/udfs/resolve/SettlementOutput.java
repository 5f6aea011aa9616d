package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.Sighting;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.event.UnexplainedHit;

/** Where it is told which groups an event belongs to. */
public interface SettlementOutput {

  /**
   * The event in one group, or that it is not there after all.
   *
   * @param level of the correlation; see {@link dev.mirrorwatch.rules.RuleSet#levels()}
   */
  void hit(int level, StageHit hit);

  /** Who did what, as far as is known now. */
  void sighting(Sighting sighting);

  /** That hit has no group, as far as is known now. */
  void ungrouped(UnexplainedEvent event, UnexplainedHit hit);

  /** No more was known of a hit that was told before. */
  void duplicate(UnexplainedHit hit);
}

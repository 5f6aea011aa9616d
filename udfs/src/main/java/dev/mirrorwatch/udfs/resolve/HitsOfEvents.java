package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.Sighting;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.event.UnexplainedHit;
import dev.mirrorwatch.udfs.ingest.SideOutput;
import dev.mirrorwatch.udfs.match.MatchOutputs;
import dev.mirrorwatch.udfs.metrics.Tally;
import java.util.function.Consumer;

/**
 * The ways in which a function tells what an event belongs to.
 *
 * @param firstLevel takes hits of the first level of correlations
 * @param side takes the others, and who was seen
 */
record HitsOfEvents(
    MatchOutputs outputs, Tally tally, Consumer<StageHit> firstLevel, SideOutput side)
    implements SettlementOutput {

  @Override
  public void hit(int level, StageHit hit) {
    outputs.tell(level, hit, firstLevel, side);
  }

  @Override
  public void sighting(Sighting sighting) {
    side.output(MatchOutputs.SIGHTINGS, sighting);
  }

  @Override
  public void ungrouped(UnexplainedEvent event, UnexplainedHit hit) {
    tally.add("ungrouped_" + hit.rule());
  }

  @Override
  public void duplicate(UnexplainedHit hit) {
    tally.add("duplicate_hits");
  }
}

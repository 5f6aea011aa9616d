package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.UnexplainedHit;
import dev.mirrorwatch.udfs.match.MatchOutputs;
import dev.mirrorwatch.udfs.metrics.Tally;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Tells hits to the groups that they belong to, and takes them out again where they turn out to be
 * somebody else's. What it does is in {@link Settlement}.
 *
 * <ul>
 *   <li>In/Out: {@link UnexplainedHit} → {@link StageHit}, one for each group, of the first level
 *   <li>Key: {@link UnexplainedHit#key()}, so that all that is told of one hit comes in its order
 *   <li>State: what was told of the hit (cleared when the watermark has passed its time by the
 *       allowed lateness). Counters: {@code duplicate_hits}, {@code ungrouped_<rule>}
 *   <li>Side outputs: {@link MatchOutputs#hitsOf}, {@link MatchOutputs#SIGHTINGS}
 * </ul>
 */
public final class SettleFunction extends KeyedProcessFunction<String, UnexplainedHit, StageHit> {

  private final Duration allowedLateness;

  private transient Settlement settlement;
  private transient KeyedLastWord<Settled> state;
  private transient Tally tally;

  /**
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  public SettleFunction(Duration allowedLateness) {
    this.allowedLateness = allowedLateness;
  }

  @Override
  public void open(OpenContext context) {
    settlement = new Settlement(allowedLateness);
    state = new KeyedLastWord<>(Settled.class, getRuntimeContext());
    tally = new Tally(getRuntimeContext());
  }

  @Override
  public void processElement(UnexplainedHit hit, Context context, Collector<StageHit> out) {
    Consumer<StageHit> told =
        hit.level() == 0
            ? out::collect
            : one -> context.output(MatchOutputs.hitsOf(hit.level()), one);
    settlement.arrive(
        hit,
        state.with(context.timerService()),
        told,
        sighting -> context.output(MatchOutputs.SIGHTINGS, sighting),
        tally::add);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<StageHit> out) {
    state.expire();
  }
}

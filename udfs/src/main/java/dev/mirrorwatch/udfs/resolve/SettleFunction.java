package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.match.MatchOutputs;
import dev.mirrorwatch.udfs.metrics.Tally;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Tells the hits of events of which more may be known later to the groups that they belong to, and
 * takes them out again where they turn out to be somebody else's. What it does is in {@link
 * Settlement}.
 *
 * <ul>
 *   <li>In/Out: {@link UnexplainedEvent} → {@link StageHit}, one for each hit and group, of the
 *       first level
 *   <li>Key: {@link UnexplainedEvent#key()}, so that all that is told of one event comes in its
 *       order
 *   <li>State: what was told of the event (cleared when the watermark has passed its time by the
 *       allowed lateness). Counters: {@code duplicate_hits}, {@code ungrouped_<rule>}
 *   <li>Side outputs: {@link MatchOutputs#hitsOf}, {@link MatchOutputs#SIGHTINGS}
 * </ul>
 */
public final class SettleFunction extends KeyedProcessFunction<String, UnexplainedEvent, StageHit> {

  private final Duration allowedLateness;

  private transient Settlement settlement;
  private transient KeyedLastWord<Settled> state;
  private transient MatchOutputs outputs;
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
    outputs = new MatchOutputs();
    tally = new Tally(getRuntimeContext());
  }

  @Override
  public void processElement(UnexplainedEvent event, Context context, Collector<StageHit> out) {
    settlement.arrive(
        event,
        state.with(context.timerService()),
        new HitsOfEvents(outputs, tally, out::collect, context::output));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<StageHit> out) {
    state.expire();
  }
}

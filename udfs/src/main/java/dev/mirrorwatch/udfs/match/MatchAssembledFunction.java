package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.WholeEvent;
import dev.mirrorwatch.udfs.ingest.KeyOutputs;
import dev.mirrorwatch.udfs.metrics.Tally;
import dev.mirrorwatch.udfs.reload.FirstRules;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import dev.mirrorwatch.udfs.reload.RulesInEffect;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Finds the rules that an event matches which was put together of several records. An event has the
 * fields that the rules wanted when its records were read: one that waits while rules change may
 * lack what only the new ones want.
 *
 * <ul>
 *   <li>In/Out: {@link WholeEvent} → {@link StageHit}, one for each correlation, stage and group;
 *       withdrawn ones for what was told before and does not hold any more
 *   <li>Key: none
 *   <li>State: the rule set in effect, broadcast (replaced by the next one, never cleared).
 *       Counters: those of {@link MatchFunction}
 *   <li>Side outputs: {@link MatchOutputs#SINGLE_EVENT_ALERTS}, {@link MatchOutputs#hitsOf}, {@link
 *       MatchOutputs#UNEXPLAINED}, {@link KeyOutputs#KEY_NEWS}, {@link KeyOutputs#SHARED_ANSWERS},
 *       {@link MatchOutputs#SIGHTINGS}
 * </ul>
 */
public final class MatchAssembledFunction
    extends BroadcastProcessFunction<WholeEvent, RuleSetText, StageHit>
    implements CheckpointedFunction {

  private final FirstRules first;

  private transient RulesInEffect inEffect;
  private transient EventMatching matching;
  private transient MatchOutputs outputs;

  public MatchAssembledFunction(FirstRules first) {
    this.first = first;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    inEffect = new RulesInEffect(context, first);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // The rule set in effect is written when it changes.
  }

  @Override
  public void open(OpenContext context) {
    matching = new EventMatching(inEffect.rules(), new Tally(getRuntimeContext()));
    outputs = new MatchOutputs();
  }

  @Override
  public void processElement(WholeEvent event, ReadOnlyContext context, Collector<StageHit> out) {
    matching.match(
        event, context.currentProcessingTime(), outputs.of(out::collect, context::output));
  }

  @Override
  public void processBroadcastElement(RuleSetText next, Context context, Collector<StageHit> out)
      throws Exception {
    inEffect.replace(next);
    matching.follow(inEffect.rules());
  }
}

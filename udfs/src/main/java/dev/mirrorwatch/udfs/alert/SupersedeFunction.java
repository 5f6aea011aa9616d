package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.Sharing;
import dev.mirrorwatch.udfs.reload.FirstRules;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import dev.mirrorwatch.udfs.reload.RulesInEffect;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * One attack, one alert: of several rules that saw the same thing, the one that says most speaks,
 * and it takes over the evidence of the others. What it does is in {@link Supersession}. Rules that
 * are only stages of others are silent.
 *
 * <ul>
 *   <li>In/Out: {@link Alert} of one rule → {@link Alert} as told: open with all evidence,
 *       superseded (only if it may have been told as open), or retracted
 *   <li>Key: {@link Supersession#key}, the identity; alerts of rules without a family pass through
 *   <li>State: alerts of rule families and what was told of each (cleared when the watermark has
 *       passed their last evidence by the longest timespan of the family and the allowed lateness);
 *       the rule set in effect, broadcast (replaced by the next one, never cleared)
 *   <li>Side outputs: none
 * </ul>
 */
public final class SupersedeFunction
    extends KeyedBroadcastProcessFunction<String, Alert, RuleSetText, Alert>
    implements CheckpointedFunction {

  private final FirstRules first;
  private final Duration allowedLateness;

  private transient boolean restored;
  private transient RulesInEffect inEffect;
  private transient Supersession supersession;
  private transient KeyedFamilyState state;
  private transient Sharing sharing;

  /**
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  public SupersedeFunction(FirstRules first, Duration allowedLateness) {
    this.first = first;
    this.allowedLateness = allowedLateness;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    inEffect = new RulesInEffect(context, first);
    // A failure before the first checkpoint starts from nothing.
    restored = context.isRestored() || getRuntimeContext().getTaskInfo().getAttemptNumber() > 0;
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // The rule set in effect is written when it changes, the rest is keyed.
  }

  @Override
  public void open(OpenContext context) {
    state = new KeyedFamilyState(getRuntimeContext(), restored);
    sharing = new Sharing();
    follow();
  }

  private void follow() {
    supersession = new Supersession(inEffect.rules().correlations(), allowedLateness);
  }

  @Override
  public void processElement(Alert alert, ReadOnlyContext context, Collector<Alert> out) {
    supersession.arrive(alert.sharing(sharing), state.with(context.timerService()), out::collect);
  }

  @Override
  public void processBroadcastElement(RuleSetText next, Context context, Collector<Alert> out)
      throws Exception {
    inEffect.replace(next);
    follow();
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Alert> out) {
    supersession.expire(timestamp, state.with(context.timerService()));
  }
}

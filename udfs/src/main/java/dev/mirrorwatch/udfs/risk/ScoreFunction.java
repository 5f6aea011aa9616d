package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.Sharing;
import dev.mirrorwatch.udfs.reload.FirstRules;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import dev.mirrorwatch.udfs.reload.RulesInEffect;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Scores alerts and holds them against approvals. What it does is in {@link AlertScoring}, and of
 * who is new in {@link FamilyScoring}.
 *
 * <ul>
 *   <li>In/Out: {@link Scorable}: an alert as told → the same with risk, approvals and, where one
 *       fits, the status suppressed; a sighting → the alerts that it changes, again
 *   <li>Key: the family of calls, a handful of keys, where alerts and sightings are few; of an
 *       alert without one its id
 *   <li>State: who was seen on which day, and the alerts of rules that ask who is new (both cleared
 *       when the watermark has passed the day, or the alert's last evidence, by what is
 *       remembered); since when the family is watched (one number, never cleared); the rule set in
 *       effect, broadcast (replaced by the next one, never cleared)
 *   <li>Side outputs: none
 * </ul>
 */
public final class ScoreFunction
    extends KeyedBroadcastProcessFunction<String, Scorable, RuleSetText, Alert>
    implements CheckpointedFunction {

  private final FirstRules first;
  private final ScoringOptions options;

  private transient RulesInEffect inEffect;
  private transient FamilyScoring scoring;
  private transient KeyedFamilyMemory memory;
  private transient Sharing sharing;

  /**
   * @param options for as long as the job runs; other ones take a restart
   */
  public ScoreFunction(FirstRules first, ScoringOptions options) {
    this.first = first;
    this.options = options;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    inEffect = new RulesInEffect(context, first);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // The rule set in effect is written when it changes, the rest is keyed.
  }

  @Override
  public void open(OpenContext context) {
    memory = new KeyedFamilyMemory(getRuntimeContext());
    sharing = new Sharing();
    follow();
  }

  private void follow() {
    scoring = new FamilyScoring(new AlertScoring(inEffect.rules(), options.approvals()), options);
  }

  @Override
  public void processElement(Scorable scorable, ReadOnlyContext context, Collector<Alert> out) {
    memory.with(context.timerService());
    if (scorable.alert() != null) {
      scoring.score(scorable.alert().sharing(sharing), memory, out::collect);
    } else {
      scoring.learn(scorable.sighting(), memory, out::collect);
    }
  }

  @Override
  public void processBroadcastElement(RuleSetText next, Context context, Collector<Alert> out)
      throws Exception {
    inEffect.replace(next);
    follow();
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Alert> out) {
    scoring.expire(timestamp, memory.with(context.timerService()));
  }
}

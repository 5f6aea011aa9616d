package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.rules.model.Approval;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.reload.FirstRules;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import dev.mirrorwatch.udfs.reload.RulesInEffect;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Scores alerts and holds them against approvals. What it does is in {@link AlertScoring}.
 *
 * <ul>
 *   <li>In/Out: {@link Alert} as told → the same with risk, approvals and, where one fits, the
 *       status suppressed
 *   <li>Key: none
 *   <li>State: the rule set in effect, broadcast (replaced by the next one, never cleared)
 *   <li>Side outputs: none
 * </ul>
 */
public final class ScoreFunction extends BroadcastProcessFunction<Alert, RuleSetText, Alert>
    implements CheckpointedFunction {

  private final FirstRules first;
  private final List<Approval> approvals;

  private transient RulesInEffect inEffect;
  private transient AlertScoring scoring;

  /**
   * @param approvals for as long as the job runs; other ones take a restart
   */
  public ScoreFunction(FirstRules first, List<Approval> approvals) {
    this.first = first;
    this.approvals = List.copyOf(approvals);
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
    scoring = new AlertScoring(inEffect.rules(), approvals);
  }

  @Override
  public void processElement(Alert alert, ReadOnlyContext context, Collector<Alert> out) {
    out.collect(scoring.score(alert, Sightings.NONE));
  }

  @Override
  public void processBroadcastElement(RuleSetText next, Context context, Collector<Alert> out)
      throws Exception {
    inEffect.replace(next);
    scoring = new AlertScoring(inEffect.rules(), approvals);
  }
}

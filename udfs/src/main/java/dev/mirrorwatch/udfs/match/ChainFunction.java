package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.metrics.Tally;
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
 * Hands the alerts of inner correlations to the outer ones of one level.
 *
 * <ul>
 *   <li>In/Out: {@link Alert} → {@link StageHit}, one for each outer correlation and group
 *   <li>Key: none
 *   <li>State: the rule set in effect, broadcast (replaced by the next one, never cleared).
 *       Counter: {@code ungrouped_<rule>}
 *   <li>Side outputs: none
 * </ul>
 */
public final class ChainFunction extends BroadcastProcessFunction<Alert, RuleSetText, StageHit>
    implements CheckpointedFunction {

  private final FirstRules first;
  private final int level;

  private transient RulesInEffect inEffect;
  private transient AlertMatcher matcher;
  private transient Tally tally;

  /**
   * @param level of the outer correlations; see {@link dev.mirrorwatch.rules.RuleSet#levels()}
   */
  public ChainFunction(FirstRules first, int level) {
    this.first = first;
    this.level = level;
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
    tally = new Tally(getRuntimeContext());
    follow();
  }

  @Override
  public void processElement(Alert alert, ReadOnlyContext context, Collector<StageHit> out) {
    matcher
        .hits(alert, outer -> tally.add("ungrouped_" + outer.header().name()))
        .forEach(out::collect);
  }

  @Override
  public void processBroadcastElement(RuleSetText next, Context context, Collector<StageHit> out)
      throws Exception {
    inEffect.replace(next);
    follow();
  }

  private void follow() {
    List<List<CorrelationRule>> levels = inEffect.rules().levels();
    matcher = new AlertMatcher(level < levels.size() ? levels.get(level) : List.of());
  }
}

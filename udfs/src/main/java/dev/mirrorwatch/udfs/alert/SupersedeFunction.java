package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * One attack, one alert: of several rules that saw the same thing, the one that says most speaks,
 * and it takes over the evidence of the others. What it does is in {@link Supersession}.
 *
 * <ul>
 *   <li>In/Out: {@link Alert} of one rule → {@link Alert} as told: open with all evidence,
 *       superseded (only if it may have been told as open), or retracted
 *   <li>Key: rule family and identity; alerts of rules without a family pass through
 *   <li>State: the family's alerts and what was told of each (cleared when the watermark has passed
 *       their last evidence by the longest timespan of the family and the allowed lateness)
 *   <li>Side outputs: none
 * </ul>
 */
public final class SupersedeFunction extends KeyedProcessFunction<String, Alert, Alert>
    implements CheckpointedFunction {

  private final Supersession supersession;

  private transient boolean restored;
  private transient KeyedFamilyState state;

  public SupersedeFunction(List<CorrelationRule> rules, Duration allowedLateness) {
    this.supersession = new Supersession(rules, allowedLateness);
  }

  /** The key that this function wants its input keyed by. */
  public KeySelector<Alert, String> key() {
    return supersession::key;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {
    // A failure before the first checkpoint starts from nothing.
    restored = context.isRestored() || getRuntimeContext().getTaskInfo().getAttemptNumber() > 0;
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // All of it is keyed state, which Flink keeps by itself.
  }

  @Override
  public void open(OpenContext context) {
    state = new KeyedFamilyState(getRuntimeContext(), restored);
  }

  @Override
  public void processElement(Alert alert, Context context, Collector<Alert> out) {
    supersession.arrive(alert, state.with(context.timerService()), out::collect);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Alert> out) {
    state.clear();
  }
}

package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.LateEvent;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.metrics.Tally;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Looks at a group's events again on every arrival, or at the end of a window where only time can
 * decide, and tells what they amount to. What it does is in {@link GroupCorrelation}.
 *
 * <ul>
 *   <li>In/Out: {@link StageHit} → {@link Alert}, a new revision whenever its evidence changes
 *   <li>Key: {@link StageHit#correlationKey()}, rule and group values
 *   <li>State: buffered hits, standing alerts, one timer (cleared when the watermark has passed
 *       their time by the rule's timespan and the allowed lateness; an alert's evidence stays with
 *       it)
 *   <li>Side outputs: {@link #LATE_EVENTS}, hits whose partners may have been forgotten
 * </ul>
 */
public final class CorrelateFunction extends KeyedProcessFunction<String, StageHit, Alert> {

  public static final OutputTag<LateEvent> LATE_EVENTS = new OutputTag<>("late-events") {};

  private final List<CorrelationRule> rules;
  private final Duration allowedLateness;

  private transient Map<String, GroupCorrelation> correlations;
  private transient KeyedGroupState state;
  private transient Tally tally;

  /**
   * @param rules all correlations of the rule set, also those whose hits go elsewhere
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  public CorrelateFunction(List<CorrelationRule> rules, Duration allowedLateness) {
    this.rules = List.copyOf(rules);
    this.allowedLateness = allowedLateness;
  }

  @Override
  public void open(OpenContext context) {
    correlations = GroupCorrelation.of(rules, allowedLateness);
    state = new KeyedGroupState(getRuntimeContext());
    tally = new Tally(getRuntimeContext());
  }

  @Override
  public void processElement(StageHit hit, Context context, Collector<Alert> out) {
    GroupCorrelation correlation = correlations.get(hit.rule());
    if (correlation == null) {
      // In flight when the checkpoint was taken that this job, with other rules, started from.
      tally.add("unknown_rule_hits");
      return;
    }
    correlation.arrive(
        hit,
        context.timerService().currentWatermark(),
        context.timerService().currentProcessingTime(),
        state.with(context.timerService()),
        output(context, out));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Alert> out) {
    GroupCorrelation correlation = correlations.get(StageHit.ruleOf(context.getCurrentKey()));
    state.with(context.timerService()).woken();
    if (correlation == null) {
      // The rule is gone since the job was restored.
      state.clear();
      return;
    }
    correlation.wake(
        timestamp, context.timerService().currentProcessingTime(), state, output(context, out));
  }

  private GroupOutput output(Context context, Collector<Alert> out) {
    return new GroupOutput() {
      @Override
      public void alert(Alert alert) {
        out.collect(alert);
      }

      @Override
      public void late(LateEvent event) {
        context.output(LATE_EVENTS, event);
      }

      @Override
      public void count(String name) {
        tally.add(name);
      }
    };
  }
}

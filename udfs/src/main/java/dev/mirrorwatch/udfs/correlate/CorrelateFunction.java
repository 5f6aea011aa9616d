package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.LateEvent;
import dev.mirrorwatch.udfs.event.Sharing;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.metrics.Tally;
import dev.mirrorwatch.udfs.reload.FirstRules;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import dev.mirrorwatch.udfs.reload.RulesInEffect;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a group's events again on every arrival, or at the end of a window where only time can
 * decide, and tells what they amount to. What it does is in {@link GroupCorrelation}.
 *
 * <ul>
 *   <li>In/Out: {@link StageHit} → {@link Alert}, a new revision whenever its evidence changes; not
 *       of rules that are only stages of others
 *   <li>Key: {@link StageHit#correlationKey()}, rule, its version and group values
 *   <li>State: buffered hits, standing alerts, one timer (cleared when the watermark has passed
 *       their time by the rule's timespan and the allowed lateness, or an eighth of that later; an
 *       alert's evidence stays with it; and when the rule is changed or removed, counted as {@code
 *       groups_dropped_<reason>}); the rule set in effect, broadcast (replaced by the next one,
 *       never cleared)
 *   <li>Side outputs: {@link #INNER_ALERTS}, the same of rules that are stages of others; {@link
 *       #LATE_EVENTS}, hits whose partners may have been forgotten
 * </ul>
 */
public final class CorrelateFunction
    extends KeyedBroadcastProcessFunction<String, StageHit, RuleSetText, Alert>
    implements CheckpointedFunction {

  public static final OutputTag<LateEvent> LATE_EVENTS = new OutputTag<>("late-events") {};

  /** Alerts of rules that are stages of other correlations. */
  public static final OutputTag<Alert> INNER_ALERTS =
      new OutputTag<>("inner-alerts", TypeInformation.of(Alert.class));

  private static final Logger LOG = LoggerFactory.getLogger(CorrelateFunction.class);

  private final FirstRules first;
  private final Duration allowedLateness;

  private transient RulesInEffect inEffect;
  private transient Map<String, GroupCorrelation> correlations;
  private transient Map<String, String> versions;
  private transient Set<String> alone;
  private transient Set<String> inner;
  private transient KeyedGroupState state;
  private transient Sharing sharing;
  private transient Tally tally;

  /**
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  public CorrelateFunction(FirstRules first, Duration allowedLateness) {
    this.first = first;
    this.allowedLateness = allowedLateness;
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
    state = new KeyedGroupState(getRuntimeContext());
    sharing = new Sharing();
    tally = new Tally(getRuntimeContext());
    follow();
  }

  private void follow() {
    correlations = GroupCorrelation.of(inEffect.rules().correlations(), allowedLateness);
    versions = new HashMap<>();
    alone = new HashSet<>();
    inner = new HashSet<>();
    for (CorrelationRule rule : inEffect.rules().correlations()) {
      String name = rule.header().name();
      versions.put(name, rule.header().version());
      if (inEffect.rules().alertsAlone(rule)) {
        alone.add(name);
      }
      inner.addAll(rule.references());
    }
  }

  @Override
  public void processElement(StageHit hit, ReadOnlyContext context, Collector<Alert> out) {
    GroupCorrelation correlation = correlation(hit.rule(), hit.ruleVersion());
    if (correlation == null) {
      // It was on its way while the rules changed: what is unchanged loses none.
      tally.add("unknown_rule_hits");
      return;
    }
    correlation.arrive(
        hit.sharing(sharing),
        context.timerService().currentWatermark(),
        context.timerService().currentProcessingTime(),
        state.with(context.timerService()),
        output(context, out));
  }

  @Override
  public void processBroadcastElement(RuleSetText next, Context context, Collector<Alert> out)
      throws Exception {
    inEffect.replace(next);
    follow();
    Map<String, Integer> dropped = new TreeMap<>();
    context.applyToKeyedState(
        KeyedGroupState.expiry(),
        (key, expiry) -> {
          if (correlation(StageHit.ruleOf(key), StageHit.versionOf(key)) == null) {
            // The timer cannot be taken back from here; it finds nothing when it fires.
            dropped.merge(drop(key), 1, Integer::sum);
          }
        });
    dropped.forEach((reason, groups) -> LOG.info("{}: {} groups forgotten", reason, groups));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Alert> out) {
    state.with(context.timerService());
    if (!state.isWokenAt(timestamp)) {
      return;
    }
    String key = context.getCurrentKey();
    GroupCorrelation correlation = correlation(StageHit.ruleOf(key), StageHit.versionOf(key));
    if (correlation == null) {
      // Restored with other rules, and faster than the first word of which ones hold.
      LOG.info("{}: 1 group forgotten", drop(key));
      return;
    }
    state.woken();
    correlation.wake(
        timestamp,
        context.timerService().currentWatermark() == Long.MAX_VALUE,
        context.timerService().currentProcessingTime(),
        state,
        output(context, out));
  }

  /** The rule, as long as it is what the hit was found with. */
  private @Nullable GroupCorrelation correlation(String rule, String version) {
    return version.equals(versions.get(rule)) ? correlations.get(rule) : null;
  }

  /** Forgets what the current key stands for, and says why. */
  private String drop(String key) {
    state.clear();
    String rule = StageHit.ruleOf(key);
    String now = versions.get(rule);
    tally.add("groups_dropped_" + (now == null ? "rule_removed" : "rule_changed"));
    return "rule "
        + rule
        + (now == null
            ? " was removed"
            : " was changed from version " + StageHit.versionOf(key) + " to " + now);
  }

  private GroupOutput output(ReadOnlyContext context, Collector<Alert> out) {
    return new GroupOutput() {
      @Override
      public void alert(Alert alert) {
        String rule = alert.rule().name();
        if (inner.contains(rule)) {
          context.output(INNER_ALERTS, alert);
        }
        if (alone.contains(rule)) {
          out.collect(alert);
        }
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

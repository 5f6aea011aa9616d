package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.ingest.KeyOutputs;
import dev.mirrorwatch.udfs.ingest.Normalization;
import dev.mirrorwatch.udfs.ingest.NormalizeFunction;
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
 * What {@link NormalizeFunction} and {@link MatchFunction} do, with rules that may be replaced. It
 * is one function so that the fields that are read of an event are always those that the rules want
 * which it is shown to.
 *
 * <ul>
 *   <li>In/Out: {@link RawLog} → {@link StageHit}, one for each correlation, stage and group
 *   <li>Key: none
 *   <li>State: the rule set in effect, broadcast (replaced by the next one, never cleared).
 *       Counters: those of the two functions
 *   <li>Side outputs: {@link NormalizeFunction#DEAD_LETTERS}, {@link NormalizeFunction#PARTS},
 *       {@link NormalizeFunction#SEGMENTS}, {@link MatchOutputs#SINGLE_EVENT_ALERTS}, {@link
 *       MatchOutputs#hitsOf}, {@link MatchOutputs#UNEXPLAINED}, {@link KeyOutputs#KEY_NEWS}, {@link
 *       KeyOutputs#SHARED_ANSWERS}, {@link MatchOutputs#SIGHTINGS}
 * </ul>
 */
public final class DetectFunction extends BroadcastProcessFunction<RawLog, RuleSetText, StageHit>
    implements CheckpointedFunction {

  private final FirstRules first;
  private final IdentityMap identities;

  private transient RulesInEffect inEffect;
  private transient Normalization normalization;
  private transient EventMatching matching;
  private transient MatchOutputs outputs;
  private transient KeyOutputs keys;

  /**
   * @param identities persons that events are said to be by, whatever their records call them
   */
  public DetectFunction(FirstRules first, IdentityMap identities) {
    this.first = first;
    this.identities = identities;
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
    RuleSet rules = inEffect.rules();
    Tally tally = new Tally(getRuntimeContext());
    normalization = new Normalization(rules.fieldsRead(), rules.readsLeaves(), identities, tally);
    normalization.skip(rules);
    matching = new EventMatching(rules, tally);
    outputs = new MatchOutputs();
    keys = new KeyOutputs();
  }

  @Override
  public void processElement(RawLog log, ReadOnlyContext context, Collector<StageHit> out) {
    AuditEvent event = normalization.normalize(log, NormalizeFunction.side(keys, context::output));
    if (event == null) {
      return;
    }
    if (event.part() == null) {
      matching.match(
          event, context.currentProcessingTime(), outputs.of(out::collect, context::output));
    } else {
      context.output(NormalizeFunction.tagOf(event.part()), event);
    }
  }

  @Override
  public void processBroadcastElement(RuleSetText next, Context context, Collector<StageHit> out)
      throws Exception {
    inEffect.replace(next);
    RuleSet rules = inEffect.rules();
    normalization.read(rules.fieldsRead(), rules.readsLeaves());
    normalization.skip(rules);
    matching.follow(rules);
  }
}

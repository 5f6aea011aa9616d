package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.ingest.KeyOutputs;
import dev.mirrorwatch.udfs.metrics.Tally;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Finds the rules that an event matches, of a rule set that stays.
 *
 * <ul>
 *   <li>In/Out: {@link AuditEvent} → {@link StageHit}, one for each correlation, stage and group
 *   <li>Key: none
 *   <li>State: none (counters only: {@code matches}, {@code no_match}, {@code ungrouped_<rule>})
 *   <li>Side outputs: {@link MatchOutputs#SINGLE_EVENT_ALERTS}, {@link MatchOutputs#hitsOf}, {@link
 *       MatchOutputs#UNEXPLAINED}, {@link KeyOutputs#KEY_NEWS}, {@link KeyOutputs#SHARED_ANSWERS},
 *       {@link MatchOutputs#SIGHTINGS}
 * </ul>
 */
public final class MatchFunction extends ProcessFunction<AuditEvent, StageHit> {

  private final RuleSet rules;

  private transient EventMatching matching;
  private transient MatchOutputs outputs;

  public MatchFunction(RuleSet rules) {
    this.rules = rules;
  }

  @Override
  public void open(OpenContext context) {
    matching = new EventMatching(rules, new Tally(getRuntimeContext()));
    outputs = new MatchOutputs();
  }

  @Override
  public void processElement(AuditEvent event, Context context, Collector<StageHit> out) {
    matching.match(
        event,
        context.timerService().currentProcessingTime(),
        outputs.of(out::collect, context::output));
  }
}

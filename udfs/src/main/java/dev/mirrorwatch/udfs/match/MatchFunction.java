package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.metrics.Tally;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Finds the rules that an event matches.
 *
 * <ul>
 *   <li>In/Out: {@link AuditEvent} → {@link StageHit}, one for each correlation, stage and group
 *   <li>Key: none
 *   <li>State: none (counters only: {@code matches}, {@code no_match}, {@code ungrouped_<rule>})
 *   <li>Side outputs: {@link #SINGLE_EVENT_ALERTS}, alerts of rules that need no correlation
 * </ul>
 */
public final class MatchFunction extends ProcessFunction<AuditEvent, StageHit> {

  public static final OutputTag<Alert> SINGLE_EVENT_ALERTS =
      new OutputTag<>("single-event-alerts") {};

  private final RuleSet rules;

  private transient RuleMatcher matcher;
  private transient Tally tally;

  public MatchFunction(RuleSet rules) {
    this.rules = rules;
  }

  @Override
  public void open(OpenContext context) {
    matcher = new RuleMatcher(rules);
    tally = new Tally(getRuntimeContext());
  }

  @Override
  public void processElement(AuditEvent event, Context context, Collector<StageHit> out) {
    boolean matched = false;
    for (DetectionRule rule : matcher.matches(event)) {
      matched = true;
      matcher
          .hits(rule, event, correlation -> tally.add("ungrouped_" + correlation.header().name()))
          .forEach(out::collect);
      if (matcher.alertsAlone(rule)) {
        context.output(
            SINGLE_EVENT_ALERTS,
            matcher.alert(rule, event, context.timerService().currentProcessingTime()));
      }
    }
    tally.add(matched ? "matches" : "no_match");
  }
}

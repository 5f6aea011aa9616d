package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.metrics.Tally;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Hands the alerts of inner correlations to the outer ones.
 *
 * <ul>
 *   <li>In/Out: {@link Alert} → {@link StageHit}, one for each outer correlation and group
 *   <li>Key: none
 *   <li>State: none (counter only: {@code ungrouped_<rule>})
 *   <li>Side outputs: none
 * </ul>
 */
public final class ChainFunction extends ProcessFunction<Alert, StageHit> {

  private final List<CorrelationRule> outerRules;

  private transient AlertMatcher matcher;
  private transient Tally tally;

  public ChainFunction(List<CorrelationRule> outerRules) {
    this.outerRules = List.copyOf(outerRules);
  }

  @Override
  public void open(OpenContext context) {
    matcher = new AlertMatcher(outerRules);
    tally = new Tally(getRuntimeContext());
  }

  @Override
  public void processElement(Alert alert, Context context, Collector<StageHit> out) {
    matcher
        .hits(alert, outer -> tally.add("ungrouped_" + outer.header().name()))
        .forEach(out::collect);
  }
}

package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.StageCondition;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A condition over stages, in any order or in that of the rule. */
public final class StageDemand {

  private final StageCondition condition;
  private final Set<String> positive;
  private final OrderedStages order;

  /** The demand of a rule with a condition over stages. */
  public StageDemand(CorrelationRule rule) {
    this.condition = rule.stageCondition().orElseThrow();
    this.positive = condition.positiveStages();
    this.order = rule.type() == CorrelationType.TEMPORAL_ORDERED ? new OrderedStages(rule) : null;
  }

  /**
   * Whether the condition holds.
   *
   * @param hits among which the stages must be that the condition asks for
   * @param near the stages that count for its {@code not}
   */
  public boolean isMet(List<StageHit> hits, Set<String> near) {
    List<StageHit> wanted = hits.stream().filter(hit -> positive.contains(hit.stage())).toList();
    if (order != null) {
      return order.anySet(wanted, stages -> condition.holds(stages::contains, near::contains));
    }
    Set<String> seen = wanted.stream().map(StageHit::stage).collect(Collectors.toSet());
    return condition.holds(seen::contains, near::contains);
  }
}

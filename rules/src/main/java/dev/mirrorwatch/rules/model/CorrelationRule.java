package dev.mirrorwatch.rules.model;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Sigma correlation. Every reference is already resolved to a rule's canonical name.
 *
 * @param stages referenced detections and correlations, in the order of {@code rules}
 * @param groupBy fields or aliases; empty = one global group
 * @param aliases alias to (stage to field)
 * @param timespan greatest distance between first and last event, inclusive
 * @param condition threshold, or {@code null} where the type has none
 * @param generate whether the stages also alert on their own
 * @param joins links between stages; empty for a plain Sigma rule
 * @param after stage to the stages that must not be later than it; for {@code temporal_ordered} the
 *     chain of {@code rules}
 * @param identity fields whose values name the thing the alert is about; empty = the episode
 * @param distinctEvents whether one event may stand for one stage only
 * @param supersedes canonical names of correlation rules that say less about the same identity
 */
public record CorrelationRule(
    RuleHeader header,
    CorrelationType type,
    List<String> stages,
    List<String> groupBy,
    Map<String, Map<String, String>> aliases,
    Duration timespan,
    CorrelationCondition condition,
    boolean generate,
    List<Join> joins,
    Map<String, List<String>> after,
    List<String> identity,
    boolean distinctEvents,
    List<String> supersedes)
    implements Rule {

  /**
   * The named stages carry a common value: field's value sets of any two of them intersect.
   *
   * @param field normal-form field, such as {@code mirror.target_id}
   */
  public record Join(String field, List<String> stages) implements java.io.Serializable {
    public Join {
      stages = List.copyOf(stages);
    }
  }

  public CorrelationRule {
    stages = List.copyOf(stages);
    groupBy = List.copyOf(groupBy);
    aliases = new LinkedHashMap<>(aliases);
    joins = List.copyOf(joins);
    after = new LinkedHashMap<>(after);
    identity = List.copyOf(identity);
    supersedes = List.copyOf(supersedes);
  }

  /** The condition over stages, where the rule has one. */
  public Optional<StageCondition> stageCondition() {
    return Optional.ofNullable(condition)
        .map(CorrelationCondition::stages)
        .map(StageCondition::new);
  }

  /**
   * Whether only the end of a window can decide: an upper bound, an equality or a {@code not} may
   * still be undone by the next event.
   */
  public boolean decidedAtWindowEnd() {
    return condition != null
        && (!condition.hasOnlyLowerBounds()
            || stageCondition().stream().anyMatch(stages -> !stages.negatedStages().isEmpty()));
  }

  /** The event field to read for a group-by entry in events of a stage. */
  public String groupField(String groupByEntry, String stage) {
    Map<String, String> alias = aliases.get(groupByEntry);
    return alias == null ? groupByEntry : alias.get(stage);
  }
}

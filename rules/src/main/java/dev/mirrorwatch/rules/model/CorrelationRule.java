package dev.mirrorwatch.rules.model;

import java.time.Duration;
import java.util.ArrayList;
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
 * @param terms what else the {@code mirrorwatch} key asks
 * @param risk what its alerts are scored by, or {@code null}
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
    List<String> supersedes,
    CorrelationTerms<String> terms,
    RiskTerms risk)
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

  /** A rule whose alerts have the score of its level. */
  public CorrelationRule(
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
      List<String> supersedes,
      CorrelationTerms<String> terms) {
    this(
        header,
        type,
        stages,
        groupBy,
        aliases,
        timespan,
        condition,
        generate,
        joins,
        after,
        identity,
        distinctEvents,
        supersedes,
        terms,
        null);
  }

  /** This rule with another header. */
  public CorrelationRule headed(RuleHeader other) {
    return new CorrelationRule(
        other,
        type,
        stages,
        groupBy,
        aliases,
        timespan,
        condition,
        generate,
        joins,
        after,
        identity,
        distinctEvents,
        supersedes,
        terms,
        risk);
  }

  /**
   * Every rule whose matches the correlation takes in: its stages, and what can undo a match of
   * them.
   */
  public List<String> references() {
    List<String> references = new ArrayList<>(stages);
    references.addAll(terms.watched());
    return references;
  }

  /** The stages that a match needs. */
  public List<String> requiredStages() {
    return stages.stream().filter(stage -> !terms.of(stage).optional()).toList();
  }

  /** The condition over stages, where the rule has one. */
  public Optional<StageCondition> stageCondition() {
    return Optional.ofNullable(condition)
        .map(CorrelationCondition::stages)
        .map(StageCondition::new);
  }

  /** Whether only the end of a window can decide; see {@link CorrelationCondition}. */
  public boolean decidedAtWindowEnd() {
    return condition != null && condition.isDecidedAtWindowEnd();
  }

  /** The event field to read for a group-by entry in events of a stage. */
  public String groupField(String groupByEntry, String stage) {
    Map<String, String> alias = aliases.get(groupByEntry);
    return alias == null ? groupByEntry : alias.get(stage);
  }
}

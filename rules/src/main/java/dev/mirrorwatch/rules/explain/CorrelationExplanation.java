package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.RuleStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was compiled of a correlation rule.
 *
 * @param stages its rules, in order
 * @param keys what its events have in common
 * @param timespan such as {@code 2h}
 * @param joins fields that stages share a value of
 * @param after stage to the stages that are not later
 * @param identity what the alert is about; empty for the episode
 * @param distinctEvents whether one event stands for one stage only
 * @param generate whether the stages also alert on their own
 * @param supersedes correlations that say less
 * @param fieldsRead the field paths read for keys, joins, identity and condition, sorted
 * @param pattern what must happen, in words; all of it
 * @param graph the same as a Mermaid flowchart
 */
public record CorrelationExplanation(
    RuleStatus status,
    String title,
    String level,
    String type,
    List<Stage> stages,
    List<Key> keys,
    String timespan,
    List<Join> joins,
    Map<String, List<String>> after,
    List<String> identity,
    boolean distinctEvents,
    boolean generate,
    List<String> supersedes,
    List<String> fieldsRead,
    List<String> pattern,
    String graph)
    implements Explanation {

  /**
   * A rule of the correlation.
   *
   * @param literals what could let a record be skipped for it, or {@code null} for a correlation
   */
  public record Stage(String rule, String title, SkipLiterals literals) {}

  /** An entry of group-by, and the field that is read for it in events of each stage. */
  public record Key(String name, Map<String, String> fieldOfStage) {
    public Key {
      fieldOfStage = new LinkedHashMap<>(fieldOfStage);
    }
  }

  /** Stages that share a value of a field. */
  public record Join(String field, List<String> stages) {
    public Join {
      stages = List.copyOf(stages);
    }
  }

  public CorrelationExplanation {
    stages = List.copyOf(stages);
    keys = List.copyOf(keys);
    joins = List.copyOf(joins);
    after = new LinkedHashMap<>(after);
    identity = List.copyOf(identity);
    supersedes = List.copyOf(supersedes);
    fieldsRead = List.copyOf(fieldsRead);
    pattern = List.copyOf(pattern);
  }
}

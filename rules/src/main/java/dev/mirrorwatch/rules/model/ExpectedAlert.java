package dev.mirrorwatch.rules.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An alert that must be there at the end of a timeline. What is {@code null} or empty is not asked.
 *
 * @param rule the rule that alerts, or {@code null} for the rule under test
 * @param identity what the alert is about
 * @param status {@code open}, {@code stalled}, {@code superseded} or {@code retracted}
 * @param stages the stages that have evidence, in any order
 * @param events number of events of the rule's own
 * @param group group-by entries to values
 * @param score from the least to the greatest, as {@code 80} or {@code 80-100}
 * @param alsoMatched rules that said less, in any order
 */
public record ExpectedAlert(
    Location location,
    Reference rule,
    String identity,
    String status,
    List<Reference> stages,
    Integer events,
    Score score,
    Map<String, String> group,
    List<Reference> alsoMatched) {

  /** From the least to the greatest, both included. */
  public record Score(int least, int greatest) {

    public boolean holds(int score) {
      return score >= least && score <= greatest;
    }

    @Override
    public String toString() {
      return least == greatest ? Integer.toString(least) : least + "-" + greatest;
    }
  }

  public ExpectedAlert {
    stages = stages == null ? null : List.copyOf(stages);
    group = new LinkedHashMap<>(group);
    alsoMatched = alsoMatched == null ? null : List.copyOf(alsoMatched);
  }
}

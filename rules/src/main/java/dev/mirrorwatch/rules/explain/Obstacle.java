package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.explain.EventExplanation.Reason;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A search identifier that keeps an event from matching a rule.
 *
 * @param filter whether a filter has it, not the rule
 * @param excludes whether it holds and must not; else it must hold and does not
 * @param reasons the tests that decided
 */
public record Obstacle(String search, boolean filter, boolean excludes, List<Reason> reasons) {

  public Obstacle {
    reasons = List.copyOf(reasons);
  }

  /** For a person, such as {@code excluded by 'scanners': userAgent 'x' fulfils userAgent: 'x'}. */
  public String text() {
    String name = (filter ? "filter " : "") + "'" + search + "'";
    return (excludes ? "excluded by " + name : name + " fails")
        + ": "
        + reasons.stream().map(Reason::text).collect(Collectors.joining("; "));
  }
}

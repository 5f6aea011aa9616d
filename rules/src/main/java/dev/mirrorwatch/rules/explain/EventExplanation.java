package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.CompiledRule;
import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Placeholders;
import java.util.ArrayList;
import java.util.List;

/**
 * What one event means to a detection rule.
 *
 * @param searches each search identifier, those of filters behind those of the rule
 * @param condition with the verdict of each part
 */
public record EventExplanation(
    String rule, boolean matches, List<SearchVerdict> searches, ConditionTree condition) {

  /**
   * Whether a search identifier matched.
   *
   * @param filter whether a filter has it, not the rule
   * @param reasons the tests that decided: all that held, or those that did not
   */
  public record SearchVerdict(
      String search, boolean filter, boolean matches, List<Reason> reasons) {
    public SearchVerdict {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * A test that decided.
   *
   * @param test as the rule writes it, with the one value that matched where one did
   * @param field the field asked, or {@code null} for keywords
   * @param value the event's value that matched; where none did, all of them; {@code null} where
   *     the field is absent
   */
  public record Reason(boolean holds, String test, String field, String value) {

    /** For a person, such as {@code eventName 'a' does not fulfil eventName: 'b'}. */
    public String text() {
      String verdict = holds ? " fulfils " : " does not fulfil ";
      if (field == null) {
        return (value == null ? "the record" : value) + verdict + test;
      }
      return field + (value == null ? " is absent, which" : " " + value) + verdict + test;
    }
  }

  public EventExplanation {
    searches = List.copyOf(searches);
  }

  /**
   * What the event means to a rule.
   *
   * @param placeholders those that the rule was compiled with
   */
  public static EventExplanation of(
      CompiledRule compiled, EventFields event, Placeholders placeholders) {
    Trial trial = new Trial(event, placeholders);
    DetectionRule rule = compiled.rule();
    List<SearchVerdict> searches = new ArrayList<>(verdicts(rule.detection(), false, trial));
    rule.filters().forEach(filter -> searches.addAll(verdicts(filter, true, trial)));
    return new EventExplanation(
        rule.header().name(),
        compiled.predicate().matches(trial.event()),
        searches,
        ConditionTree.of(rule, trial));
  }

  private static List<SearchVerdict> verdicts(Detection body, boolean filter, Trial trial) {
    return body.searches().stream()
        .map(
            identifier ->
                new SearchVerdict(
                    identifier.name(),
                    filter,
                    trial.holds(identifier.search()),
                    identifier.search().accept(new DecidingTests(trial))))
        .toList();
  }
}

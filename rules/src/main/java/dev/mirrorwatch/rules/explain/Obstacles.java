package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Placeholders;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What keeps events from matching a detection rule. */
public final class Obstacles {

  private final DetectionRule rule;
  private final Placeholders placeholders;

  /** Calls that the rule can want; empty where it may want any. */
  private final TreeSet<String> calls = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  /**
   * @param rule a rule that has been compiled
   */
  public Obstacles(DetectionRule rule, Placeholders placeholders) {
    this.rule = rule;
    this.placeholders = placeholders;
    calls.addAll(SkipLiterals.of(rule).values());
  }

  /**
   * What decides that the event does not match, in the order of the condition, filters last; empty
   * where it matches.
   */
  public List<Obstacle> of(EventFields event) {
    Trial trial = new Trial(event, placeholders);
    List<Obstacle> obstacles = new ArrayList<>(of(rule.detection(), false, trial));
    rule.filters().forEach(filter -> obstacles.addAll(of(filter, true, trial)));
    return obstacles;
  }

  /** Whether the event is a call that the rule asks for; never where it may want any call. */
  public boolean isCalled(EventFields event) {
    return SkipLiterals.fields(rule).stream()
        .flatMap(field -> event.values(field).stream())
        .anyMatch(call -> call != null && calls.contains(call));
  }

  /**
   * Whether an event that does not match comes near to it: it is a call that the rule asks for, or,
   * where the rule may want any call, nothing but an exclusion stands in the way.
   */
  public boolean isNear(EventFields event) {
    return calls.isEmpty() ? of(event).stream().allMatch(Obstacle::excludes) : isCalled(event);
  }

  private static List<Obstacle> of(Detection body, boolean filter, Trial trial) {
    return trial.holds(body, body.condition())
        ? List.of()
        : body.condition().accept(new Search(body, filter, trial, true));
  }

  /**
   * Finds the search identifiers that make a condition come out otherwise than wanted.
   *
   * @param wanted what the condition should be; it is not
   */
  private record Search(Detection body, boolean filter, Trial trial, boolean wanted)
      implements Condition.Visitor<List<Obstacle>> {

    @Override
    public List<Obstacle> and(Condition.And condition) {
      return otherThanWanted(condition.terms());
    }

    @Override
    public List<Obstacle> or(Condition.Or condition) {
      return otherThanWanted(condition.terms());
    }

    @Override
    public List<Obstacle> not(Condition.Not condition) {
      return condition.term().accept(new Search(body, filter, trial, !wanted));
    }

    @Override
    public List<Obstacle> named(Condition.Named condition) {
      return List.of(obstacle(body.search(condition.name()).orElseThrow()));
    }

    @Override
    public List<Obstacle> quantified(Condition.Quantified condition) {
      return body.searches().stream()
          .filter(identifier -> condition.means(identifier.name()))
          .filter(identifier -> trial.holds(identifier.search()) != wanted)
          .map(this::obstacle)
          .toList();
    }

    private List<Obstacle> otherThanWanted(List<Condition> terms) {
      return terms.stream()
          .filter(term -> trial.holds(body, term) != wanted)
          .flatMap(term -> term.accept(this).stream())
          .toList();
    }

    private Obstacle obstacle(Detection.SearchIdentifier identifier) {
      return new Obstacle(
          identifier.name(), filter, !wanted, identifier.search().accept(new DecidingTests(trial)));
    }
  }
}

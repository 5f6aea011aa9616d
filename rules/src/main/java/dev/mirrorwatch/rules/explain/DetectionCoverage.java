package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.compile.DetectionCompiler;
import dev.mirrorwatch.rules.compile.ExpandedValues;
import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.rules.match.EventPredicate;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.Placeholders;
import dev.mirrorwatch.rules.model.Search;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which parts of a detection the events seen so far have put to the test: each search identifier
 * and each side of the condition must once have held and once not; of a list of maps each map must
 * once have held.
 */
public final class DetectionCoverage {

  private static final Location NOWHERE = new Location("", 1, 1);

  private final Map<String, Part> parts = new LinkedHashMap<>();

  /** One thing that must be seen to hold, and perhaps not to hold. */
  private static final class Part {

    private final EventPredicate predicate;
    private final boolean falseToo;
    private boolean held;
    private boolean failed;

    Part(EventPredicate predicate, boolean falseToo) {
      this.predicate = predicate;
      this.falseToo = falseToo;
    }
  }

  public DetectionCoverage(DetectionRule rule, Placeholders placeholders) {
    add(rule.detection(), "", placeholders);
    int number = 0;
    for (Detection filter : rule.filters()) {
      number++;
      add(filter, "filter " + number + ": ", placeholders);
    }
  }

  /** Takes an event of a test into account. */
  public void see(EventFields event) {
    for (Part part : parts.values()) {
      boolean holds = part.predicate.matches(event);
      part.held |= holds;
      part.failed |= !holds;
    }
  }

  /** What is left to test, such as {@code 'selection' never failed}; in the rule's order. */
  public List<String> untested() {
    List<String> untested = new ArrayList<>();
    parts.forEach(
        (name, part) -> {
          if (!part.held) {
            untested.add(name + " never held");
          } else if (!part.failed && part.falseToo) {
            untested.add(name + " never failed");
          }
        });
    return untested;
  }

  private void add(Detection body, String prefix, Placeholders placeholders) {
    body.condition().accept(new Parts(body, prefix, new ExpandedValues(placeholders)));
  }

  /** Lists the parts of one body. */
  private final class Parts implements Condition.Visitor<Void> {

    private final Detection body;
    private final String prefix;
    private final ExpandedValues expanded;

    Parts(Detection body, String prefix, ExpandedValues expanded) {
      this.body = body;
      this.prefix = prefix;
      this.expanded = expanded;
    }

    @Override
    public Void and(Condition.And condition) {
      condition.terms().forEach(this::side);
      return null;
    }

    @Override
    public Void or(Condition.Or condition) {
      condition.terms().forEach(this::side);
      return null;
    }

    /** What joins several identifiers is a part of its own, besides them. */
    private void side(Condition term) {
      if (term instanceof Condition.And || term instanceof Condition.Or) {
        add("'" + ConditionText.of(term) + "'", term, true);
      }
      term.accept(this);
    }

    @Override
    public Void not(Condition.Not condition) {
      // That 'not x' holds is that x does not: the term says it all.
      side(condition.term());
      return null;
    }

    @Override
    public Void named(Condition.Named condition) {
      identifier(body.search(condition.name()).orElseThrow());
      return null;
    }

    @Override
    public Void quantified(Condition.Quantified condition) {
      body.searches().stream()
          .filter(identifier -> condition.means(identifier.name()))
          .forEach(this::identifier);
      return null;
    }

    private void identifier(Detection.SearchIdentifier identifier) {
      String name = "'" + identifier.name() + "'";
      add(name, new Condition.Named(identifier.name(), NOWHERE), true);
      if (identifier.search() instanceof Search.AnyOf list) {
        for (int i = 0; i < list.parts().size(); i++) {
          add("map " + (i + 1) + " of " + name, list.parts().get(i));
        }
      }
    }

    private void add(String name, Condition condition, boolean falseToo) {
      put(name, new Detection(body.searches(), condition), falseToo);
    }

    private void add(String name, Search search) {
      put(
          name,
          new Detection(
              List.of(new Detection.SearchIdentifier("part", search, NOWHERE)),
              new Condition.Named("part", NOWHERE)),
          false);
    }

    private void put(String name, Detection part, boolean falseToo) {
      // The rule has been compiled before, so its parts have no issues.
      EventPredicate predicate = DetectionCompiler.compile(part, expanded, issue -> {});
      parts.putIfAbsent(prefix + name, new Part(predicate, falseToo));
    }
  }
}

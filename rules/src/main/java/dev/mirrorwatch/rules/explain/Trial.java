package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.compile.DetectionCompiler;
import dev.mirrorwatch.rules.compile.ExpandedValues;
import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.Placeholders;
import dev.mirrorwatch.rules.model.Search;
import java.util.List;

/** Tries parts of a compiled rule on an event, by compiling the part alone. */
record Trial(EventFields event, Placeholders placeholders) {

  private static final Location NOWHERE = new Location("", 1, 1);

  /** The same parts on another event. */
  Trial on(EventFields other) {
    return new Trial(other, placeholders);
  }

  boolean holds(Detection body, Condition condition) {
    // The rule has been compiled before, so its parts have no issues.
    return DetectionCompiler.compile(
            new Detection(body.searches(), condition),
            new ExpandedValues(placeholders),
            issue -> {})
        .matches(event);
  }

  boolean holds(Search search) {
    Detection alone =
        new Detection(
            List.of(new Detection.SearchIdentifier("part", search, NOWHERE)),
            new Condition.Named("part", NOWHERE));
    return holds(alone, alone.condition());
  }
}

package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.explain.EventExplanation.Reason;
import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Search;
import dev.mirrorwatch.rules.model.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the tests of a search that decide on an event, and the values they decided by. */
final class DecidingTests implements Search.Visitor<List<Reason>> {

  private final EventFields event;
  private final Trial trial;

  DecidingTests(Trial trial) {
    this.event = trial.event();
    this.trial = trial;
  }

  /** All parts where all hold, else those that do not. */
  @Override
  public List<Reason> allOf(Search.AllOf search) {
    boolean holds = trial.holds(search);
    return search.parts().stream()
        .filter(part -> trial.holds(part) == holds)
        .flatMap(part -> part.accept(this).stream())
        .toList();
  }

  /** The first part that holds, else all. */
  @Override
  public List<Reason> anyOf(Search.AnyOf search) {
    return search.parts().stream()
        .filter(trial::holds)
        .findFirst()
        .map(part -> part.accept(this))
        .orElseGet(
            () -> search.parts().stream().flatMap(part -> part.accept(this).stream()).toList());
  }

  @Override
  public List<Reason> fieldItem(Search.FieldItem item) {
    boolean holds = trial.holds(item);
    List<String> values = event.values(item.field());
    boolean oneDecides =
        !item.modifiers().contains(FieldModifier.ALL)
            && !item.modifiers().contains(FieldModifier.NEQ);
    if (holds && oneDecides) {
      for (Value wanted : item.values()) {
        Search.FieldItem alone =
            new Search.FieldItem(item.field(), item.modifiers(), List.of(wanted), item.location());
        for (String value : values) {
          if (trial.on(only(item.field(), value)).holds(alone)) {
            return List.of(new Reason(true, SearchText.of(alone), item.field(), text(value)));
          }
        }
      }
    }
    // No single value decided: the field is absent, or every one of its values counted.
    return List.of(new Reason(holds, SearchText.of(item), item.field(), texts(values)));
  }

  @Override
  public List<Reason> keywords(Search.Keywords keywords) {
    boolean holds = trial.holds(keywords);
    if (holds && !keywords.all()) {
      for (Value wanted : keywords.values()) {
        Search.Keywords alone = new Search.Keywords(List.of(wanted), false);
        for (String leaf : event.leaves()) {
          if (trial.on(onlyLeaf(leaf)).holds(alone)) {
            return List.of(new Reason(true, SearchText.of(alone), null, text(leaf)));
          }
        }
      }
    }
    return List.of(new Reason(holds, SearchText.of(keywords), null, null));
  }

  private static String text(String value) {
    return value == null ? "null" : SearchText.quoted(value);
  }

  private static String texts(List<String> values) {
    return values.isEmpty()
        ? null
        : values.stream().map(DecidingTests::text).collect(Collectors.joining(", "));
  }

  /** The event as if the field had that value and no other. */
  private EventFields only(String field, String value) {
    return new EventFields() {
      @Override
      public List<String> values(String asked) {
        return asked.equals(field) ? Arrays.asList(value) : event.values(asked);
      }

      @Override
      public List<String> leaves() {
        return event.leaves();
      }
    };
  }

  private EventFields onlyLeaf(String leaf) {
    return new EventFields() {
      @Override
      public List<String> values(String asked) {
        return event.values(asked);
      }

      @Override
      public List<String> leaves() {
        return List.of(leaf);
      }
    };
  }
}

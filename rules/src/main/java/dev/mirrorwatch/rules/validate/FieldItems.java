package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every place where a search looks at a field, and the searches for keywords. */
public final class FieldItems implements Search.Visitor<Void> {

  private final List<Search.FieldItem> items = new ArrayList<>();
  private final List<Search.Keywords> keywords = new ArrayList<>();

  private FieldItems() {}

  /** The items of a search, in the order of the rule. */
  public static FieldItems of(Search search) {
    FieldItems found = new FieldItems();
    search.accept(found);
    return found;
  }

  /** The items of a rule, those of its filters too. */
  public static FieldItems of(DetectionRule rule) {
    FieldItems found = new FieldItems();
    Stream.concat(Stream.of(rule.detection()), rule.filters().stream())
        .flatMap(body -> body.searches().stream())
        .forEach(search -> search.search().accept(found));
    return found;
  }

  public List<Search.FieldItem> items() {
    return items;
  }

  /** Every field that is looked at, also those that another one is compared with; sorted. */
  public Set<String> fields() {
    Set<String> fields = new TreeSet<>();
    for (Search.FieldItem item : items) {
      fields.add(item.field());
      if (item.modifiers().contains(FieldModifier.FIELDREF)) {
        item.values().forEach(other -> fields.add(other.text()));
      }
    }
    return fields;
  }

  public List<Search.Keywords> keywords() {
    return keywords;
  }

  @Override
  public Void allOf(Search.AllOf search) {
    search.parts().forEach(part -> part.accept(this));
    return null;
  }

  @Override
  public Void anyOf(Search.AnyOf search) {
    search.parts().forEach(part -> part.accept(this));
    return null;
  }

  @Override
  public Void fieldItem(Search.FieldItem search) {
    items.add(search);
    return null;
  }

  @Override
  public Void keywords(Search.Keywords search) {
    keywords.add(search);
    return null;
  }
}

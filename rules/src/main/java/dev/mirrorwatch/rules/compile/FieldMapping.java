package dev.mirrorwatch.rules.compile;

import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.Detection.SearchIdentifier;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.FieldMap;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.LogSource;
import dev.mirrorwatch.rules.model.Search;
import dev.mirrorwatch.rules.model.Value;
import java.util.List;

/** Puts the paths of the event view in place of the field names that a rule is written in. */
public final class FieldMapping implements Search.Visitor<Search> {

  private final List<FieldMap> maps;

  private FieldMapping(List<FieldMap> maps) {
    this.maps = maps;
  }

  /** The rule and its filters in terms of the view, for events of that source. */
  public static DetectionRule apply(DetectionRule rule, LogSource source, List<FieldMap> maps) {
    FieldMapping mapping =
        new FieldMapping(maps.stream().filter(map -> map.logSource().covers(source)).toList());
    return new DetectionRule(
        rule.header(),
        rule.logSource(),
        mapping.detection(rule.detection()),
        rule.filters().stream().map(mapping::detection).toList(),
        rule.stage(),
        rule.risk());
  }

  private Detection detection(Detection detection) {
    List<SearchIdentifier> searches =
        detection.searches().stream()
            .map(
                search ->
                    new SearchIdentifier(
                        search.name(), search.search().accept(this), search.location()))
            .toList();
    return new Detection(searches, detection.condition());
  }

  /** The maps apply one after the other, in the order of their files. */
  private String path(String field) {
    String path = field;
    for (FieldMap map : maps) {
      path = map.path(path);
    }
    return path;
  }

  @Override
  public Search allOf(Search.AllOf search) {
    return new Search.AllOf(search.parts().stream().map(part -> part.accept(this)).toList());
  }

  @Override
  public Search anyOf(Search.AnyOf search) {
    return new Search.AnyOf(search.parts().stream().map(part -> part.accept(this)).toList());
  }

  @Override
  public Search fieldItem(Search.FieldItem item) {
    List<Value> values =
        item.modifiers().contains(FieldModifier.FIELDREF)
            ? item.values().stream().map(this::named).toList()
            : item.values();
    return new Search.FieldItem(path(item.field()), item.modifiers(), values, item.location());
  }

  private Value named(Value field) {
    return new Value(field.kind(), path(field.text()), field.location());
  }

  @Override
  public Search keywords(Search.Keywords search) {
    return search;
  }
}

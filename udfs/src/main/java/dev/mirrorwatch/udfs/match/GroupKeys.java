package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.rules.model.CorrelationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The groups of a correlation that an event belongs to. */
public final class GroupKeys {

  /** An event with a longer list in a group-by field joins the groups of its first elements. */
  private static final int GREATEST_FAN_OUT = 32;

  private GroupKeys() {}

  /**
   * One list of group values for each group; several where a field is a list; none where a field is
   * absent, for then the event says nothing about the group.
   */
  public static List<List<String>> of(CorrelationRule rule, String stage, EventFields event) {
    return combinations(values(fields(rule, stage), event));
  }

  /** The field of each group-by entry, in events of that stage. */
  static List<String> fields(CorrelationRule rule, String stage) {
    return rule.groupBy().stream().map(entry -> rule.groupField(entry, stage)).toList();
  }

  /**
   * The values that the event has for each group-by entry.
   *
   * @param groupFields the field of each
   */
  static List<List<String>> values(List<String> groupFields, EventFields event) {
    List<List<String>> values = new ArrayList<>();
    for (String field : groupFields) {
      values.add(different(event.values(field)));
    }
    return values;
  }

  private static List<String> different(List<String> values) {
    if (values.size() == 1 && values.get(0) != null) {
      return values;
    }
    return values.stream().filter(Objects::nonNull).distinct().toList();
  }

  /**
   * @param valuesByEntry for each group-by entry its values
   */
  public static List<List<String>> combinations(List<List<String>> valuesByEntry) {
    List<List<String>> groups = List.of(List.of());
    for (List<String> values : valuesByEntry) {
      List<List<String>> extended = new ArrayList<>();
      for (List<String> group : groups) {
        for (String value : values) {
          if (extended.size() < GREATEST_FAN_OUT) {
            List<String> longer = new ArrayList<>(group);
            longer.add(value);
            extended.add(longer);
          }
        }
      }
      groups = extended;
    }
    return groups;
  }
}

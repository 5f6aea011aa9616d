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
    List<List<String>> groups = List.of(List.of());
    for (String entry : rule.groupBy()) {
      List<String> values =
          event.values(rule.groupField(entry, stage)).stream()
              .filter(Objects::nonNull)
              .distinct()
              .toList();
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

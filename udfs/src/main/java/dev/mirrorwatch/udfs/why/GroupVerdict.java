package dev.mirrorwatch.udfs.why;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why one group of a correlation has an alert, or none.
 *
 * @param group group-by entries to values, in the rule's order; empty where the rule has none
 * @param alerts what the rule raised, retracted ones too
 * @param attempts how far it came: for each alert, and for what came nearest to one
 * @param others attempts that are not shown
 * @param events what else is to be said of the group's events: near misses, duplicates, late ones
 */
public record GroupVerdict(
    String rule,
    Map<String, String> group,
    List<AlertVerdict> alerts,
    List<Attempt> attempts,
    int others,
    List<Reason> events) {

  public GroupVerdict {
    group = new LinkedHashMap<>(group);
    alerts = List.copyOf(alerts);
    attempts = List.copyOf(attempts);
    events = List.copyOf(events);
  }
}

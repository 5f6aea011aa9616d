package dev.mirrorwatch.rules.model;

import java.util.Map;

/**
 * What the fields of one log source are called in the event view.
 *
 * @param logSource the events whose rules use these names
 * @param paths a rule's field name to the path of the view
 */
public record FieldMap(LogSource logSource, Map<String, String> paths) {

  public FieldMap {
    paths = Map.copyOf(paths);
  }

  /** The path of a field; a name that is not listed is a path already. */
  public String path(String field) {
    return paths.getOrDefault(field, field);
  }
}

package dev.mirrorwatch.rules.match;

import java.util.List;
import java.util.Map;

/**
 * An event of which only some fields are known, such as those that follow from the name of a call.
 *
 * @param byField the values of each known field; none where it is known to be absent
 */
public record KnownFields(Map<String, List<String>> byField) implements EventFields {

  public KnownFields {
    byField = Map.copyOf(byField);
  }

  /** Whether it is known what the event has in the field. */
  public boolean knows(String field) {
    return byField.containsKey(field);
  }

  @Override
  public List<String> values(String field) {
    return byField.getOrDefault(field, List.of());
  }

  @Override
  public boolean has(String field) {
    return !values(field).isEmpty();
  }

  @Override
  public List<String> leaves() {
    return List.of();
  }
}

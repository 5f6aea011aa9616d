package dev.mirrorwatch.rules.model;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The lists that {@code expand} puts in place of {@code %name%}. */
public record Placeholders(Map<String, List<String>> values) implements Serializable {

  public static final Placeholders NONE = new Placeholders(Map.of());

  public Placeholders {
    values = Map.copyOf(values);
  }

  /** The values of a placeholder, written like any text in a rule. */
  public Optional<List<String>> of(String name) {
    return Optional.ofNullable(values.get(name));
  }

  public Set<String> names() {
    return values.keySet();
  }
}

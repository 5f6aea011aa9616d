package dev.mirrorwatch.rules.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sigma's {@code logsource}: an absent key ({@code null}) stands for any value. Values are lower
 * case.
 *
 * @param others keys that Sigma does not define; a source must have them too
 */
public record LogSource(String category, String product, String service, Map<String, String> others)
    implements Serializable {

  public LogSource {
    others = Map.copyOf(others);
  }

  public LogSource(String category, String product, String service) {
    this(category, product, service, Map.of());
  }

  /** Whether a rule with this log source applies to events of {@code event}: subset match. */
  public boolean covers(LogSource event) {
    return covers(category, event.category)
        && covers(product, event.product)
        && covers(service, event.service)
        && event.others.entrySet().containsAll(others.entrySet());
  }

  private static boolean covers(String wanted, String actual) {
    return wanted == null || wanted.equals(actual);
  }

  /** The keys that are there, as people read them: {@code product aws, service cloudtrail}. */
  @Override
  public String toString() {
    List<String> keys = new ArrayList<>();
    add(keys, "category", category);
    add(keys, "product", product);
    add(keys, "service", service);
    new TreeMap<>(others).forEach((key, value) -> add(keys, key, value));
    return keys.isEmpty() ? "any log" : String.join(", ", keys);
  }

  private static void add(List<String> keys, String key, String value) {
    if (value != null) {
      keys.add(key + " " + value);
    }
  }
}

package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.LogSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads {@code logsource}. */
final class LogSourceParser {

  private static final LogSource ANY = new LogSource(null, null, null);
  private static final List<String> KEYS = List.of("category", "product", "service", "definition");

  private final YamlMap document;
  private final Consumer<RuleIssue> issues;

  LogSourceParser(YamlMap document, Consumer<RuleIssue> issues) {
    this.document = document;
    this.issues = issues;
  }

  LogSource logSource() {
    if (!document.has("logsource")) {
      document.error(document.location(), "MW-MISSING-KEY", "'logsource' is missing");
    }
    Optional<YamlMap> found = document.map("logsource");
    if (found.isEmpty()) {
      return ANY;
    }
    YamlMap map = found.get();
    LogSource logSource =
        new LogSource(
            lowerCase(map, "category"),
            lowerCase(map, "product"),
            lowerCase(map, "service"),
            others(map));
    if (logSource.equals(ANY)) {
      document.error(
          map.location(), "MW-LOGSOURCE", "'logsource' needs a category, product or service");
    }
    return logSource;
  }

  /** Sigma allows keys of one's own; one that looks like a slip gets a warning. */
  private Map<String, String> others(YamlMap map) {
    Map<String, String> others = new HashMap<>();
    for (YamlMap.Entry entry : map.entries()) {
      if (KEYS.contains(entry.key())) {
        continue;
      }
      RuleIssue issue =
          RuleIssue.warning(
                  entry.keyAt(),
                  "MW-UNKNOWN-KEY",
                  "'logsource' has a key of its own, '" + entry.key() + "'")
              .suggesting(entry.key(), KEYS);
      if (issue.suggestion() != null) {
        issues.accept(issue);
      }
      String value = lowerCase(map, entry.key());
      if (value != null) {
        others.put(entry.key(), value);
      }
    }
    return others;
  }

  private static String lowerCase(YamlMap map, String key) {
    return map.text(key).map(text -> text.toLowerCase(Locale.ROOT)).orElse(null);
  }
}

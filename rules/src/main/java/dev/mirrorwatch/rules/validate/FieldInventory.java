package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.model.LogSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The fields that events of a log source have. */
final class FieldInventory {

  /** The log sources whose events the engine reads. */
  static final List<FieldInventory> ALL =
      List.of(
          new FieldInventory(
              new LogSource(null, "aws", "cloudtrail"),
              CheckData.lines("aws-cloudtrail-fields.txt")),
          new FieldInventory(
              new LogSource(null, "azure", "activitylogs"),
              CheckData.lines("azure-activitylogs-fields.txt")),
          new FieldInventory(
              new LogSource(null, "gcp", "gcp.audit"), CheckData.lines("gcp-audit-fields.txt")),
          new FieldInventory(
              new LogSource(null, "cisco", "aaa"), CheckData.lines("cisco-fields.txt")));

  private final LogSource logSource;
  private final Set<String> names = new TreeSet<>();
  private final Set<String> open = new HashSet<>();
  private final Set<String> singleValued = new HashSet<>();

  private FieldInventory(LogSource logSource, List<String> lines) {
    this.logSource = logSource;
    for (String line : lines) {
      if (line.endsWith(".*")) {
        String root = line.substring(0, line.length() - 2);
        names.add(root);
        open.add(root + ".");
      } else if (line.endsWith("[]")) {
        names.add(line.substring(0, line.length() - 2));
      } else {
        names.add(line);
        singleValued.add(line);
      }
    }
  }

  /** That of the events a rule with this log source reads, if we know them. */
  static Optional<FieldInventory> of(LogSource rule) {
    return ALL.stream().filter(inventory -> rule.covers(inventory.logSource)).findFirst();
  }

  LogSource logSource() {
    return logSource;
  }

  /**
   * Whether the rule is about this log source and no other: one that leaves the service open may
   * mean fields of other services.
   */
  boolean describes(LogSource rule) {
    return logSource.equals(rule);
  }

  Set<String> names() {
    return names;
  }

  boolean has(String field) {
    return names.contains(field) || open.stream().anyMatch(field::startsWith);
  }

  /** Whether an event never has two values of the field. */
  boolean isSingleValued(String field) {
    return singleValued.contains(field);
  }
}

package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.udfs.event.Alert;
import java.util.List;
import java.util.Objects;

/**
 * What an outer correlation may group by: the alert's own group, and beside it the values that its
 * evidence has; one where all events agree, several where they do not.
 */
record AlertFields(Alert alert) implements EventFields {

  @Override
  public List<String> values(String field) {
    int entry = alert.groupBy().indexOf(field);
    return entry >= 0
        ? List.of(alert.groupValues().get(entry))
        : alert.evidence().stream()
            .flatMap(evidence -> evidence.fields().values(field).stream())
            .filter(Objects::nonNull)
            .distinct()
            .toList();
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

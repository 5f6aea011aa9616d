package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code value_count}: enough different values of a field, or tuples of several fields. Each
 * element of a list counts; a tuple with a missing member is skipped.
 */
final class ValueCount implements Completion {

  private final int atLeast;
  private final List<String> fields;

  ValueCount(CorrelationRule rule) {
    this.atLeast = rule.condition().atLeast();
    this.fields = rule.condition().fields();
  }

  @Override
  public boolean completes(StageHit last, List<StageHit> span) {
    Set<List<String>> tuples = new HashSet<>();
    span.forEach(hit -> addTuples(hit, 0, new ArrayList<>(), tuples));
    return tuples.size() >= atLeast;
  }

  private void addTuples(StageHit hit, int field, List<String> prefix, Set<List<String>> tuples) {
    if (field == fields.size()) {
      tuples.add(List.copyOf(prefix));
      return;
    }
    for (String value : hit.links().values(fields.get(field))) {
      if (value != null) {
        prefix.add(value);
        addTuples(hit, field + 1, prefix, tuples);
        prefix.remove(prefix.size() - 1);
      }
    }
  }
}

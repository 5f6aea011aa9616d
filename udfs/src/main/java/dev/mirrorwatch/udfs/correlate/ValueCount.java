package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The number of different values of a field, or of different tuples of several fields. Each element
 * of a list counts; a tuple with a missing member is skipped.
 */
final class ValueCount implements Measure {

  private final List<String> fields;

  ValueCount(List<String> fields) {
    this.fields = fields;
  }

  @Override
  public double of(List<StageHit> hits) {
    Set<List<String>> tuples = new HashSet<>();
    hits.forEach(hit -> addTuples(hit, tuples));
    return tuples.size();
  }

  /** Adds those of one hit. */
  void addTuples(StageHit hit, Set<List<String>> tuples) {
    addTuples(hit, 0, new ArrayList<>(), tuples);
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

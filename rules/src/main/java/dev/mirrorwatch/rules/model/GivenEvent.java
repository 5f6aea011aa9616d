package dev.mirrorwatch.rules.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a test of a rule says of an event. */
public sealed interface GivenEvent {

  /** A whole record, written in the test. */
  record Record(String json) implements GivenEvent {}

  /**
   * The records of a file, in any shape that logs are read in; the path is relative to the test.
   */
  record RecordFile(Reference path) implements GivenEvent {}

  /** What rules see of an event, without a record; a {@code null} value is a JSON null. */
  record Fields(Map<String, List<String>> values) implements GivenEvent {
    public Fields {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /**
   * Any event that a stage matches.
   *
   * @param principal who made the call, or {@code null} for somebody
   * @param fields what a correlation reads of it: group-by, joins, identity, condition
   */
  record OfStage(Reference stage, String principal, Map<String, List<String>> fields)
      implements GivenEvent {
    public OfStage {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }
}

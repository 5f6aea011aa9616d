package dev.mirrorwatch.udfs.why;

import java.util.List;

/** Whom or what is asked about. */
public sealed interface Question {

  /**
   * @param value an event's id; a value by which a principal goes; a value of the rule's group or
   *     identity
   */
  record About(String value) implements Question {}

  /**
   * One group of the rule.
   *
   * @param values in the order of group-by
   * @param identity what the alert in question is about; alerts about other things are left out
   */
  record OfGroup(List<String> values, String identity) implements Question {
    public OfGroup {
      values = List.copyOf(values);
    }
  }
}

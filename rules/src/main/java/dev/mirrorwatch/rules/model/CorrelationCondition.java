package dev.mirrorwatch.rules.model;

import java.io.Serializable;
import java.util.List;

/**
 * A lower bound on a count: fires as soon as it is reached, whatever else arrives.
 *
 * @param atLeast {@code gte}, or {@code gt} plus one; for temporal types the number of different
 *     stages
 * @param fields of {@code value_count}: the field, or the fields whose tuples are counted
 */
public record CorrelationCondition(int atLeast, List<String> fields) implements Serializable {

  public CorrelationCondition {
    fields = List.copyOf(fields);
  }
}

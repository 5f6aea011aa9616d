package dev.mirrorwatch.rules.match;

import java.util.List;

/** All that a rule may know of an event. */
public interface EventFields {

  /**
   * The values of a field, as text. A literal key that equals the whole name wins over a path; a
   * path into an array yields one value for each element; an object yields its JSON text; a JSON
   * null yields one {@code null} element; an absent field yields an empty list, and so does an
   * empty array.
   */
  List<String> values(String field);

  /** Whether the field is there, be its value null, an empty text or a list without elements. */
  boolean has(String field);

  /** Every string leaf of the record, for keyword searches. */
  List<String> leaves();
}

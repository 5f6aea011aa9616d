package dev.mirrorwatch.rules.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A rule document as it is written: a tree of JSON, with the place of everything in it.
 *
 * @param values where each value is written, by JSON pointer
 * @param keys where each key is written, by JSON pointer of its value
 */
public record WrittenDocument(
    ObjectNode json, Map<String, Location> values, Map<String, Location> keys) {

  /** Where the value at a JSON pointer is written. */
  public Location valueAt(String pointer) {
    return values.get(pointer);
  }

  /** Where the key at a JSON pointer is written; of a list element, where the element is. */
  public Location keyAt(String pointer) {
    return keys.getOrDefault(pointer, values.get(pointer));
  }
}

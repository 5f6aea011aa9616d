package dev.mirrorwatch.udfs.format;

import java.util.Set;

/**
 * What of a record stays with its event.
 *
 * @param fields the fields that rules, keys and alerts read
 * @param leaves whether some rule searches the whole record for keywords
 */
public record FieldDemand(Set<String> fields, boolean leaves) {

  public FieldDemand {
    fields = Set.copyOf(fields);
  }
}

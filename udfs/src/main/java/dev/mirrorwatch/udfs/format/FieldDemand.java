package dev.mirrorwatch.udfs.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.FieldValues;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What of a record stays with its event. */
public final class FieldDemand {

  private final Set<String> fields;
  private final boolean leaves;
  private final FieldPaths paths;

  /**
   * @param fields the fields that rules, keys and alerts read
   * @param leaves whether some rule searches the whole record for keywords
   */
  public FieldDemand(Set<String> fields, boolean leaves) {
    this.fields = Set.copyOf(fields);
    this.leaves = leaves;
    this.paths = new FieldPaths(this.fields);
  }

  /** The fields that rules, keys and alerts read. */
  public Set<String> fields() {
    return fields;
  }

  /** Whether rules, keys or alerts read that field. */
  boolean wants(String field) {
    return fields.contains(field);
  }

  /** Whether some rule searches the whole record for keywords. */
  public boolean leaves() {
    return leaves;
  }

  /**
   * What the record has of it, as it travels on with the event. Absent fields take no room.
   *
   * @param forms ECS names and normal forms to their values
   */
  FieldValues read(JsonNode record, Map<String, List<String>> forms) {
    return new FieldValues(
        paths.values(record, forms), leaves ? new RecordView(record, forms).leaves() : List.of());
  }
}

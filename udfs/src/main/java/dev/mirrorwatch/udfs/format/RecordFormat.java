package dev.mirrorwatch.udfs.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.RawLog;
import java.util.Set;

/** Reads one provider's audit records. Bad data is an answer, never an exception. */
public interface RecordFormat {

  /**
   * Where it looks in a record, beside the fields of its demand: all else may be left out of what
   * it is given. As {@link FieldPaths} reads paths: {@code *} as the last step is every scalar
   * there.
   */
  Set<String> paths();

  /** Whether a JSON object is a record of this format, by the fields that only it has. */
  boolean recognises(JsonNode record);

  /**
   * In: a record that {@link #recognises} said yes to, as delivered and as JSON. Out: the event, or
   * why there is none.
   */
  Normalized normalize(RawLog log, JsonNode record);
}

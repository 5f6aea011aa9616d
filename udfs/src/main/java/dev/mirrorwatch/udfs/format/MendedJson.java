package dev.mirrorwatch.udfs.format;

import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.RawLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Mends records that some services of Azure write as JSON that is none, where only one reading of
 * them is possible: keys and texts in single quotes, and control characters in a text. Filebeat's
 * Event Hub input has sanitizers for the same ({@code x-pack/filebeat/input/azureeventhub}). A text
 * without quotes, and one that goes on behind a line break, stay defects.
 */
final class MendedJson {

  private MendedJson() {}

  /** The record mended, or the same where there is nothing to mend or no way to. */
  static RawLog of(RawLog log) {
    boolean whole = log.payload().length > 0 && log.payload().length == log.size();
    if (log.defect() != DefectReason.MALFORMED_JSON || !whole || log.payload()[0] != '{') {
      return log;
    }
    List<RawLog> records = new ArrayList<>();
    try {
      LogDecoder.decode(
          Json.parseTolerantly(log.payload()).toString().getBytes(StandardCharsets.UTF_8),
          log.source(),
          log.origin(),
          RecordLimits.DEFAULT,
          records::add);
    } catch (IOException e) {
      return log;
    }
    return records.size() == 1 ? records.get(0) : log;
  }
}

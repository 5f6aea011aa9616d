package dev.mirrorwatch.udfs.format.gcp;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Logs;
import dev.mirrorwatch.udfs.format.Normalized;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Records for tests: written in place, or one of the project's samples. */
public final class GcpRecords {

  private static final Path SAMPLES = Path.of("..", "testdata", "events", "gcp");

  private GcpRecords() {}

  public static String sample(String name) {
    try {
      return Files.readString(SAMPLES.resolve(name + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An entry of which only the method and some members of the audit log matter. */
  static String entry(String method, String members) {
    return "{\"logName\":\"projects/p-1/logs/cloudaudit.googleapis.com%2Factivity\","
        + "\"insertId\":\"i-1\",\"timestamp\":\"2026-03-02T09:00:00Z\",\"protoPayload\":{"
        + "\"serviceName\":\"compute.googleapis.com\",\"methodName\":\""
        + method
        + "\""
        + (members.isEmpty() ? "" : ",")
        + members
        + "}}";
  }

  public static Normalized normalize(String record, String... fields) {
    List<RawLog> logs = Logs.decode(Logs.utf8(record));
    if (logs.size() != 1) {
      throw new IllegalArgumentException("one record expected, not " + logs);
    }
    return new LogFormats(new FieldDemand(Set.of(fields), false)).normalize(logs.get(0));
  }

  public static AuditEvent event(String record, String... fields) {
    Normalized result = normalize(record, fields);
    if (result.event() == null) {
      throw new AssertionError(result.toString());
    }
    return result.event();
  }

  public static List<String> values(String record, String field) {
    return event(record, field).fields().values(field);
  }
}

package dev.mirrorwatch.udfs.format.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Logs;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Records for tests: written in place, or one of the project's samples. */
public final class CloudTrailRecords {

  private static final Path SAMPLES = Path.of("..", "testdata", "events", "aws");

  private CloudTrailRecords() {}

  /** A record of a call that went well, with more members, or other ones, in JSON. */
  public static String record(String members) {
    return "{\"eventVersion\":\"1.10\",\"eventTime\":\"2026-03-02T09:00:00Z\","
        + "\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"RunInstances\","
        + "\"awsRegion\":\"eu-central-1\",\"recipientAccountId\":\"111122223333\""
        + (members.isEmpty() ? "" : ",")
        + members
        + "}";
  }

  /** As it is parsed: by the paths that the format reads. */
  static JsonNode json(String text) {
    try {
      return Logs.cloudTrail(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String sample(String name) {
    try {
      return Files.readString(SAMPLES.resolve(name + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static RawLog log(String record) {
    List<RawLog> logs = new ArrayList<>();
    Origin origin = Origin.kafka("trail", 0, 7);
    LogDecoder.decode(Logs.utf8(record), "cloudtrail", origin, RecordLimits.DEFAULT, logs::add);
    if (logs.size() != 1) {
      throw new IllegalArgumentException("one record expected, not " + logs);
    }
    return logs.get(0);
  }

  static Normalized normalize(String record, String... fields) {
    return new LogFormats(new FieldDemand(Set.of(fields), false)).normalize(log(record));
  }

  static AuditEvent event(String record, String... fields) {
    Normalized result = normalize(record, fields);
    if (result.event() == null) {
      throw new AssertionError(result.toString());
    }
    return result.event();
  }
}

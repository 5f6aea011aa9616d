package dev.mirrorwatch.udfs.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.cloudtrail.CloudTrailFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** Builders and readers that the tests of this package share. */
public final class Logs {

  private Logs() {}

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  public static List<RawLog> slice(byte[] input) {
    return slice(new ByteArrayInputStream(input), RecordLimits.DEFAULT);
  }

  public static List<RawLog> slice(InputStream input, RecordLimits limits) {
    List<RawLog> values = new ArrayList<>();
    try (RecordReader reader =
        new RecordReader(
            input,
            "cloudtrail",
            (line, offset) -> Origin.file("trail.json", line),
            limits,
            limits.unpackedFileBytes())) {
      for (RawLog value = reader.next(); value != null; value = reader.next()) {
        values.add(value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }

  public static List<RawLog> decode(byte[] value) {
    return decode(value, RecordLimits.DEFAULT);
  }

  public static List<RawLog> decode(byte[] value, RecordLimits limits) {
    List<RawLog> records = new ArrayList<>();
    LogDecoder.decode(value, "cloudtrail", Origin.kafka("trail", 3, 14), limits, records::add);
    return records;
  }

  public static List<RawLog> decodeFile(InputStream in, String path) throws IOException {
    List<RawLog> records = new ArrayList<>();
    try (LogDecoder decoder = LogDecoder.ofFile(in, "cloudtrail", path, RecordLimits.DEFAULT)) {
      for (RawLog log = decoder.next(); log != null; log = decoder.next()) {
        records.add(log);
      }
    }
    return records;
  }

  public static String text(RawLog log) {
    return new String(log.payload(), StandardCharsets.UTF_8);
  }

  public static List<String> texts(List<RawLog> logs) {
    return logs.stream().map(Logs::text).toList();
  }

  /** Payloads of the values without a defect. */
  public static List<String> good(List<RawLog> logs) {
    return texts(logs.stream().filter(log -> log.defect() == null).toList());
  }

  public static List<DefectReason> defects(List<RawLog> logs) {
    return logs.stream().map(RawLog::defect).filter(defect -> defect != null).toList();
  }

  /** A record of CloudTrail, and of it what is parsed when rules read these fields. */
  public static JsonNode cloudTrail(String record, String... fields) throws IOException {
    FieldDemand demand = new FieldDemand(Set.of(fields), false);
    return new FieldPaths(demand.fields(), new CloudTrailFormat(demand).paths())
        .parse(utf8(record));
  }
}

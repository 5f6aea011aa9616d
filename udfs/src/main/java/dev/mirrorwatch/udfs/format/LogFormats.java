package dev.mirrorwatch.udfs.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.azure.AzureFormat;
import dev.mirrorwatch.udfs.format.cisco.CiscoFormat;
import dev.mirrorwatch.udfs.format.cisco.DeviceLine;
import dev.mirrorwatch.udfs.format.cloudtrail.CloudTrailFormat;
import dev.mirrorwatch.udfs.format.ecs.EcsDocument;
import dev.mirrorwatch.udfs.format.gcp.GcpAuditFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of every format that the engine knows: the content decides which it is.
 *
 * <p>In: a record without a defect, its time already read. Out: the event; {@code MALFORMED_JSON}
 * where the bytes are no JSON; {@code UNKNOWN_FORMAT} where no format knows the object; else what
 * the format says.
 */
public final class LogFormats {

  private final Readers all;

  /** For records that begin as CloudTrail writes them. */
  private final Readers cloudTrail;

  private final KnownPersons persons;

  /**
   * Formats that a record may be of.
   *
   * @param paths what is parsed of it; {@code null} for all, where some rule searches all of it
   */
  private record Readers(List<RecordFormat> formats, @Nullable FieldPaths paths) {

    static Readers of(FieldDemand demand, List<RecordFormat> formats) {
      Set<String> parsed = new HashSet<>(EcsDocument.PATHS);
      formats.forEach(format -> parsed.addAll(format.paths()));
      return new Readers(formats, demand.leaves() ? null : new FieldPaths(demand.fields(), parsed));
    }

    JsonNode parse(byte[] object) throws IOException {
      return paths == null ? Json.parse(object) : paths.parse(object);
    }
  }

  /** Nobody is known beyond what records say. */
  public LogFormats(FieldDemand demand) {
    this(demand, IdentityMap.NOBODY);
  }

  /**
   * @param identities persons that events are said to be by, whatever their records call them
   */
  public LogFormats(FieldDemand demand, IdentityMap identities) {
    Set<String> fields = new HashSet<>(demand.fields());
    fields.addAll(KeyAnswer.FIELDS);
    persons = new KnownPersons(identities, fields);
    FieldDemand read = new FieldDemand(fields, demand.leaves());
    RecordFormat ofCloudTrail = new CloudTrailFormat(read);
    cloudTrail = Readers.of(read, List.of(ofCloudTrail));
    all =
        Readers.of(
            read,
            List.of(
                new AzureFormat(read),
                ofCloudTrail,
                new GcpAuditFormat(read),
                new CiscoFormat(read)));
  }

  /** The same for a record that may have a defect: it is mended, or is what becomes of it. */
  public Normalized normalized(RawLog log) {
    RawLog mended = MendedJson.of(log);
    return mended.defect() == null
        ? normalize(mended)
        : Normalized.defect(mended.defect(), String.valueOf(mended.detail()));
  }

  public Normalized normalize(RawLog log) {
    byte[] payload = log.payload();
    boolean ofCloudTrail = CloudTrailFormat.begins(payload, 0, payload.length);
    Readers readers = ofCloudTrail ? cloudTrail : all;
    JsonNode record;
    try {
      record = ofCloudTrail ? cloudTrail.parse(payload) : read(payload);
    } catch (IOException e) {
      return Normalized.defect(DefectReason.MALFORMED_JSON, "no JSON: " + e.getMessage());
    }
    for (RecordFormat format : readers.formats) {
      if (format.recognises(record)) {
        Normalized read = format.normalize(log, record);
        return read.event() == null ? read : Normalized.event(persons.named(read.event()));
      }
    }
    return Normalized.defect(
        DefectReason.UNKNOWN_FORMAT,
        "no record of a known source: it has none of the fields that tell one, such as"
            + " CloudTrail's eventSource, Azure's operationName or Google's protoPayload");
  }

  /** The JSON; a line of text as the message that log shippers make of it. */
  private JsonNode read(byte[] payload) throws IOException {
    if (payload.length == 0 || payload[0] != '{') {
      String text = new String(payload, StandardCharsets.UTF_8);
      return DeviceLine.isOne(text)
          ? JsonNodeFactory.instance.objectNode().put("message", text.strip())
          : Json.parse(payload);
    }
    JsonNode record = all.parse(payload);
    return EcsDocument.mayBeOne(record) ? EcsDocument.asRecord(Json.parse(payload)) : record;
  }
}

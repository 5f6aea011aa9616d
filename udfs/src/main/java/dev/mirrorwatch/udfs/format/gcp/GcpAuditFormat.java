package dev.mirrorwatch.udfs.format.gcp;

import static dev.mirrorwatch.udfs.format.Json.nonEmpty;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.Part;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.EventDraft;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.RecordFormat;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads Google's Cloud Audit Logs.
 *
 * <p>In: one LogEntry as JSON, or a row of BigQuery's export, its time already read. Out: the
 * event; {@code OTHER_LOG} for an entry of any other log; {@code MISSING_ACTION} and {@code
 * MISSING_EVENT_TIME} where an audit log lacks them.
 *
 * <table>
 *   <caption>LogEntry to fields</caption>
 *   <tr><td>logName, timestamp, insertId</td><td>event.id, together; the last gcp.insert_id</td></tr>
 *   <tr><td>protoPayload.methodName</td><td>event.action, gcp.audit.method_name; in lower case and
 *       without version gcp.method</td></tr>
 *   <tr><td>protoPayload.serviceName</td><td>event.provider, service.name</td></tr>
 *   <tr><td>protoPayload.status</td><td>event.outcome, error.code, error.message</td></tr>
 *   <tr><td>resource.labels.project_id, else of resourceName, else of logName</td>
 *       <td>cloud.account.id</td></tr>
 *   <tr><td>region, zone or location in resourceName, else in resource.labels</td>
 *       <td>cloud.region</td></tr>
 *   <tr><td>requestMetadata.callerIp</td><td>source.address; source.ip unless it is a word such as
 *       {@code private} or {@code gce-internal-ip}</td></tr>
 *   <tr><td>requestMetadata.callerSuppliedUserAgent</td><td>user_agent.original</td></tr>
 *   <tr><td>authenticationInfo</td><td>{@link GcpIdentity principal.*}, client.user.id, .email</td></tr>
 *   <tr><td>operation</td><td>{@link Part}: the first and the last entry are one event; its id gcp.operation_id</td></tr>
 *   <tr><td>request</td><td>{@link GcpMirrorCall mirror.*}, {@link GcpAccessCall credential.id}</td></tr>
 * </table>
 *
 * <p>Rules may also write {@code data.} before a path, as a CloudEvent has it.
 */
public final class GcpAuditFormat implements RecordFormat {

  private static final String AUDIT_LOG = "google.cloud.audit.AuditLog";

  private static final String IN_CLOUD_EVENT = "data.";

  /** Of the entry. */
  private static final Set<String> PATHS =
      Set.of(
          "*",
          "logName",
          "textPayload",
          "jsonPayload.*",
          "operation.*",
          "resource.labels.*",
          "protoPayload.@type",
          "protoPayload.methodName",
          "protoPayload.serviceName",
          "protoPayload.resourceName",
          "protoPayload.status.*",
          "protoPayload.authorizationInfo.granted",
          "protoPayload.requestMetadata.callerIp",
          "protoPayload.requestMetadata.callerSuppliedUserAgent",
          "protoPayload.request",
          "protoPayload.serviceData.policyDelta.bindingDeltas");

  private final FieldDemand demand;
  private final boolean readsCloudEvents;

  public GcpAuditFormat(FieldDemand demand) {
    this.demand = demand;
    readsCloudEvents = demand.fields().stream().anyMatch(name -> name.startsWith(IN_CLOUD_EVENT));
  }

  @Override
  public Set<String> paths() {
    Set<String> paths = new HashSet<>(PATHS);
    GcpIdentity.PATHS.forEach(path -> paths.add("protoPayload.authenticationInfo." + path));
    for (String field : demand.fields()) {
      paths.add(
          field.startsWith(IN_CLOUD_EVENT) ? field.substring(IN_CLOUD_EVENT.length()) : field);
    }
    return GcpLogEntry.paths(paths);
  }

  @Override
  public boolean recognises(JsonNode record) {
    return GcpLogEntry.recognises(record);
  }

  @Override
  public Normalized normalize(RawLog log, JsonNode record) {
    JsonNode entry = GcpLogEntry.of(record);
    JsonNode payload = entry.path("protoPayload");
    String type = nonEmpty(payload.get("@type"));
    if (!payload.isObject() || type != null && !type.endsWith(AUDIT_LOG)) {
      return Normalized.defect(DefectReason.OTHER_LOG, "an entry of a log that is no audit log");
    }
    String method = nonEmpty(payload.get("methodName"));
    if (method == null) {
      return Normalized.defect(DefectReason.MISSING_ACTION, "the audit log has no methodName");
    }
    if (log.eventTime() == RawLog.NO_TIME) {
      return Normalized.defect(
          DefectReason.MISSING_EVENT_TIME, "no time in timestamp or receiveTimestamp");
    }
    return Normalized.event(event(log, entry, method));
  }

  private AuditEvent event(RawLog log, JsonNode entry, String methodName) {
    JsonNode payload = entry.path("protoPayload");
    JsonNode info = payload.path("authenticationInfo");
    String method = GcpNames.method(methodName);
    String project = project(entry);
    Principal principal = GcpIdentity.of(info, project);
    Outcome settled = GcpOutcome.of(payload);
    Part part = part(entry, project, settled);
    boolean begins = part != null && part.role() == Part.Role.FIRST;
    String code = GcpOutcome.code(payload);
    JsonNode metadata = payload.path("requestMetadata");
    String service = nonEmpty(payload.get("serviceName"));
    EventDraft draft =
        new EventDraft(log, demand, "gcp", "gcp.audit", "gcp", "gcp.audit")
            .id(id(entry, log.eventTime()))
            .call(service == null ? "" : service, methodName)
            .outcome(begins ? Outcome.UNKNOWN : settled, "0".equals(code) ? null : code)
            .place(project, region(entry))
            .sourceAddress(nonEmpty(metadata.get("callerIp")))
            .userAgent(nonEmpty(metadata.get("callerSuppliedUserAgent")))
            .form("error.message", nonEmpty(payload.path("status").get("message")))
            .form("gcp.method", method)
            .form("gcp.insert_id", nonEmpty(entry.get("insertId")))
            .form("gcp.operation_id", nonEmpty(entry.path("operation").get("id")))
            .form("gcp.audit.method_name", methodName)
            .form("gcp.audit.resource_name", nonEmpty(payload.get("resourceName")))
            .form("service.name", service)
            .form("client.user.id", nonEmpty(info.get("principalSubject")))
            .form("client.user.email", nonEmpty(info.get("principalEmail")))
            .forms(GcpAccessCall.fields(method, entry, principal));
    GcpMirrorCall mirror = GcpMirrorCall.of(method, payload, project);
    draft.forms(mirror.fields()).resources(mirror.resources());
    if (mirror.changesWhereItGoes() && settled == Outcome.SUCCESS) {
      draft.forms(Map.of("mirror.active_target_id", mirror.fields().get("mirror.target_id")));
    }
    if (part != null) {
      draft.part(part);
    }
    return draft.event(principal, readsCloudEvents ? asCloudEvent(entry) : entry);
  }

  /** The fields that follow from a {@code methodName}. */
  public static Map<String, @Nullable String> fieldsOfName(String methodName) {
    Map<String, @Nullable String> fields = EventDraft.fieldsOfCall(methodName);
    fields.put("gcp.method", GcpNames.method(methodName));
    fields.put("gcp.audit.method_name", methodName);
    return fields;
  }

  /**
   * Google tells copies of an entry by these three; an entry without an insertId has no id. Times
   * go in milliseconds, which is what other systems keep of them.
   */
  private static @Nullable String id(JsonNode entry, long time) {
    String insertId = nonEmpty(entry.get("insertId"));
    return insertId == null
        ? null
        : nonEmpty(entry.get("logName")) + "/" + Instant.ofEpochMilli(time) + "/" + insertId;
  }

  /**
   * {@code null} for a call that is logged once. A call that is refused at once has no end. An end
   * that says who called and with what needs no beginning; {@code @type} is in every request.
   */
  private static @Nullable Part part(JsonNode entry, @Nullable String project, Outcome settled) {
    JsonNode operation = entry.path("operation");
    String id = nonEmpty(operation.get("id"));
    boolean first = operation.path("first").asBoolean();
    boolean last = operation.path("last").asBoolean();
    if (id == null || first && last || !first && !last) {
      return null;
    }
    String key = project + "/" + id;
    if (first) {
      return settled == Outcome.SUCCESS ? Part.first(key) : Part.last(key, true);
    }
    JsonNode payload = entry.path("protoPayload");
    boolean complete =
        payload.path("request").size() > 1
            && GcpIdentity.isNamed(payload.path("authenticationInfo"));
    return Part.last(key, complete);
  }

  private static @Nullable String project(JsonNode entry) {
    String label = nonEmpty(entry.path("resource").path("labels").get("project_id"));
    if (label != null) {
      return label;
    }
    String named = GcpNames.project(nonEmpty(entry.path("protoPayload").get("resourceName")));
    return named == null ? GcpNames.project(nonEmpty(entry.get("logName"))) : named;
  }

  private static @Nullable String region(JsonNode entry) {
    String named = GcpNames.region(nonEmpty(entry.path("protoPayload").get("resourceName")));
    if (named != null) {
      return named;
    }
    JsonNode labels = entry.path("resource").path("labels");
    for (String label : List.of("region", "zone", "location")) {
      String place = nonEmpty(labels.get(label));
      if (place != null) {
        return GcpNames.regionOf(place);
      }
    }
    return null;
  }

  private static JsonNode asCloudEvent(JsonNode entry) {
    ObjectNode both = JsonNodeFactory.instance.objectNode();
    both.setAll((ObjectNode) entry);
    both.set("data", entry);
    return both;
  }
}

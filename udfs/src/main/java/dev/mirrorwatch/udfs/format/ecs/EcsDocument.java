package dev.mirrorwatch.udfs.format.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.format.Json;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the provider's record again out of the fields that Elastic's integrations took it apart to:
 * {@code aws.cloudtrail}, {@code azure.activitylogs}, {@code gcp.audit}. Keys may be nested or
 * dotted. Documents that still carry {@code event.original} do not come here.
 *
 * <p>In: any object. Out: the record as its provider writes it, or the object itself where its
 * dataset is no such one. What the integrations drop stays lost:
 *
 * <ul>
 *   <li>CloudTrail: {@code userName} of a role's session and the members of {@code userIdentity}
 *       that have no field ({@code sourceIdentity}, {@code onBehalfOf}); {@code requestParameters}
 *       and {@code responseElements} where only their text {@code {A={B=c}}} is left, because the
 *       flattened copy had 32,766 characters or more. It is no JSON and is not guessed at; the call
 *       and its caller are read, the ids that it names are not.
 *   <li>Activity Log: times below a millisecond, {@code location}, tenant names.
 *   <li>Cloud Audit: labels of the monitored resource but the project, {@code
 *       serviceAccountDelegationInfo} in packages without such a field, {@code status} where it was
 *       empty, address words such as {@code gce-internal-ip}.
 * </ul>
 */
public final class EcsDocument {

  /** What {@link #mayBeOne} looks at. */
  public static final Set<String> PATHS = Set.of("@timestamp");

  private static final Pattern UNDERSCORE = Pattern.compile("_([a-z])");
  private static final Pattern HOST = Pattern.compile("^https?://[^/]+");
  private static final String CLOUDTRAIL = "aws.cloudtrail.";
  private static final String ACTIVITY = "azure.activitylogs.";
  private static final String AUDIT = "gcp.audit.";

  private final JsonNode document;
  private final ObjectNode record = JsonNodeFactory.instance.objectNode();

  private EcsDocument(JsonNode document) {
    this.document = document;
  }

  /** False where {@link #asRecord} gives back what comes in. */
  public static boolean mayBeOne(JsonNode object) {
    return object.has("@timestamp");
  }

  /** The record of a document, else what came in. */
  public static JsonNode asRecord(JsonNode object) {
    EcsDocument ecs = new EcsDocument(object);
    return switch (dataset(object)) {
      case "aws.cloudtrail" -> ecs.cloudTrail();
      case "azure.activitylogs" -> ecs.activityLog();
      case "gcp.audit" -> ecs.cloudAudit();
      default -> object;
    };
  }

  /** What the document says it is, or what its own fields show; empty for no document. */
  private static String dataset(JsonNode object) {
    if (!mayBeOne(object)) {
      return "";
    }
    for (String name : new String[] {"data_stream.dataset", "event.dataset"}) {
      String dataset = Json.nonEmpty(DottedPath.find(object, name));
      if (dataset != null) {
        return dataset;
      }
    }
    for (String dataset : new String[] {"aws.cloudtrail", "azure.activitylogs", "gcp.audit"}) {
      if (DottedPath.find(object, dataset).isObject()) {
        return dataset;
      }
    }
    return "";
  }

  private JsonNode cloudTrail() {
    put(record, "eventVersion", CLOUDTRAIL + "event_version");
    put(record, "eventTime", "@timestamp");
    put(record, "eventSource", "event.provider");
    put(record, "eventName", "event.action");
    put(record, "eventID", "event.id");
    put(record, "awsRegion", "cloud.region");
    put(record, "sourceIPAddress", "source.address");
    put(record, "userAgent", "user_agent.original");
    put(record, "errorCode", CLOUDTRAIL + "error_code");
    put(record, "errorMessage", CLOUDTRAIL + "error_message");
    put(record, "requestID", CLOUDTRAIL + "request_id");
    put(record, "readOnly", CLOUDTRAIL + "read_only");
    put(record, "eventType", CLOUDTRAIL + "event_type");
    put(record, "eventCategory", CLOUDTRAIL + "event_category");
    put(record, "managementEvent", CLOUDTRAIL + "management_event");
    put(record, "apiVersion", CLOUDTRAIL + "api_version");
    put(record, "sharedEventID", CLOUDTRAIL + "shared_event_id");
    put(record, "vpcEndpointId", CLOUDTRAIL + "vpc_endpoint_id");
    put(record, "recipientAccountId", CLOUDTRAIL + "recipient_account_id");
    put(record, "requestParameters", CLOUDTRAIL + "flattened.request_parameters");
    put(record, "responseElements", CLOUDTRAIL + "flattened.response_elements");
    put(record, "additionalEventData", CLOUDTRAIL + "flattened.additional_eventdata");
    userIdentity();
    return record;
  }

  /** Elastic calls a role's session by the name of the role, which its issuer has. */
  private void userIdentity() {
    ObjectNode identity = record.putObject("userIdentity");
    identity.setAll(camelCase(DottedPath.find(document, CLOUDTRAIL + "user_identity")));
    put(identity, "principalId", "user.id");
    put(identity, "accountId", "cloud.account.id");
    if (!(identity.get("sessionContext") instanceof ObjectNode session)) {
      put(identity, "userName", "user.name");
      return;
    }
    ObjectNode attributes = session.putObject("attributes");
    for (String name : new String[] {"mfaAuthenticated", "creationDate"}) {
      if (session.has(name)) {
        attributes.set(name, session.remove(name));
      }
    }
    boolean issued = session.get("sessionIssuer") instanceof ObjectNode;
    put(issued ? (ObjectNode) session.get("sessionIssuer") : identity, "userName", "user.name");
  }

  /** As an Event Hub delivers it. */
  private JsonNode activityLog() {
    put(record, "time", "@timestamp");
    put(record, "resourceId", "azure.resource.id");
    put(record, "operationName", "event.action", ACTIVITY + "operation_name");
    put(record, "category", ACTIVITY + "category");
    put(record, "resultType", ACTIVITY + "result_type");
    put(record, "resultSignature", ACTIVITY + "result_signature");
    put(record, "callerIpAddress", "client.ip", "source.address", "source.ip");
    put(record, "correlationId", "azure.correlation_id", ACTIVITY + "correlation_id");
    put(record, "tenantId", ACTIVITY + "tenant_id", "azure.tenant_id");
    put(record, "level", "log.level");
    put(record, "properties", ACTIVITY + "properties");
    if (!(record.get("properties") instanceof ObjectNode properties)) {
      put(record.putObject("properties"), "eventCategory", ACTIVITY + "event_category");
    } else if (!properties.has("eventCategory")) {
      put(properties, "eventCategory", ACTIVITY + "event_category");
    }
    JsonNode identity = DottedPath.find(document, ACTIVITY + "identity");
    if (identity.isObject()) {
      ObjectNode made = record.putObject("identity");
      JsonNode authorization = DottedPath.find(identity, "authorization");
      if (authorization.isObject()) {
        made.set("authorization", camelCase(authorization));
      }
      JsonNode claims = DottedPath.find(identity, "claims");
      if (claims.isObject()) {
        made.set("claims", claims(claims));
      }
    } else {
      put(record, "identity", ACTIVITY + "identity_name");
    }
    return record;
  }

  /** Claims are named by URL, whose dots became underscores in the host. */
  private static ObjectNode claims(JsonNode claims) {
    ObjectNode made = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> claim : claims.properties()) {
      Matcher host = HOST.matcher(claim.getKey());
      String name =
          host.find()
              ? host.group().replace('_', '.') + claim.getKey().substring(host.end())
              : claim.getKey();
      made.set(name, claim.getValue());
    }
    return made;
  }

  private JsonNode cloudAudit() {
    put(record, "timestamp", "@timestamp");
    put(record, "insertId", "event.id");
    put(record, "logName", "log.logger");
    put(record, "severity", "log.level");
    put(record, "labels", AUDIT + "labels");
    put(record.putObject("resource").putObject("labels"), "project_id", "cloud.project.id");
    operation();
    ObjectNode payload = record.putObject("protoPayload");
    put(payload, "@type", AUDIT + "type");
    put(payload, "methodName", "event.action", AUDIT + "method_name");
    put(payload, "serviceName", "service.name", AUDIT + "service_name");
    put(payload, "resourceName", AUDIT + "resource_name");
    put(payload, "status", AUDIT + "status");
    put(payload, "request", AUDIT + "request");
    put(payload, "response", AUDIT + "response");
    put(payload, "metadata", AUDIT + "metadata");
    put(payload, "serviceData", AUDIT + "service_data");
    JsonNode permissions = DottedPath.find(document, AUDIT + "authorization_info");
    if (permissions.isArray()) {
      ArrayNode made = payload.putArray("authorizationInfo");
      permissions.forEach(permission -> made.add(camelCase(permission)));
    }
    ObjectNode caller = payload.putObject("authenticationInfo");
    caller.setAll(camelCase(DottedPath.find(document, AUDIT + "authentication_info")));
    put(caller, "principalEmail", "client.user.email");
    put(caller, "principalSubject", "client.user.id");
    ObjectNode metadata = payload.putObject("requestMetadata");
    put(metadata, "callerIp", "source.ip", "source.address");
    put(metadata, "callerSuppliedUserAgent", "user_agent.original");
    return record;
  }

  /** Whether an entry is the first or the last of its operation is left in the event's type. */
  private void operation() {
    JsonNode known = DottedPath.find(document, AUDIT + "logentry_operation");
    if (known.isObject()) {
      ObjectNode operation = record.putObject("operation");
      operation.setAll((ObjectNode) known);
      for (JsonNode type : DottedPath.find(document, "event.type")) {
        switch (type.asText()) {
          case "start" -> operation.put("first", true);
          case "end" -> operation.put("last", true);
          default -> {
            // Says nothing about operations.
          }
        }
      }
    }
  }

  private void put(ObjectNode into, String name, String... paths) {
    for (String path : paths) {
      JsonNode value = DottedPath.find(document, path);
      if (!value.isMissingNode() && !value.isNull()) {
        into.set(name, value);
        return;
      }
    }
  }

  private static ObjectNode camelCase(JsonNode object) {
    ObjectNode made = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      JsonNode value = member.getValue();
      String name =
          UNDERSCORE
              .matcher(member.getKey())
              .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
      made.set(name, value.isObject() ? camelCase(value) : inList(value));
    }
    return made;
  }

  private static JsonNode inList(JsonNode value) {
    if (!value.isArray()) {
      return value;
    }
    ArrayNode made = JsonNodeFactory.instance.arrayNode();
    value.forEach(element -> made.add(element.isObject() ? camelCase(element) : element));
    return made;
  }
}

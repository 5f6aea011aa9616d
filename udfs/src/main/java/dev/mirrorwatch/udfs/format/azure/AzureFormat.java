package dev.mirrorwatch.udfs.format.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.Part;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.EventDraft;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.RecordFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of Azure's Activity Log, in every shape of {@link ActivityRecord}.
 *
 * <p>In: one record as JSON, its time already read. Out: the event, part of an operation where the
 * record tells of a call's beginning or end; {@code OTHER_LOG} where it is of another log that
 * shares the stream, as its category tells; {@code MISSING_ACTION} and {@code MISSING_EVENT_TIME}
 * where the record lacks them.
 *
 * <p>An operation is known by its correlation id, operation id where there is one, resource and
 * name: a deployment makes many calls with one correlation id.
 */
public final class AzureFormat implements RecordFormat {

  /** Categories of the Activity Log; diagnostic settings once wrote the verb instead. */
  private static final Set<String> CATEGORIES =
      Set.of(
          "administrative",
          "write",
          "delete",
          "action",
          "servicehealth",
          "resourcehealth",
          "alert",
          "autoscale",
          "recommendation",
          "security",
          "policy");

  private static final List<String> OPERATION_NAMES =
      List.of("operationName", "operationName.value", "OperationName", "OperationNameValue");

  /** What is read of the properties. */
  private static final List<String> PROPERTIES =
      List.of(
          "statusCode",
          "statusMessage",
          "message",
          "operationId",
          ActivityRecord.ANSWER,
          ActivityRecord.REQUEST);

  private static final Set<String> PATHS = allPaths();

  private static final String ELEVATION = "microsoft.authorization/elevateaccess/action";

  private final FieldDemand demand;

  public AzureFormat(FieldDemand demand) {
    this.demand = demand;
  }

  private static Set<String> allPaths() {
    Set<String> paths = new HashSet<>(AzureIdentity.paths());
    PROPERTIES.forEach(name -> paths.addAll(ActivityRecord.spelled("properties", name)));
    paths.addAll(ActivityRecord.spelled("authorization", "scope"));
    paths.addAll(ActivityRecord.spelled("httpRequest", "clientIpAddress"));
    return Set.copyOf(paths);
  }

  @Override
  public Set<String> paths() {
    Set<String> paths = new HashSet<>(PATHS);
    paths.addAll(demand.fields());
    return ActivityRecord.paths(paths);
  }

  @Override
  public boolean recognises(JsonNode record) {
    return ActivityRecord.recognises(record);
  }

  @Override
  public Normalized normalize(RawLog log, JsonNode delivered) {
    ActivityRecord record = new ActivityRecord(delivered);
    String category = record.firstText("categoryValue", "category");
    if (category != null && !CATEGORIES.contains(category.toLowerCase(Locale.ROOT))) {
      return Normalized.defect(
          DefectReason.OTHER_LOG, "a record of category " + category + ", not of the Activity Log");
    }
    String operation = record.firstText("operationNameValue", "operationName");
    if (operation == null) {
      return Normalized.defect(DefectReason.MISSING_ACTION, "the record has no operationName");
    }
    if (log.eventTime() == RawLog.NO_TIME) {
      return Normalized.defect(
          DefectReason.MISSING_EVENT_TIME, "the record has no time that can be read");
    }
    return Normalized.event(event(log, record, operation, category));
  }

  private AuditEvent event(
      RawLog log, ActivityRecord record, String operation, @Nullable String category) {
    String call = operation.toLowerCase(Locale.ROOT);
    String resourceId = record.firstText("resourceId", "resourceUri");
    if (resourceId == null) {
      resourceId = Json.nonEmpty(record.at("authorization", "scope"));
    }
    AzureResource resource = AzureResource.of(resourceId == null ? "" : resourceId);
    ActivityOutcome outcome = ActivityOutcome.of(record);
    NetworkCall network = new NetworkCall(record, call, resource.id());
    String subscription = resource.subscription();
    if (subscription == null && record.text("subscriptionId") != null) {
      subscription = AzureResource.lower(record.text("subscriptionId"));
    }
    Principal principal = AzureIdentity.of(record, subscription);
    String account = subscription == null ? principal.account() : subscription;
    String status = record.firstText("resultType", "activityStatusValue", "status");
    EventDraft draft =
        new EventDraft(log, demand, "azure", "activitylogs", "azure", "azure.activitylogs")
            .id(record.text("eventDataId"))
            .part(part(record, call, resource, outcome, network))
            .call(providerOf(call), operation)
            .outcome(outcome.outcome(), outcome.errorCode())
            .place(account, null)
            .sourceAddress(address(record))
            .resources(network.resources())
            .form("error.message", Json.nonEmpty(record.at("properties", "statusMessage")))
            .form("azure.operation", call)
            .form("azure.tenant_id", principal.account())
            .form("azure.subscription_id", subscription)
            .form("azure.correlation_id", record.text("correlationId"))
            .form("azure.operation_id", operationId(record))
            .form("azure.event_data_id", record.text("eventDataId"))
            .form("azure.resource.group", resource.group())
            .form("azure.resource.provider", resource.provider())
            .form("azure.resource.name", resource.name())
            .form("azure.activitylogs.category", category)
            .form("azure.activitylogs.result_type", status)
            .form("azure.activitylogs.result_signature", record.text("resultSignature"))
            .form("azure.activitylogs.operation_name", operation)
            .form(
                "azure.extension.publisher", Json.nonEmpty(record.body("properties", "publisher")))
            .forms(network.fields());
    if (resourceId != null) {
      draft.form("azure.resource.id", resource.id());
    }
    if (call.equals(ELEVATION)) {
      // Who asks gets it: access to everything in the tenant.
      draft.form("iam.grantee", principal.principalId());
    }
    nativeNames(draft, record, operation, category, status, resourceId);
    person(draft, principal, AzureIdentity.person(record));
    boolean hopeful = outcome.role() != null && outcome.outcome() == Outcome.UNKNOWN;
    if (!network.activeTargets().isEmpty() && (hopeful || outcome.outcome() == Outcome.SUCCESS)) {
      draft.forms(Map.of("mirror.active_target_id", network.activeTargets()));
    }
    return draft.event(principal, record.json());
  }

  /** The fields that follow from an {@code operationName}, where the record has no other. */
  public static Map<String, @Nullable String> fieldsOfName(String operationName) {
    Map<String, @Nullable String> fields = EventDraft.fieldsOfCall(operationName);
    OPERATION_NAMES.forEach(name -> fields.put(name, operationName));
    fields.put("azure.operation", operationName.toLowerCase(Locale.ROOT));
    fields.put("azure.activitylogs.operation_name", operationName);
    return fields;
  }

  private static @Nullable Part part(
      ActivityRecord record,
      String call,
      AzureResource resource,
      ActivityOutcome outcome,
      NetworkCall network) {
    String correlation = record.text("correlationId");
    if (correlation == null || outcome.role() == null) {
      return null;
    }
    String operationId = operationId(record);
    String key =
        String.join("|", correlation, operationId == null ? "" : operationId, resource.id(), call)
            .toLowerCase(Locale.ROOT);
    return switch (outcome.role()) {
      case FIRST -> Part.first(key);
      case FURTHER -> Part.further(key);
      // What failed needs no link to anything.
      case LAST -> Part.last(key, network.complete() || outcome.outcome() != Outcome.SUCCESS);
    };
  }

  private static @Nullable String operationId(ActivityRecord record) {
    String operationId = record.text("operationId");
    return operationId == null
        ? Json.nonEmpty(record.at("properties", "operationId"))
        : operationId;
  }

  private static String providerOf(String call) {
    int end = call.indexOf('/');
    return end < 0 ? call : call.substring(0, end);
  }

  /** IPv4 addresses may come with a port, and IPv6 ones in brackets. */
  private static @Nullable String address(ActivityRecord record) {
    String address = record.text("callerIpAddress");
    if (address == null) {
      address = Json.nonEmpty(record.at("httpRequest", "clientIpAddress"));
    }
    if (address == null) {
      return null;
    }
    int colon = address.lastIndexOf(':');
    if (address.startsWith("[") && address.indexOf(']') > 0) {
      return address.substring(1, address.indexOf(']'));
    }
    boolean port = colon > 0 && colon == address.indexOf(':') && address.indexOf('.') > 0;
    return port ? address.substring(0, colon) : address;
  }

  /** Names that public rules use, whichever shape they were written for. */
  private static void nativeNames(
      EventDraft draft,
      ActivityRecord record,
      String operation,
      @Nullable String category,
      @Nullable String status,
      @Nullable String resourceId) {
    OPERATION_NAMES.forEach(name -> draft.form(name, operation));
    for (String name : List.of("category", "Category", "CategoryValue")) {
      draft.form(name, category);
    }
    for (String name : List.of("resultType", "status", "status.value", "ActivityStatusValue")) {
      draft.form(name, status);
    }
    for (String name : List.of("resourceId", "ResourceId")) {
      draft.form(name, resourceId);
    }
    String stated = record.firstText("resourceProviderValue", "resourceProviderName");
    String provider = stated == null ? providerOf(operation) : stated;
    draft
        .form("ResourceProviderValue", provider)
        .form("resourceProviderName", provider)
        .form("caller", record.text("caller"))
        .form("Caller", record.text("caller"))
        .form("callerIpAddress", address(record))
        .form("CallerIpAddress", address(record))
        .form("correlationId", record.text("correlationId"))
        .form("CorrelationId", record.text("correlationId"))
        .form("level", record.text("level"))
        .form("properties.message", Json.nonEmpty(record.at("properties", "message")));
  }

  /** ECS has the parts of a user principal name apart. */
  private static void person(EventDraft draft, Principal principal, @Nullable String upn) {
    draft.form("user.id", principal.principalId());
    int at = upn == null ? -1 : upn.indexOf('@');
    if (at > 0) {
      draft
          .form("user.email", upn)
          .form("user.name", upn.substring(0, at))
          .form("user.domain", upn.substring(at + 1));
    }
  }
}

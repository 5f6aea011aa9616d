package dev.mirrorwatch.udfs.format.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.EventDraft;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.RecordFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads CloudTrail records.
 *
 * <p>In: one record as JSON, its time already read. Out: the event; {@code UNKNOWN_FORMAT} where an
 * object is no record of AWS (the {@code eventSource} tells: other clouds copied call names and
 * all); {@code INSIGHT} for a statistic; {@code MISSING_ACTION} and {@code MISSING_EVENT_TIME}
 * where a record of AWS lacks them.
 */
public final class CloudTrailFormat implements RecordFormat {

  /** What is read of a record whatever the rules ask for, to be parsed by paths. */
  private static final Set<String> PATHS = allPaths();

  private static final byte[] BEGINNING = "{\"eventVersion\":".getBytes(StandardCharsets.US_ASCII);

  private final FieldDemand demand;

  public CloudTrailFormat(FieldDemand demand) {
    this.demand = demand;
  }

  private static Set<String> allPaths() {
    Set<String> paths =
        new HashSet<>(
            Set.of(
                "eventSource",
                "eventName",
                "eventTime",
                "eventID",
                "recipientAccountId",
                "awsRegion",
                "sourceIPAddress",
                "userAgent",
                "errorCode",
                "errorMessage",
                "eventType",
                "insightDetails.*"));
    paths.addAll(CloudTrailIdentity.PATHS);
    paths.addAll(CloudTrailOutcome.PATHS);
    paths.addAll(AccessCall.PATHS);
    paths.addAll(TrafficMirrorCall.paths());
    paths.addAll(CollectorCall.PATHS);
    return Set.copyOf(paths);
  }

  /**
   * Whether an object begins as CloudTrail writes it. Then it is a record of CloudTrail whatever
   * else stands in it: no list of records, no wrapping, no document of a log shipper, no other
   * cloud's.
   *
   * @param from where the object begins
   * @param to where it ends, at most
   */
  public static boolean begins(byte[] bytes, int from, int to) {
    return to - from >= BEGINNING.length
        && Arrays.equals(bytes, from, from + BEGINNING.length, BEGINNING, 0, BEGINNING.length);
  }

  /** How many bytes {@link #begins} looks at. */
  public static int bytesToBegin() {
    return BEGINNING.length;
  }

  @Override
  public Set<String> paths() {
    return PATHS;
  }

  @Override
  public boolean recognises(JsonNode record) {
    return Json.nonEmpty(record.get("eventSource")) != null || isInsight(record);
  }

  /** CloudTrail writes them like calls, and says late in the record that they are none. */
  private static boolean isInsight(JsonNode record) {
    return "AwsCloudTrailInsight".equals(Json.text(record.get("eventType")))
        || record.path("insightDetails").isObject();
  }

  @Override
  public Normalized normalize(RawLog log, JsonNode record) {
    if (isInsight(record)) {
      return Normalized.defect(DefectReason.INSIGHT, "a CloudTrail Insights record");
    }
    String provider = Objects.requireNonNull(Json.nonEmpty(record.get("eventSource")));
    if (!isAws(provider)) {
      return Normalized.defect(
          DefectReason.UNKNOWN_FORMAT,
          "no CloudTrail record: eventSource '" + provider + "' is no service of AWS");
    }
    String action = Json.nonEmpty(record.get("eventName"));
    if (action == null) {
      return Normalized.defect(DefectReason.MISSING_ACTION, "the record has no eventName");
    }
    if (log.eventTime() == RawLog.NO_TIME) {
      return Normalized.defect(
          DefectReason.MISSING_EVENT_TIME,
          "no time in eventTime '" + Json.text(record.get("eventTime")) + "' or @timestamp");
    }
    return Normalized.event(event(log, record, provider, action));
  }

  /** The fields that follow from an {@code eventName}. */
  public static Map<String, @Nullable String> fieldsOfName(String eventName) {
    Map<String, @Nullable String> fields = EventDraft.fieldsOfCall(eventName);
    fields.put("eventName", eventName);
    return fields;
  }

  /** Whether a call of that name hands out keys: it tells who is behind the calls of others. */
  public static boolean issuesKeys(String eventName) {
    return AccessCall.issuesKeys(eventName);
  }

  private static boolean isAws(String provider) {
    return provider.endsWith(".amazonaws.com") || provider.endsWith(".amazonaws.com.cn");
  }

  private AuditEvent event(RawLog log, JsonNode record, String provider, String action) {
    Principal principal = CloudTrailIdentity.of(record);
    Outcome outcome = CloudTrailOutcome.of(record);
    String recipient = AccountId.of(record.get("recipientAccountId"));
    String account = recipient == null ? principal.account() : recipient;
    EventDraft draft =
        new EventDraft(log, demand, "aws", "cloudtrail", "aws", "aws.cloudtrail")
            .id(Json.nonEmpty(record.get("eventID")))
            .call(provider, action)
            .outcome(outcome, Json.nonEmpty(record.get("errorCode")))
            .place(account, Json.nonEmpty(record.get("awsRegion")))
            .sourceAddress(Json.nonEmpty(record.get("sourceIPAddress")))
            .userAgent(Json.nonEmpty(record.get("userAgent")))
            .form("user.id", principal.principalId())
            .form("user.name", ecsUserName(record))
            .form("error.message", Json.nonEmpty(record.get("errorMessage")))
            .forms(AccessCall.fields(provider, action, record, principal, account));
    TrafficMirrorCall mirror = TrafficMirrorCall.of(provider, action, record);
    Map<String, List<String>> parts;
    if (mirror == null) {
      CollectorCall collector = CollectorCall.of(provider, action, record);
      parts = collector.fields();
      draft.resources(collector.resources());
    } else {
      parts = mirror.fields();
      draft.resources(mirror.resources());
    }
    draft.forms(parts);
    List<String> targets = parts.get("mirror.target_id");
    if (targets != null && outcome == Outcome.SUCCESS && !action.startsWith("Describe")) {
      draft.forms(Map.of("mirror.active_target_id", targets));
    }
    return draft.event(principal, record);
  }

  /** As Elastic's CloudTrail pipeline has it: the user, and for a role's session the role. */
  private static @Nullable String ecsUserName(JsonNode record) {
    JsonNode identity = record.path("userIdentity");
    String user = Json.nonEmpty(identity.get("userName"));
    JsonNode issuer = identity.path("sessionContext").path("sessionIssuer");
    return user == null ? Json.nonEmpty(issuer.get("userName")) : user;
  }
}

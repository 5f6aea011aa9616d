package dev.mirrorwatch.udfs.format.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.format.IpLiterals;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.LogFormat;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.RecordView;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads CloudTrail records.
 *
 * <p>In: one record as JSON, its time already read. Out: the event; {@code MALFORMED_JSON} where
 * the bytes are no JSON; {@code UNKNOWN_FORMAT} where an object is no record of AWS (the {@code
 * eventSource} tells: other clouds copied call names and all); {@code MISSING_ACTION} and {@code
 * MISSING_EVENT_TIME} where a record of AWS lacks them.
 */
public final class CloudTrailFormat implements LogFormat {

  private final Set<String> fieldsRead;
  private final boolean readsLeaves;

  /**
   * @param fieldsRead the fields that rules, keys and alerts read; nothing else stays with an event
   * @param readsLeaves whether some rule searches the whole record for keywords
   */
  public CloudTrailFormat(Set<String> fieldsRead, boolean readsLeaves) {
    this.fieldsRead = Set.copyOf(fieldsRead);
    this.readsLeaves = readsLeaves;
  }

  @Override
  public Normalized normalize(RawLog log) {
    JsonNode record;
    try {
      record = Json.parse(log.payload());
    } catch (IOException e) {
      return Normalized.defect(DefectReason.MALFORMED_JSON, "no JSON: " + e.getMessage());
    }
    String provider = Json.nonEmpty(record.get("eventSource"));
    if (provider == null) {
      return Normalized.defect(
          DefectReason.UNKNOWN_FORMAT, "no CloudTrail record: it has no eventSource");
    }
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

  private static boolean isAws(String provider) {
    return provider.endsWith(".amazonaws.com") || provider.endsWith(".amazonaws.com.cn");
  }

  private AuditEvent event(RawLog log, JsonNode record, String provider, String action) {
    Principal principal = CloudTrailIdentity.of(record);
    Outcome outcome = CloudTrailOutcome.of(record);
    TrafficMirrorCall mirror = TrafficMirrorCall.of(provider, action, record);
    String eventId = Json.nonEmpty(record.get("eventID"));
    String id = eventId == null ? sha256(log.payload()) : eventId;
    String recipient = AccountId.of(record.get("recipientAccountId"));
    String account = recipient == null ? principal.account() : recipient;
    String region = Json.nonEmpty(record.get("awsRegion"));
    String sourceAddress = Json.nonEmpty(record.get("sourceIPAddress"));
    String sourceIp =
        sourceAddress != null && IpLiterals.isIp(sourceAddress) ? sourceAddress : null;
    String userAgent = Json.nonEmpty(record.get("userAgent"));
    String errorCode = Json.nonEmpty(record.get("errorCode"));

    Map<String, List<String>> forms = new HashMap<>();
    put(forms, "event.dataset", "aws.cloudtrail");
    put(forms, "event.action", action);
    put(forms, "event.provider", provider);
    put(forms, "event.outcome", outcome.text());
    put(forms, "event.id", id);
    put(forms, "cloud.provider", "aws");
    put(forms, "cloud.account.id", account);
    put(forms, "cloud.region", region);
    put(forms, "source.ip", sourceIp);
    put(forms, "source.address", sourceAddress);
    put(forms, "user.id", principal.principalId());
    put(forms, "user.name", ecsUserName(record));
    put(forms, "user_agent.original", userAgent);
    put(forms, "error.code", errorCode);
    put(forms, "error.message", Json.nonEmpty(record.get("errorMessage")));
    putPrincipal(forms, principal);
    forms.putAll(AccessCall.fields(provider, action, record, principal, account));
    List<ResourceId> resources;
    if (mirror == null) {
      CollectorCall collector = CollectorCall.of(provider, action, record);
      forms.putAll(collector.fields());
      resources = collector.resources();
    } else {
      forms.putAll(mirror.fields());
      resources = mirror.resources();
    }
    List<String> targets = forms.get("mirror.target_id");
    if (targets != null && outcome == Outcome.SUCCESS && !action.startsWith("Describe")) {
      forms.put("mirror.active_target_id", targets);
    }

    return new AuditEvent(
        id,
        log.eventTime(),
        log.source(),
        "aws",
        "cloudtrail",
        "aws",
        provider,
        action,
        account,
        region,
        outcome,
        errorCode,
        principal,
        sourceIp,
        sourceAddress,
        userAgent,
        resources,
        new RecordView(record, forms).project(fieldsRead, readsLeaves),
        log.origin(),
        log.payload());
  }

  /** As Elastic's CloudTrail pipeline has it: the user, and for a role's session the role. */
  private static @Nullable String ecsUserName(JsonNode record) {
    JsonNode identity = record.path("userIdentity");
    String user = Json.nonEmpty(identity.get("userName"));
    JsonNode issuer = identity.path("sessionContext").path("sessionIssuer");
    return user == null ? Json.nonEmpty(issuer.get("userName")) : user;
  }

  private static void putPrincipal(Map<String, List<String>> forms, Principal principal) {
    put(forms, "principal.id", principal.id());
    put(forms, "principal.type", principal.type());
    put(forms, "principal.session", principal.session());
    put(forms, "principal.name", principal.name());
    put(forms, "principal.origin", principal.origin());
    put(forms, "principal.human", principal.human());
    put(forms, "principal.access_key_id", principal.accessKeyId());
    put(forms, "principal.claimed", Boolean.toString(principal.claimed()));
    put(forms, "principal.account", principal.account());
    put(forms, "principal.principal_id", principal.principalId());
    put(forms, "principal.mfa", principal.mfa() == null ? null : principal.mfa().toString());
    put(forms, "principal.invoked_by", principal.invokedBy());
  }

  private static void put(Map<String, List<String>> forms, String field, @Nullable String value) {
    if (value != null) {
      forms.put(field, List.of(value));
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

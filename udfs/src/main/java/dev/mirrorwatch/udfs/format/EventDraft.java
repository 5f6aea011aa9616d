package dev.mirrorwatch.udfs.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.Part;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.event.ResourceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An event while a format reads its record. What is said once stands in the event and, under its
 * ECS name or our own, among the fields that rules see.
 */
public final class EventDraft {

  /** Fields of any format that follow from the name of a call; {@code null} for absent ones. */
  private static final Map<String, Function<String, @Nullable String>> OF_CALL =
      Map.of("event.action", name -> name, "mirror.action", MirrorAction::of);

  private final RawLog log;
  private final FieldDemand demand;
  private final String product;
  private final String service;
  private final String cloudProvider;
  private final Map<String, List<String>> forms = new HashMap<>();

  private @Nullable String id;
  private String provider = "";
  private String action = "";
  private @Nullable String account;
  private @Nullable String region;
  private Outcome outcome = Outcome.UNKNOWN;
  private @Nullable String errorCode;
  private @Nullable String sourceIp;
  private @Nullable String sourceAddress;
  private @Nullable String userAgent;
  private List<ResourceId> resources = List.of();
  private @Nullable Part part;

  /**
   * @param demand what stays with the event: other fields are passed over
   * @param product Sigma's log source product
   * @param service Sigma's log source service
   * @param cloudProvider ECS {@code cloud.provider}
   * @param dataset ECS {@code event.dataset}
   */
  public EventDraft(
      RawLog log,
      FieldDemand demand,
      String product,
      String service,
      String cloudProvider,
      String dataset) {
    this.log = log;
    this.demand = demand;
    this.product = product;
    this.service = service;
    this.cloudProvider = cloudProvider;
    form("cloud.provider", cloudProvider);
    form("event.dataset", dataset);
  }

  /** {@code event.id}; where the provider has none, the SHA-256 of the record. */
  public EventDraft id(@Nullable String eventId) {
    id = eventId;
    return this;
  }

  /** {@code event.provider}, the API, {@code event.action}, the call, and what it does. */
  public EventDraft call(String api, String name) {
    provider = api;
    action = name;
    OF_CALL.forEach(
        (field, value) -> {
          if (demand.wants(field)) {
            form(field, value.apply(name));
          }
        });
    return form("event.provider", api);
  }

  /** The fields of any format that follow from the name of a call; {@code null} for absent ones. */
  public static Map<String, @Nullable String> fieldsOfCall(String name) {
    Map<String, @Nullable String> fields = new HashMap<>();
    OF_CALL.forEach((field, value) -> fields.put(field, value.apply(name)));
    return fields;
  }

  /** {@code event.outcome} and {@code error.code}. */
  public EventDraft outcome(Outcome became, @Nullable String code) {
    outcome = became;
    errorCode = code;
    return form("event.outcome", became.text()).form("error.code", code);
  }

  /** {@code cloud.account.id} and {@code cloud.region}: where it happened. */
  public EventDraft place(@Nullable String accountId, @Nullable String regionName) {
    account = accountId;
    region = regionName;
    return form("cloud.account.id", accountId).form("cloud.region", regionName);
  }

  /** {@code source.address} as recorded, and {@code source.ip} if it is one. */
  public EventDraft sourceAddress(@Nullable String address) {
    sourceAddress = address;
    sourceIp = address != null && IpLiterals.isIp(address) ? address : null;
    return form("source.address", address).form("source.ip", sourceIp);
  }

  /** {@code user_agent.original}. */
  public EventDraft userAgent(@Nullable String original) {
    userAgent = original;
    return form("user_agent.original", original);
  }

  /** Ids that the call produced and consumed. */
  public EventDraft resources(List<ResourceId> ids) {
    resources = ids;
    return this;
  }

  /**
   * One of the records of an event; {@code null} for one that is an event by itself. The records of
   * an operation share one event id, which follows from the operation, so that it is the same
   * whichever of them arrive and in whatever order.
   */
  public EventDraft part(@Nullable Part one) {
    part = one;
    return part != null && part.kind() == Part.Kind.OPERATION
        ? id(sha256(part.assemblyKey().getBytes(StandardCharsets.UTF_8)))
        : this;
  }

  /** A field that rules may read; nothing for {@code null}. */
  public EventDraft form(String field, @Nullable String value) {
    if (value != null && demand.wants(field)) {
      forms.put(field, List.of(value));
    }
    return this;
  }

  /** Fields that rules may read. */
  public EventDraft forms(Map<String, List<String>> fields) {
    fields.forEach(
        (field, values) -> {
          if (demand.wants(field)) {
            forms.put(field, values);
          }
        });
    return this;
  }

  /** The event, with {@code principal.*} among its fields and what is asked for of the record. */
  public AuditEvent event(Principal principal, JsonNode record) {
    String eventId = id == null ? sha256(log.payload()) : id;
    form("event.id", eventId);
    Principal.FIELDS.forEach(field -> form(field, principal.field(field)));
    return new AuditEvent(
        eventId,
        log.eventTime(),
        log.source(),
        product,
        service,
        cloudProvider,
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
        demand.read(record, forms),
        log.origin(),
        log.payload(),
        part);
  }

  /** The SHA-256 of the bytes, in hex. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

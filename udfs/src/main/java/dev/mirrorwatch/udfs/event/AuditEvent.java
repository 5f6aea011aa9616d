package dev.mirrorwatch.udfs.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One audit event in normal form: the spine that all formats end in.
 *
 * @param id the provider's unique event id; where it has none, the SHA-256 of the record
 * @param time epoch milliseconds
 * @param source name of the configured source it came from
 * @param product Sigma's log source product, such as {@code aws}
 * @param service Sigma's log source service, such as {@code cloudtrail}
 * @param cloudProvider ECS {@code cloud.provider}: {@code aws}, {@code azure}, {@code gcp}
 * @param eventProvider ECS {@code event.provider}: the API, such as {@code ec2.amazonaws.com}
 * @param action ECS {@code event.action}
 * @param account where it happened
 * @param sourceIp the caller's address if it is one, else {@code null}
 * @param sourceAddress the caller's address as recorded, which may be a name
 * @param resources ids produced and consumed
 * @param fields what the rules read
 * @param raw the record's bytes
 * @param part set where the record is only one of several of an event, else {@code null}
 */
public record AuditEvent(
    String id,
    long time,
    String source,
    String product,
    String service,
    String cloudProvider,
    String eventProvider,
    String action,
    @Nullable String account,
    @Nullable String region,
    Outcome outcome,
    @Nullable String errorCode,
    Principal principal,
    @Nullable String sourceIp,
    @Nullable String sourceAddress,
    @Nullable String userAgent,
    List<ResourceId> resources,
    FieldValues fields,
    Origin origin,
    byte[] raw,
    @Nullable Part part) {

  /** The same, put together: no more records belong to it. */
  public AuditEvent whole() {
    return with(id, null);
  }

  /** The same under another id. */
  public AuditEvent withId(String other) {
    return with(other, part);
  }

  private AuditEvent with(String newId, @Nullable Part newPart) {
    return new AuditEvent(
        newId,
        time,
        source,
        product,
        service,
        cloudProvider,
        eventProvider,
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
        fields,
        origin,
        raw,
        newPart);
  }
}

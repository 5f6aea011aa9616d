package dev.mirrorwatch.udfs.event;

import dev.mirrorwatch.rules.match.EventFields;
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
    return with(id, principal, fields, null);
  }

  /** The same under another id. */
  public AuditEvent withId(String other) {
    return with(other, principal, fields, part);
  }

  /** The same by a principal of whom more is known; what rules read stays as the record has it. */
  public AuditEvent by(Principal resolved) {
    return with(id, resolved, fields, part);
  }

  /** The same by a principal whose person is known, with the fields that say so. */
  public AuditEvent by(Principal named, FieldValues fieldsOfNamed) {
    return with(id, named, fieldsOfNamed, part);
  }

  private AuditEvent with(
      String newId, Principal newPrincipal, FieldValues newFields, @Nullable Part newPart) {
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
        newPrincipal,
        sourceIp,
        sourceAddress,
        userAgent,
        resources,
        newFields,
        origin,
        raw,
        newPart);
  }

  /** What correlations group and compare by: the principal as far as its role chain is known. */
  public EventFields correlatedFields() {
    return principal.lineage().isEmpty() ? fields : new ResolvedFields(principal, fields);
  }

  private record ResolvedFields(Principal principal, EventFields others) implements EventFields {

    @Override
    public List<String> values(String field) {
      if (!Principal.FIELDS.contains(field)) {
        return others.values(field);
      }
      String value = principal.field(field);
      return value == null ? List.of() : List.of(value);
    }

    @Override
    public boolean has(String field) {
      return !values(field).isEmpty();
    }

    @Override
    public List<String> leaves() {
      return others.leaves();
    }
  }
}

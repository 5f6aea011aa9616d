package dev.mirrorwatch.udfs.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an alert shows of one event: the event without the fields that only rules read.
 *
 * @param stage name of the detection rule that matched
 * @param eventId the provider's event id
 * @param time epoch milliseconds
 * @param fields values that the rule's guide and its {@code fields} list name
 * @param original the raw record, capped
 * @param originalTruncated whether {@code original} was cut
 */
public record Evidence(
    String stage,
    String eventId,
    long time,
    String cloudProvider,
    String eventProvider,
    String action,
    Outcome outcome,
    @Nullable String errorCode,
    Principal principal,
    @Nullable String sourceIp,
    @Nullable String sourceAddress,
    @Nullable String userAgent,
    @Nullable String account,
    @Nullable String region,
    List<ResourceId> resources,
    FieldValues fields,
    Origin origin,
    Original original,
    boolean originalTruncated) {

  /** The same event by a principal of whom more is known. */
  public Evidence by(Principal resolved) {
    return with(stage, resolved, fields);
  }

  /** The same event as another stage, that shows other fields. */
  public Evidence shownAs(String otherStage, FieldValues otherFields) {
    return with(otherStage, principal, otherFields);
  }

  private Evidence with(String shownStage, Principal by, FieldValues shown) {
    return new Evidence(
        shownStage,
        eventId,
        time,
        cloudProvider,
        eventProvider,
        action,
        outcome,
        errorCode,
        by,
        sourceIp,
        sourceAddress,
        userAgent,
        account,
        region,
        resources,
        shown,
        origin,
        original,
        originalTruncated);
  }
}

package dev.mirrorwatch.job.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * What a hand-written engine needs of a CloudTrail record. Public, for Flink and Esper to read it.
 *
 * @param key principal, account and region: what the calls of a staging share
 * @param principal {@code userIdentity.arn}, empty for services
 * @param source {@code eventSource}
 * @param name {@code eventName}
 * @param time epoch milliseconds
 * @param success whether the call did anything
 * @param stage of a staging: 0 target, 1 filter, 2 rule of the filter, 3 session; -1 another call
 * @param targetId the mirror target that a target or session is about, or empty
 * @param filterId the mirror filter that a filter, rule or session is about, or empty
 */
public record AuditCall(
    String key,
    String principal,
    String source,
    String name,
    long time,
    boolean success,
    int stage,
    String targetId,
    String filterId) {

  /** The calls of a staging in its order. */
  static final List<String> STAGES =
      List.of(
          "CreateTrafficMirrorTarget",
          "CreateTrafficMirrorFilter",
          "CreateTrafficMirrorFilterRule",
          "CreateTrafficMirrorSession");

  private static final List<String> MADE =
      List.of(
          "trafficMirrorTarget",
          "trafficMirrorFilter",
          "trafficMirrorFilterRule",
          "trafficMirrorSession");

  static AuditCall of(JsonNode record) {
    String principal = record.path("userIdentity").path("arn").asText();
    String source = record.path("eventSource").asText();
    String name = record.path("eventName").asText();
    int stage = source.equals("ec2.amazonaws.com") ? STAGES.indexOf(name) : -1;
    JsonNode made =
        stage < 0
            ? record.path("")
            : record.path("responseElements").path(name + "Response").path(MADE.get(stage));
    return new AuditCall(
        principal
            + ' '
            + record.path("recipientAccountId").asText()
            + ' '
            + record.path("awsRegion").asText(),
        principal,
        source,
        name,
        Instant.parse(record.path("eventTime").asText()).toEpochMilli(),
        !record.has("errorCode"),
        stage,
        made.path("trafficMirrorTargetId").asText(),
        made.path("trafficMirrorFilterId").asText());
  }

  boolean isPart() {
    return stage >= 0 && success;
  }
}

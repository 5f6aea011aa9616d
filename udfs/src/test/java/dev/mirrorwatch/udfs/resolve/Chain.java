package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Records of people who assume roles and of what they do in them. */
final class Chain {

  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  static final String ACCOUNT = "111122223333";
  static final String OTHER_ACCOUNT = "444455556666";

  private Chain() {}

  /** Two calls, {@code a} and {@code b}, correlated by every level of identity. */
  static RuleSet rules() {
    StringBuilder text = new StringBuilder();
    for (String name : List.of("a", "b")) {
      text.append(
          """
          title: Stage %s
          name: %s
          logsource: {product: aws, service: cloudtrail}
          detection: {selection: {eventName: %s}, condition: selection}
          level: low
          mirrorwatch: {stage: true}
          ---
          """
              .formatted(name, name, name));
    }
    for (String level : List.of("origin", "human", "session", "account", "access_key_id", "id")) {
      text.append(
          """
          title: Both by %s
          name: by_%s
          correlation: {type: temporal, rules: [a, b], group-by: [principal.%s], timespan: 1h}
          level: high
          ---
          """
              .formatted(level, level, level));
    }
    text.append(
        """
        title: Two people
        name: two_people
        correlation: {type: value_count, rules: [a], group-by: [cloud.account.id], timespan: 1h,
          condition: {gte: 2, field: principal.human}}
        level: high
        ---
        title: One after the other
        name: outer
        correlation: {type: temporal, rules: [by_origin, b], group-by: [principal.origin],
          timespan: 1h}
        level: high
        """);
    return new RuleSetLoader().load(List.of(new RuleFile("rules.yml", text.toString())));
  }

  /** {@code userIdentity} of an IAM user. */
  static String user(String name) {
    return """
        {"type":"IAMUser","principalId":"AIDA%1$s","arn":"arn:aws:iam::%2$s:user/%1$s",
        "accountId":"%2$s","accessKeyId":"AKIA%1$s","userName":"%1$s"}"""
        .formatted(name, ACCOUNT);
  }

  /** {@code userIdentity} of a session of a role. */
  static String session(String role, String session, String key) {
    return """
        {"type":"AssumedRole","principalId":"AROA%1$s:%2$s",
        "arn":"arn:aws:sts::%4$s:assumed-role/%1$s/%2$s","accountId":"%4$s","accessKeyId":"%3$s",
        "sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA%1$s",
        "arn":"arn:aws:iam::%4$s:role/%1$s","accountId":"%4$s","userName":"%1$s"}}}"""
        .formatted(role, session, key, ACCOUNT);
  }

  /** The same of an instance, whose session EC2 opened. */
  static String instance(String role, String instance, String key) {
    return session(role, instance, key)
        .replace("{\"sessionIssuer\"", "{\"ec2RoleDelivery\":\"2.0\",\"sessionIssuer\"");
  }

  /** {@code userIdentity} of a caller from another account, as the owner of the role sees it. */
  static String stranger(String principalId) {
    return "{\"type\":\"AWSAccount\",\"principalId\":\"%s\",\"accountId\":\"%s\"}"
        .formatted(principalId, OTHER_ACCOUNT);
  }

  static String call(String id, double minute, String name, String identity) {
    return record(id, minute, "ec2", name, identity, "");
  }

  /** A call that makes a mirror target. */
  static String mirrorCall(String id, double minute, String identity) {
    return record(
        id,
        minute,
        "ec2",
        "CreateTrafficMirrorTarget",
        identity,
        ",\"responseElements\":{\"CreateTrafficMirrorTargetResponse\":{\"trafficMirrorTarget\":"
            + "{\"trafficMirrorTargetId\":\"tmt-1\"}}}");
  }

  /** The record of an answer that hands out a key. */
  static String issue(String id, double minute, String call, String identity, String key) {
    return record(
        id,
        minute,
        "sts",
        call,
        identity,
        ",\"responseElements\":{\"credentials\":{\"accessKeyId\":\"" + key + "\"}}");
  }

  /**
   * One side of a role assumed across accounts.
   *
   * @param key as this side shows it, or empty
   */
  static String side(String id, double minute, String identity, String key, String shared) {
    String answer =
        key.isEmpty()
            ? ""
            : ",\"responseElements\":{\"credentials\":{\"accessKeyId\":\"" + key + "\"}}";
    return record(
        id, minute, "sts", "AssumeRole", identity, answer + ",\"sharedEventID\":\"" + shared + '"');
  }

  private static String record(
      String id, double minute, String service, String name, String identity, String more) {
    return """
        {"eventTime":"%s","eventSource":"%s.amazonaws.com","eventName":"%s","eventID":"%s",
        "recipientAccountId":"%s","awsRegion":"eu-west-1","userIdentity":%s%s}"""
        .formatted(
            START.plusMillis((long) (minute * 60_000)), service, name, id, ACCOUNT, identity, more)
        .replace("\n", "");
  }

  /** The records as events with everything that the rules read. */
  static List<AuditEvent> events(RuleSet rules, List<String> records) {
    Set<String> fields = new TreeSet<>(rules.fieldsRead());
    LogFormats format = new LogFormats(new FieldDemand(fields, false));
    List<RawLog> logs = new ArrayList<>();
    for (String record : records) {
      LogDecoder.decode(
          record.getBytes(StandardCharsets.UTF_8),
          "test",
          Origin.file("log.json", 1),
          RecordLimits.DEFAULT,
          logs::add);
    }
    return logs.stream().map(log -> format.normalize(log).event()).toList();
  }
}

package dev.mirrorwatch.job;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.testdata.Caller;
import dev.mirrorwatch.testdata.CloudTrailRecords;
import dev.mirrorwatch.testdata.CloudTrailRecords.Call;
import dev.mirrorwatch.testdata.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Small rules about calls of IAM, and records of such calls. */
final class RuleCalls {

  private static final String STAGES =
      Stream.of("key", "user", "role")
          .map(
              what ->
                  """
                  title: %1$s made
                  name: %1$s_made
                  logsource: {product: aws, service: cloudtrail}
                  detection:
                    selection: {eventName: Create_%1$s}
                    condition: selection
                  stage: true
                  """
                      .formatted(what)
                      .replace("stage: true", "mirrorwatch: {stage: true}"))
          .collect(Collectors.joining("---\n"));

  private RuleCalls() {}

  /** A key and a user, made by one principal within the hours given. */
  static String both(String name, int hours) {
    return correlation(name, "temporal", "[key_made, user_made]", hours, "");
  }

  static String correlation(String name, String type, String rules, int hours, String more) {
    return """
        title: Title of %1$s
        name: %1$s
        level: high
        correlation: {type: %2$s, rules: %3$s, group-by: [principal.name], timespan: %4$dh}
        %5$s
        """
        .formatted(name, type, rules, hours, more);
  }

  /** A rule file with the stages and these. */
  static String file(String... rules) {
    return STAGES + "---\n" + String.join("---\n", rules);
  }

  /**
   * One rule for each kind of state: groups that wait, that stand, families, chains, windows.
   *
   * @param more rules beside them
   */
  static RuleSet ofEveryState(String... more) {
    return new RuleSetLoader()
        .load(
            List.of(
                new RuleFile(
                    "rules.yml",
                    file(
                        Stream.concat(
                                Stream.of(
                                    both("waits", 1),
                                    correlation("keys", "event_count", "[key_made]", 1, "")
                                        .replace(
                                            "timespan: 1h}", "timespan: 1h, condition: {gte: 2}}"),
                                    correlation("inner", "temporal", "[key_made, user_made]", 1, "")
                                        .replace("level: high", "level: low"),
                                    correlation("outer", "temporal", "[inner, role_made]", 2, ""),
                                    correlation(
                                        "low",
                                        "temporal",
                                        "[key_made, user_made]",
                                        1,
                                        identity("")),
                                    correlation(
                                        "top",
                                        "temporal",
                                        "[key_made, user_made, role_made]",
                                        1,
                                        identity(", supersedes: [low]"))),
                                Stream.of(more))
                            .toArray(String[]::new)))));
  }

  private static String identity(String more) {
    return "mirrorwatch: {identity: [userIdentity.userName]" + more + "}";
  }

  static String call(String id, String who, int minute, String what) {
    return call(id, who, minute, what, "eu-west-1");
  }

  static String call(String id, String who, int minute, String what, String region) {
    return """
        {"eventVersion":"1.08","userIdentity":{"type":"IAMUser","principalId":"AIDA%2$s",\
        "arn":"arn:aws:iam::111122223333:user/%2$s","accountId":"111122223333",\
        "accessKeyId":"AKIAIOSFODNN7EXAMPLE","userName":"%2$s"},\
        "eventTime":"2026-03-02T09:%3$02d:00Z","eventSource":"iam.amazonaws.com",\
        "eventName":"Create_%4$s","awsRegion":"%5$s","sourceIPAddress":"198.51.100.7",\
        "userAgent":"aws-cli","requestParameters":{"purpose":"purpose of %1$s"},\
        "responseElements":null,"requestID":"r-%1$s",\
        "eventID":"%1$s","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,\
        "recipientAccountId":"111122223333"}"""
        .formatted(id, who, minute, what, region);
  }

  /** A call that a temporary key signed. */
  static String sessionCall(String id, Caller session, String key, int minute, String what) {
    return at(CloudTrailRecords.call("iam.amazonaws.com", "Create_" + what), id, session, minute)
        .signedWith(key)
        .json();
  }

  /** The record that hands the caller a temporary key. */
  static String issue(String id, Caller caller, String callersKey, int minute, String key) {
    return handingOut(id, caller, minute, key).signedWith(callersKey).json();
  }

  /**
   * The record of the account whose role somebody from another account assumes.
   *
   * @param shared what the records of both accounts have in common
   */
  static String issueToStranger(String id, Caller caller, int minute, String key, String shared) {
    return handingOut(id, caller, minute, key).byStranger().sharedId(shared).json();
  }

  /** The record of the caller's own account, which does not show the key. */
  static String issueAbroad(String id, Caller caller, int minute, String shared) {
    return at(assumeRole(), id, caller, minute).sharedId(shared).json();
  }

  private static Call handingOut(String id, Caller caller, int minute, String key) {
    return at(assumeRole(), id, caller, minute)
        .response(
            JsonObject.object().put("credentials", JsonObject.object().put("accessKeyId", key)));
  }

  private static Call assumeRole() {
    return CloudTrailRecords.call("sts.amazonaws.com", "AssumeRole");
  }

  private static Call at(Call call, String id, Caller caller, int minute) {
    return call.by(caller)
        .eventId(id)
        .at(Instant.parse("2026-03-02T09:%02d:00Z".formatted(minute)))
        .in("eu-west-1");
  }

  /** A record that comes out as a dead letter: what was before it in the file has been read. */
  static List<String> marked(String... records) {
    return Stream.concat(Stream.of(records), Stream.of("{\"broken")).toList();
  }
}

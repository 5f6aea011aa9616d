package dev.mirrorwatch.job;

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

  /** A record that comes out as a dead letter: what was before it in the file has been read. */
  static List<String> marked(String... records) {
    return Stream.concat(Stream.of(records), Stream.of("{\"broken")).toList();
  }
}

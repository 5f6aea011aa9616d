package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.rules.RuleSet;

/** Two stages of one correlation, one rule that alerts alone, one for another product. */
final class MatchRules {

  static final RuleSet RULES =
      RuleTexts.load(
          RuleTexts.detection("start", "RunInstances"),
          RuleTexts.detection("stop", "StopInstances"),
          RuleTexts.detection("lone", "DeleteTrail"),
          RuleTexts.detection("wide", "*Instances"),
          RuleTexts.detection("foreign", "*").replace("product: aws", "product: azure"),
          RuleTexts.correlation(
              "start_and_stop",
              """
              correlation:
                type: temporal
                rules: [start, stop]
                group-by: [userIdentity.userName]
                timespan: 1h
              fields: [sourceIPAddress]
              mirrorwatch:
                join:
                  - field: requestParameters.instanceId
                    stages: [start, stop]
                identity: [requestParameters.instanceId]
                guide: Ask {userIdentity.userName}.
              """),
          RuleTexts.correlation(
              "many_starts",
              """
              correlation:
                type: value_count
                rules: [start]
                group-by: [userIdentity.userName, awsRegion]
                timespan: 1h
                condition:
                  gte: 2
                  field: requestParameters.instanceId
              """));

  /** By alice, about instance i-1. */
  static String call(String eventName) {
    return call(eventName, "\"userName\":\"alice\",");
  }

  static String call(String eventName, String userName) {
    return "\"eventName\":\""
        + eventName
        + "\",\"eventID\":\"id-"
        + eventName
        + "\",\"sourceIPAddress\":\"198.51.100.7\",\"userIdentity\":{\"type\":\"IAMUser\","
        + userName
        + "\"arn\":\"arn:aws:iam::111122223333:user/alice\"},"
        + "\"requestParameters\":{\"instanceId\":\"i-1\"}";
  }

  private MatchRules() {}
}

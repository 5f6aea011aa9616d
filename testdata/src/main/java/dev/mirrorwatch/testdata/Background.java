package dev.mirrorwatch.testdata;

import static dev.mirrorwatch.testdata.CloudTrailRecords.call;
import static dev.mirrorwatch.testdata.CloudTrailRecords.mirror;

import dev.mirrorwatch.testdata.CloudTrailRecords.Call;
import dev.mirrorwatch.testdata.CloudTrailRecords.MirrorCall;
import java.util.List;

/**
 * What goes on in an account all day. {@link #ordinary} has nothing to do with mirroring; {@link
 * #harmlessMirrorCall} is what a correlation has to hold, or to see through, without an alert.
 */
final class Background {
  private static final List<String> DESCRIBES =
      List.of(
          "DescribeInstances",
          "DescribeRouteTables",
          "DescribeVpcs",
          "DescribeSubnets",
          "DescribeSecurityGroups",
          "DescribeNetworkInterfaces",
          "DescribeVolumes",
          "DescribeImages");

  private static final List<String> IAM_READS =
      List.of("GetUser", "GetRole", "ListAttachedRolePolicies", "ListRolePolicies");

  private Background() {}

  /** A call of everyday work by {@code caller}; reads outnumber writes about nine to one. */
  static Call ordinary(Dice dice, Caller caller, String region) {
    String account = caller.account();
    int hundredth = dice.below(100);
    if (hundredth < 22) {
      return describe(dice).by(caller);
    }
    if (hundredth < 40) {
      return object(dice, hundredth < 34 ? "GetObject" : "PutObject").by(caller);
    }
    if (hundredth < 52) {
      return key(dice, hundredth < 48 ? "Decrypt" : "GenerateDataKey", account, region).by(caller);
    }
    if (hundredth < 60) {
      return item(dice, hundredth < 57 ? "GetItem" : "PutItem", account, region).by(caller);
    }
    if (hundredth < 68) {
      return assumeRole(dice, account).by(caller);
    }
    if (hundredth < 73) {
      return assumeRole(dice, account).by(Caller.service(account, "lambda.amazonaws.com"));
    }
    if (hundredth < 80) {
      return iamRead(dice).by(caller);
    }
    if (hundredth < 85) {
      return metric(dice).by(caller);
    }
    if (hundredth < 89) {
      return function(dice, account, region).by(caller);
    }
    if (hundredth < 92) {
      return flowLogs(dice).by(caller);
    }
    if (hundredth < 95) {
      return parameter(dice).by(caller);
    }
    if (hundredth < 97) {
      return launchTemplate(dice, account).by(caller);
    }
    return hundredth < 99
        ? runInstances(dice, account).by(caller)
        : refused(dice, account).by(caller);
  }

  /**
   * A mirror call that leads to nothing: its ids occur nowhere else, so no session meets a part.
   */
  static Call harmlessMirrorCall(Dice dice, Caller caller) {
    int tenth = dice.below(10);
    Call harmless =
        switch (tenth) {
          case 0 -> mirror(MirrorCall.CREATE_TARGET);
          case 1 -> mirror(MirrorCall.CREATE_FILTER);
          case 2 -> mirror(MirrorCall.CREATE_FILTER_RULE);
          case 3 -> mirror(MirrorCall.CREATE_SESSION).named("sensor-" + dice.below(40));
          case 4 -> mirror(MirrorCall.MODIFY_NETWORK_SERVICES);
          case 5 -> mirror(MirrorCall.DELETE_SESSION);
          case 6 -> mirror(MirrorCall.DELETE_TARGET);
          case 7 -> mirror(MirrorCall.CREATE_SESSION);
          case 8 -> mirror(MirrorCall.DESCRIBE_TARGETS);
          default -> mirror(MirrorCall.DESCRIBE_SESSIONS);
        };
    harmless
        .by(caller)
        .target(dice.resourceId("tmt"))
        .filter(dice.resourceId("tmf"))
        .rule(dice.resourceId("tmfr"))
        .session(dice.resourceId("tms"))
        .networkInterface(dice.resourceId("eni"));
    return tenth == 7 ? harmless.denied() : harmless;
  }

  /** The older calls of EC2 answer with {@code items}. */
  private static Call describe(Dice dice) {
    JsonObject request =
        JsonObject.object()
            .put(
                "filterSet",
                JsonObject.object()
                    .putArray(
                        "items",
                        JsonObject.object()
                            .put("name", "vpc-id")
                            .put("valueSet", values(dice.resourceId("vpc"))),
                        JsonObject.object()
                            .put("name", "tag:Name")
                            .put("valueSet", values("web-" + dice.below(90)))))
            .put("maxResults", 100);
    return call("ec2.amazonaws.com", dice.pick(DESCRIBES)).request(request);
  }

  private static JsonObject values(String value) {
    return JsonObject.object().putArray("items", JsonObject.object().put("value", value));
  }

  private static Call object(Dice dice, String name) {
    String bucket = "example-data-" + dice.below(20);
    String path = "daily/part-" + dice.hex(12) + ".parquet";
    JsonObject request =
        JsonObject.object()
            .put("bucketName", bucket)
            .put("Host", bucket + ".s3.amazonaws.com")
            .put("key", path);
    return call("s3.amazonaws.com", name)
        .request(request)
        .dataOf("AWS::S3::Object", "arn:aws:s3:::" + bucket + "/" + path);
  }

  private static Call key(Dice dice, String name, String account, String region) {
    String arn = "arn:aws:kms:" + region + ":" + account + ":key/" + dice.uuid();
    JsonObject context =
        JsonObject.object().put("aws:secretsmanager:arn", "example-" + dice.below(60));
    return call("kms.amazonaws.com", name)
        .request(
            JsonObject.object()
                .put("keyId", arn)
                .put("encryptionAlgorithm", "SYMMETRIC_DEFAULT")
                .put("encryptionContext", context));
  }

  private static Call item(Dice dice, String name, String account, String region) {
    String table = "orders-" + dice.below(8);
    return call("dynamodb.amazonaws.com", name)
        .request(
            JsonObject.object()
                .put("tableName", table)
                .put("key", JsonObject.object().put("id", dice.hex(16)))
                .put("returnConsumedCapacity", "NONE"))
        .dataOf(
            "AWS::DynamoDB::Table",
            "arn:aws:dynamodb:" + region + ":" + account + ":table/" + table);
  }

  private static Call assumeRole(Dice dice, String account) {
    String role = "worker-" + dice.below(30);
    String session = "task-" + dice.hex(12);
    JsonObject request =
        JsonObject.object()
            .put("roleArn", "arn:aws:iam::" + account + ":role/" + role)
            .put("roleSessionName", session)
            .put("durationSeconds", CloudTrailRecords.SESSION_SECONDS);
    String key = "ASIA" + dice.base32(16);
    JsonObject user =
        JsonObject.object()
            .put("assumedRoleId", "AROA" + dice.base32(17) + ":" + session)
            .put("arn", "arn:aws:sts::" + account + ":assumed-role/" + role + "/" + session);
    return call("sts.amazonaws.com", "AssumeRole")
        .request(request)
        .response(
            at ->
                JsonObject.object()
                    .put("credentials", CloudTrailRecords.credentials(key, at))
                    .put("assumedRoleUser", user));
  }

  private static Call iamRead(Dice dice) {
    String name = dice.pick(IAM_READS);
    String subject = name.equals("GetUser") ? "userName" : "roleName";
    return call("iam.amazonaws.com", name)
        .request(JsonObject.object().put(subject, "worker-" + dice.below(30)));
  }

  private static Call metric(Dice dice) {
    return call("monitoring.amazonaws.com", "GetMetricData")
        .request(
            JsonObject.object()
                .put("startTime", "Mar 2, 2026, 8:00:00 AM")
                .put("endTime", "Mar 2, 2026, 9:00:00 AM")
                .putArray(
                    "metricDataQueries",
                    JsonObject.object()
                        .put("id", "m" + dice.below(50))
                        .put("expression", "SEARCH('{AWS/EC2,InstanceId} CPUUtilization', 'Sum')")
                        .put("returnData", true)));
  }

  private static Call function(Dice dice, String account, String region) {
    String name = "handler-" + dice.below(25);
    return call("lambda.amazonaws.com", "GetFunction20150331v2")
        .request(
            JsonObject.object()
                .put("functionName", "arn:aws:lambda:" + region + ":" + account + ":" + name));
  }

  /** A newer EC2 call, in a wrapper; one list member has lost its brackets. */
  private static Call flowLogs(Dice dice) {
    return call("ec2.amazonaws.com", "DescribeFlowLogs")
        .request(
            JsonObject.object()
                .put(
                    "DescribeFlowLogsRequest",
                    JsonObject.object()
                        .put(
                            "FlowLogId",
                            JsonObject.object()
                                .put("content", dice.resourceId("fl"))
                                .put("tag", 1))));
  }

  private static Call parameter(Dice dice) {
    return call("ssm.amazonaws.com", "GetParameter")
        .request(
            JsonObject.object()
                .put("name", "/example/service-" + dice.below(40) + "/endpoint")
                .put("withDecryption", dice.chance(0.5)));
  }

  private static Call launchTemplate(Dice dice, String account) {
    JsonObject tag = JsonObject.object().put("Key", "Name").put("Value", "web").put("tag", 1);
    JsonObject flag = JsonObject.object().put("Key", "Managed").put("Value", true).put("tag", 2);
    String name = "web-" + dice.hex(8);
    return call("ec2.amazonaws.com", "CreateLaunchTemplate")
        .request(
            JsonObject.object()
                .put(
                    "CreateLaunchTemplateRequest",
                    JsonObject.object()
                        .put("LaunchTemplateName", name)
                        .put("ClientToken", dice.uuid())
                        .put(
                            "TagSpecification",
                            JsonObject.object()
                                .put("ResourceType", "launch-template")
                                .put("tag", 1)
                                .putArray("Tag", tag, flag))))
        .response(
            JsonObject.object()
                .put(
                    "CreateLaunchTemplateResponse",
                    JsonObject.object()
                        .put(
                            "launchTemplate",
                            JsonObject.object()
                                .put("launchTemplateId", dice.resourceId("lt"))
                                .put("launchTemplateName", name)
                                .put("createdBy", "arn:aws:iam::" + account + ":root")
                                .put("tagSet", ""))
                        .put("unsuccessful", "")));
  }

  /** Starts one instance; also the collector of an attack. */
  static Call runInstances(Dice dice, String account) {
    JsonObject one = JsonObject.object().put("imageId", dice.resourceId("ami"));
    JsonObject request =
        JsonObject.object()
            .put(
                "instancesSet",
                JsonObject.object().putArray("items", one.put("minCount", 1).put("maxCount", 1)))
            .put("instanceType", "t3.xlarge")
            .put("userData", "<sensitiveDataRemoved>")
            .put("disableApiTermination", false);
    JsonObject started =
        JsonObject.object()
            .put("instanceId", dice.resourceId("i"))
            .put("instanceState", JsonObject.object().put("code", 0).put("name", "pending"))
            .put("privateIpAddress", "10.0." + dice.below(256) + "." + dice.between(4, 250));
    return call("ec2.amazonaws.com", "RunInstances")
        .request(request)
        .response(
            JsonObject.object()
                .put("reservationId", dice.resourceId("r"))
                .put("ownerId", account)
                .put("instancesSet", JsonObject.object().putArray("items", started)));
  }

  private static Call refused(Dice dice, String account) {
    return call("iam.amazonaws.com", "ListAccessKeys")
        .request(JsonObject.object().put("userName", "user-" + dice.below(40)))
        .failed(
            "AccessDenied",
            "User is not authorized to perform: iam:ListAccessKeys on resource: user in "
                + account);
  }
}

package dev.mirrorwatch.testdata;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Requests and answers of the calls that surround mirroring, as far as rules look at them: the name
 * of a call and what a scenario says of it in, JSON as CloudTrail writes it out.
 */
final class SurroundingCall {

  private final String name;
  private final Map<String, String> details;
  private final String account;

  private JsonObject request = JsonObject.object().put("maxResults", 100);
  private JsonObject response;

  /** The temporary key that the call hands out, or {@code null}. */
  private String issued;

  private SurroundingCall(String name, Map<String, String> details, String account) {
    this.name = name;
    this.details = details;
    this.account = account;
  }

  /**
   * Completes a call.
   *
   * @param name the call's name
   * @param details what the scenario says: {@code interface}, {@code port}, {@code balancer},
   *     {@code user}, {@code role}, {@code key}, {@code target}, {@code with}
   */
  static void complete(
      CloudTrailRecords.Call call, String name, Map<String, String> details, String account) {
    SurroundingCall surrounding = new SurroundingCall(name, details, account);
    surrounding.describe();
    call.request(surrounding.request).response(surrounding::response);
  }

  private JsonObject response(Instant at) {
    return issued == null
        ? response
        : JsonObject.object().put("credentials", CloudTrailRecords.credentials(issued, at));
  }

  private void describe() {
    switch (name) {
      case "RunInstances" -> runInstances();
      case "CreateNetworkInterface" ->
          response = JsonObject.object().put("networkInterface", networkInterface());
      case "DeleteNetworkInterface" -> request = networkInterface();
      case "CreateLoadBalancer" -> createLoadBalancer();
      case "AuthorizeSecurityGroupIngress" -> openPort();
      case "CreateAccessKey" -> createAccessKey();
      case "CreateUser", "CreateLoginProfile" -> request = named("userName", "user");
      case "AttachUserPolicy" -> request = attached(named("userName", "user"));
      case "AttachRolePolicy" -> request = attached(named("roleName", "role"));
      case "AssumeRole", "GetSessionToken" -> handOutSession();
      case "CreateSnapshot" ->
          response = JsonObject.object().put("snapshotId", details.get("snapshot"));
      case "ModifySnapshotAttribute" -> shareSnapshot();
      case "DeleteFlowLogs" -> deleteFlowLog();
      case "CreateResourceShare" -> createResourceShare();
      default -> {
        // Of all others rules look at nothing but the name.
      }
    }
  }

  private JsonObject named(String key, String detail) {
    return JsonObject.object().put(key, details.getOrDefault(detail, "somebody"));
  }

  private JsonObject networkInterface() {
    return JsonObject.object().put("networkInterfaceId", details.get("interface"));
  }

  private void runInstances() {
    request = JsonObject.object().put("instanceType", "t3.xlarge");
    JsonObject interfaces = JsonObject.object().putArray("items", networkInterface());
    JsonObject started =
        JsonObject.object()
            .put("instanceId", "i-" + details.get("interface").replace("eni-", ""))
            .put("networkInterfaceSet", interfaces);
    response =
        JsonObject.object().put("instancesSet", JsonObject.object().putArray("items", started));
  }

  private void createLoadBalancer() {
    request = named("name", "balancer").put("type", "network").put("scheme", "internal");
    JsonObject made =
        JsonObject.object()
            .put("loadBalancerArn", details.getOrDefault("balancer", "somewhere"))
            .put("type", "network");
    response = JsonObject.object().putArray("loadBalancers", made);
  }

  private void openPort() {
    long port = Long.parseLong(details.getOrDefault("port", "443"));
    String protocol = port == 443 ? "tcp" : "udp";
    JsonObject network = JsonObject.object().put("cidrIp", "10.0.0.0/8");
    JsonObject permission =
        JsonObject.object()
            .put("ipProtocol", protocol)
            .put("fromPort", port)
            .put("toPort", port)
            .put("ipRanges", JsonObject.object().putArray("items", network));
    request =
        JsonObject.object()
            .put("groupId", "sg-1")
            .put("ipPermissions", JsonObject.object().putArray("items", permission));
    response = JsonObject.object().put("_return", true);
  }

  private void createAccessKey() {
    request = named("userName", "user");
    String key = Caller.user(account, details.getOrDefault("user", "somebody")).accessKeyId();
    response =
        JsonObject.object().put("accessKey", named("userName", "user").put("accessKeyId", key));
  }

  private JsonObject attached(JsonObject grantee) {
    return grantee.put("policyArn", "arn:aws:iam::aws:policy/AdministratorAccess");
  }

  private void handOutSession() {
    request = JsonObject.object().put("durationSeconds", CloudTrailRecords.SESSION_SECONDS);
    issued = details.getOrDefault("key", "ASIAUNUSED");
  }

  private void shareSnapshot() {
    JsonObject account = JsonObject.object().put("userId", details.get("with"));
    JsonObject added = JsonObject.object().putArray("items", account);
    request =
        JsonObject.object()
            .put("snapshotId", details.get("snapshot"))
            .put("createVolumePermission", JsonObject.object().put("add", added))
            .put("attributeType", "CREATE_VOLUME_PERMISSION");
  }

  private void deleteFlowLog() {
    JsonObject log = JsonObject.object().put("tag", 1).put("content", details.get("flow-log"));
    request =
        JsonObject.object().put("DeleteFlowLogsRequest", JsonObject.object().put("FlowLogId", log));
  }

  private void createResourceShare() {
    String arn = "arn:aws:ec2:us-east-1:" + account + ":traffic-mirror-target/";
    String with = details.getOrDefault("with", "organization");
    String organization = "arn:aws:organizations::" + account + ":organization/o-example";
    request =
        JsonObject.object()
            .put("name", "shared")
            .putTexts("resourceArns", List.of(arn + details.get("target")))
            .putTexts("principals", List.of(with.equals("organization") ? organization : with));
  }
}

package dev.mirrorwatch.testdata;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Who makes a call, as CloudTrail shows it. Unique ids, access key, address and user agent follow
 * from the names, so the same person looks the same in every record.
 *
 * @param kind how the caller signed in
 * @param account 12-digit account that owns the caller
 * @param name user name, role name, or DNS name of a service
 * @param session role session name; empty for callers that are no role
 * @param sourceAddress what stands in {@code sourceIPAddress}
 * @param userAgent what stands in {@code userAgent}; one that ends in {@code md/command#} is
 *     completed with the name of the call, as the AWS CLI does
 * @param console whether the call was made in the web console
 */
public record Caller(
    Kind kind,
    String account,
    String name,
    String session,
    String sourceAddress,
    String userAgent,
    boolean console) {

  /** How a caller signed in. */
  public enum Kind {
    /** A user with a long-lived key. */
    IAM_USER,
    /** A session of a role of its own. */
    ASSUMED_ROLE,
    /** A person who signed in through IAM Identity Center: many people, one role. */
    SSO_ROLE,
    /** The account itself. */
    ROOT,
    /** An AWS service on its own behalf. */
    SERVICE
  }

  private static final List<String> USER_AGENTS =
      List.of(
          "aws-cli/2.17.52 md/awscrt#0.21.2 ua/2.0 os/linux#6.8.0 md/arch#x86_64 lang/python#3.11.9"
              + " md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off"
              + " md/command#",
          "Boto3/1.35.10 md/Botocore#1.35.10 ua/2.0 os/linux#5.15.0 md/arch#x86_64"
              + " lang/python#3.12.4 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.35.10",
          "APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+https://www.terraform.io)"
              + " terraform-provider-aws/5.65.0 aws-sdk-go-v2/1.30.4 ua/2.1 os/linux lang/go#1.22.6",
          "aws-sdk-java/2.27.17 md/io#async md/http#NettyNio ua/2.0 os/Linux#5.10.223"
              + " lang/java#17.0.12 md/OpenJDK_64-Bit_Server_VM md/vendor#Amazon.com_Inc.");

  /** An IAM user. */
  public static Caller user(String account, String name) {
    return person(Kind.IAM_USER, account, name, "");
  }

  /** A session of a role. */
  public static Caller role(String account, String role, String session) {
    return person(Kind.ASSUMED_ROLE, account, role, session);
  }

  /** A person in a permission set of IAM Identity Center. */
  public static Caller sso(String account, String permissionSet, String person) {
    String role =
        "AWSReservedSSO_" + permissionSet + "_" + Dice.of(account + permissionSet).hex(16);
    return person(Kind.SSO_ROLE, account, role, person + "@example.com");
  }

  /** The root user of an account. */
  public static Caller root(String account) {
    return person(Kind.ROOT, account, "root", "");
  }

  /** An AWS service that works in an account, such as {@code config.amazonaws.com}. */
  public static Caller service(String account, String dnsName) {
    return new Caller(Kind.SERVICE, account, dnsName, "", dnsName, dnsName, false);
  }

  private static Caller person(Kind kind, String account, String name, String session) {
    Dice dice = Dice.of("from " + kind + account + name + session);
    String network = dice.pick(List.of("192.0.2.", "198.51.100.", "203.0.113."));
    return new Caller(
        kind,
        account,
        name,
        session,
        network + dice.between(1, 254),
        dice.pick(USER_AGENTS),
        false);
  }

  /** The same person in the web console, where address and user agent tell nothing. */
  public Caller inConsole() {
    return new Caller(kind, account, name, session, "AWS Internal", "AWS Internal", true);
  }

  /** The same caller with another user agent. */
  public Caller withUserAgent(String other) {
    return new Caller(kind, account, name, session, sourceAddress, other, console);
  }

  /** {@code userIdentity.arn}; for a service, its DNS name. */
  public String arn() {
    return switch (kind) {
      case IAM_USER -> "arn:aws:iam::" + account + ":user/" + name;
      case ASSUMED_ROLE, SSO_ROLE ->
          "arn:aws:sts::" + account + ":assumed-role/" + name + "/" + session;
      case ROOT -> "arn:aws:iam::" + account + ":root";
      case SERVICE -> name;
    };
  }

  /** The key that signs the caller's calls. */
  public String accessKeyId() {
    String prefix = kind == Kind.IAM_USER && !console ? "AKIA" : "ASIA";
    return prefix + Dice.of("key" + arn()).base32(16);
  }

  JsonObject userIdentity(Instant now) {
    JsonObject identity = JsonObject.object();
    switch (kind) {
      case SERVICE -> identity.put("type", "AWSService").put("invokedBy", name);
      case IAM_USER -> {
        String unique = "AIDA" + Dice.of("user" + arn()).base32(17);
        signed(identity, "IAMUser", unique).put("userName", name);
        if (console) {
          identity.put(
              "sessionContext",
              JsonObject.object()
                  .put("sessionIssuer", JsonObject.object())
                  .put("webIdFederationData", JsonObject.object())
                  .put("attributes", attributes(now, "true")));
        }
      }
      case ROOT ->
          signed(identity, "Root", account)
              .put(
                  "sessionContext",
                  JsonObject.object()
                      .put("sessionIssuer", JsonObject.object())
                      .put("attributes", attributes(now, "true")));
      case ASSUMED_ROLE, SSO_ROLE -> {
        String unique = "AROA" + Dice.of("role" + account + name).base32(17);
        String path = kind == Kind.SSO_ROLE ? "aws-reserved/sso.amazonaws.com/eu-west-1/" : "";
        JsonObject issuer =
            JsonObject.object()
                .put("type", "Role")
                .put("principalId", unique)
                .put("arn", "arn:aws:iam::" + account + ":role/" + path + name)
                .put("accountId", account)
                .put("userName", name);
        JsonObject context =
            JsonObject.object()
                .put("sessionIssuer", issuer)
                .put("webIdFederationData", JsonObject.object())
                .put("attributes", attributes(now, "false"));
        if (session.startsWith("i-")) {
          // EC2 names the sessions that it opens by the instance, and CloudTrail says they are its.
          context.put("ec2RoleDelivery", "2.0");
        }
        signed(identity, "AssumedRole", unique + ":" + session).put("sessionContext", context);
      }
    }
    return identity;
  }

  /** As the owner of a role in another account sees the caller. */
  JsonObject asStranger() {
    return JsonObject.object()
        .put("type", "AWSAccount")
        .put("principalId", "AIDA" + Dice.of("user" + arn()).base32(17))
        .put("accountId", account);
  }

  private JsonObject signed(JsonObject identity, String type, String principalId) {
    return identity
        .put("type", type)
        .put("principalId", principalId)
        .put("arn", arn())
        .put("accountId", account)
        .put("accessKeyId", accessKeyId());
  }

  private static JsonObject attributes(Instant now, String mfa) {
    return JsonObject.object()
        .put("creationDate", now.truncatedTo(ChronoUnit.HOURS).toString())
        .put("mfaAuthenticated", mfa);
  }
}

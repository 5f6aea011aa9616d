package dev.mirrorwatch.udfs.format.cloudtrail;

import static dev.mirrorwatch.udfs.format.Json.nonEmpty;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.Principal;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who made a call, by CloudTrail's {@code userIdentity}.
 *
 * <p>ARNs name a principal, and survive new keys and sessions; the unique ids (AIDA…, AROA…) are
 * kept beside them, as an ARN may be used again after its owner was deleted. Which field carries
 * what for which {@code type} is described in AWS's CloudTrail user guide, "userIdentity element".
 */
final class CloudTrailIdentity {

  /** What is read of a record. */
  static final Set<String> PATHS =
      Set.of(
          "recipientAccountId",
          "userIdentity.type",
          "userIdentity.arn",
          "userIdentity.principalId",
          "userIdentity.principalid",
          "userIdentity.userName",
          "userIdentity.username",
          "userIdentity.invokedBy",
          "userIdentity.accountId",
          "userIdentity.accessKeyId",
          "userIdentity.accesKeyId",
          "userIdentity.credentialId",
          "userIdentity.onBehalfOf.userId",
          "userIdentity.onBehalfOf.identityStoreArn",
          "userIdentity.sessionContext.sourceIdentity",
          "userIdentity.sessionContext.ec2RoleDelivery",
          "userIdentity.sessionContext.attributes.mfaAuthenticated",
          "userIdentity.sessionContext.sessionIssuer.arn",
          "userIdentity.sessionContext.sessionIssuer.userName",
          "userIdentity.sessionContext.sessionIssuer.accountId",
          "additionalEventData.UserName",
          "additionalEventData.MFAUsed");

  /** Roles that IAM Identity Center makes; it names their sessions after the person. */
  private static final String SSO_ROLE = "AWSReservedSSO_";

  private static final Pattern EMAIL = Pattern.compile("[^@\\s/:]+@[^@\\s/:]+\\.[^@\\s/:.]+");

  private final JsonNode record;
  private final JsonNode identity;
  private final JsonNode issuer;
  private final @Nullable String arn;
  private final @Nullable String principalId;
  private final @Nullable String userName;
  private final @Nullable String account;
  private final @Nullable String invokedBy;

  private @Nullable String id;
  private @Nullable String session;
  private @Nullable String name;
  private @Nullable String human;
  private boolean claimed;
  private boolean roleSession;

  private CloudTrailIdentity(JsonNode record) {
    this.record = record;
    identity = record.path("userIdentity");
    issuer = identity.path("sessionContext").path("sessionIssuer");
    arn = nonEmpty(identity.get("arn"));
    principalId = member("principalId", "principalid");
    userName = member("userName", "username");
    invokedBy = nonEmpty(identity.get("invokedBy"));
    account = ownAccount();
  }

  /**
   * In: a CloudTrail record, its {@code userIdentity} possibly absent or empty. Out: the caller as
   * far as the record tells; never {@code null}.
   */
  static Principal of(JsonNode record) {
    return new CloudTrailIdentity(record).principal();
  }

  private Principal principal() {
    String type = nonEmpty(identity.get("type"));
    switch (type == null ? "" : type) {
      case "IAMUser" -> iamUser();
      case "AssumedRole" -> assumedRole();
      case "Root" -> root();
      case "FederatedUser" -> federatedUser();
      case "AWSService" -> id = service();
      case "AWSAccount" -> otherAccount();
      case "IdentityCenterUser" -> identityCenterUser();
      case "SAMLUser" -> samlUser();
      case "WebIdentityUser" -> webIdentityUser();
      case "Role" -> role();
      case "Directory" -> directoryUser();
      default -> unknown();
    }
    String stable = id == null ? fallback() : id;
    if (isEmail(human)) {
      // An address is one person's however it is written, and in whichever cloud.
      human = Objects.requireNonNull(human).toLowerCase(Locale.ROOT);
    }
    return new Principal(
        stable,
        type == null ? "Unknown" : type,
        session,
        name,
        origin(stable),
        human,
        member("accessKeyId", "accesKeyId"),
        claimed,
        account,
        principalId,
        mfa(),
        invokedBy);
  }

  private String origin(String stable) {
    // "admin" is another user in every account; an address is the same person everywhere.
    boolean localName = human != null && human.equals(name) && !human.contains("@");
    if (human != null && !claimed && !localName) {
      return human;
    }
    return roleSession && session != null ? stable + "/" + session : stable;
  }

  // ---- One method for each userIdentity.type

  private void iamUser() {
    id = first(arn, principalId);
    name = first(userName, lastPart(arn));
    human = name;
  }

  private void assumedRole() {
    roleSession = true;
    String[] parts = arn == null ? new String[0] : arn.split("/", -1);
    String roleInArn = parts.length > 1 ? parts[1] : null;
    String sessionInArn = parts.length > 2 ? parts[parts.length - 1] : null;
    name = first(nonEmpty(issuer.get("userName")), roleInArn);
    session = first(afterColon(principalId), sessionInArn);
    id = nonEmpty(issuer.get("arn"));
    if (id == null) {
      id = first(roleArn(roleInArn), beforeColon(principalId));
    }

    String sourceIdentity = nonEmpty(identity.path("sessionContext").get("sourceIdentity"));
    boolean singleSignOn = name != null && name.startsWith(SSO_ROLE);
    if (sourceIdentity != null) {
      human = sourceIdentity;
    } else if (singleSignOn) {
      human = session;
    } else {
      // A caller chooses the session's name freely, a colleague's address if he likes; only where
      // EC2 opened the session, it is EC2's.
      claimed = session != null && !identity.path("sessionContext").has("ec2RoleDelivery");
      human = claimed && isEmail(session) ? session : null;
    }
  }

  /** The role's ARN as far as the session's ARN tells: it drops the role's path. */
  private @Nullable String roleArn(@Nullable String role) {
    if (arn == null || role == null || role.isEmpty()) {
      return null;
    }
    String[] parts = arn.split(":", 6);
    boolean ofSession = parts.length == 6 && parts[5].startsWith("assumed-role/");
    return ofSession ? "arn:" + parts[1] + ":iam::" + parts[4] + ":role/" + role : null;
  }

  private void root() {
    id = first(arn, account == null ? null : "arn:aws:iam::" + account + ":root");
    name = first(userName, "root");
  }

  private void federatedUser() {
    name = first(lastPart(arn), afterColon(principalId));
    session = name;
    claimed = session != null;
    human = isEmail(session) ? session : null;
    String issuerArn = nonEmpty(issuer.get("arn"));
    id = issuerArn == null || name == null ? first(arn, principalId) : issuerArn + "/" + name;
  }

  private void otherAccount() {
    String unique = beforeColon(principalId);
    session = afterColon(principalId);
    claimed = session != null;
    if (account != null) {
      id = unique == null ? "account:" + account : "account:" + account + "/" + unique;
    } else {
      id = principalId;
    }
    name = userName;
  }

  private void identityCenterUser() {
    JsonNode person = identity.path("onBehalfOf");
    String userId = nonEmpty(person.get("userId"));
    String store = nonEmpty(person.get("identityStoreArn"));
    id = store == null || userId == null ? userId : store + "/user/" + userId;
    id = first(id, principalId);
    session = nonEmpty(identity.get("credentialId"));
    name = first(userName, nonEmpty(record.path("additionalEventData").get("UserName")));
    human = name;
  }

  private void samlUser() {
    id = principalId;
    name = userName;
    human = userName;
  }

  private void webIdentityUser() {
    id = principalId;
    name = userName;
    // The subject is as often a pipeline as a person.
    human = isEmail(userName) ? userName : null;
  }

  private void role() {
    id = first(arn, principalId);
    name = first(userName, lastPart(arn));
  }

  private void directoryUser() {
    name = userName;
    id = account == null || userName == null ? first(arn, principalId) : account + "/" + userName;
  }

  private void unknown() {
    id = first(first(arn, principalId), userName);
    name = first(userName, lastPart(arn));
  }

  // ---- Parts

  private @Nullable String service() {
    return invokedBy == null ? null : "service:" + invokedBy;
  }

  /** Where nothing names the caller, all such calls in one account are one caller's. */
  private String fallback() {
    String service = service();
    String owner = AccountId.of(record.get("recipientAccountId"));
    return service != null ? service : "unknown@" + (owner == null ? account : owner);
  }

  private @Nullable String ownAccount() {
    String stated = AccountId.of(identity.get("accountId"));
    if (stated != null) {
      return stated;
    }
    String[] parts = arn == null ? new String[0] : arn.split(":", 6);
    return parts.length == 6 && !parts[4].isEmpty()
        ? parts[4]
        : AccountId.of(issuer.get("accountId"));
  }

  private @Nullable Boolean mfa() {
    String stated =
        nonEmpty(identity.path("sessionContext").path("attributes").get("mfaAuthenticated"));
    if (stated == null) {
      stated = nonEmpty(record.path("additionalEventData").get("MFAUsed"));
    }
    return switch (stated == null ? "" : stated.toLowerCase(Locale.ROOT)) {
      case "true", "yes" -> Boolean.TRUE;
      case "false", "no" -> Boolean.FALSE;
      default -> null;
    };
  }

  /** A member under its name, or as some exports misspell it. */
  private @Nullable String member(String spelling, String misspelling) {
    return first(nonEmpty(identity.get(spelling)), nonEmpty(identity.get(misspelling)));
  }

  private static boolean isEmail(@Nullable String text) {
    return text != null && text.indexOf('@') >= 0 && EMAIL.matcher(text).matches();
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    return one != null ? one : other;
  }

  private static @Nullable String lastPart(@Nullable String arn) {
    int slash = arn == null ? -1 : arn.lastIndexOf('/');
    return slash < 0 || slash == arn.length() - 1 ? null : arn.substring(slash + 1);
  }

  private static @Nullable String beforeColon(@Nullable String text) {
    int colon = text == null ? -1 : text.indexOf(':');
    return colon < 0 ? text : text.substring(0, colon);
  }

  private static @Nullable String afterColon(@Nullable String text) {
    int colon = text == null ? -1 : text.indexOf(':');
    return colon < 0 || colon == text.length() - 1 ? null : text.substring(colon + 1);
  }
}

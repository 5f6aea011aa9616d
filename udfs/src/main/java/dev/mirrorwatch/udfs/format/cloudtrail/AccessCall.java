package dev.mirrorwatch.udfs.format.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.EventTime;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.RecordView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Credentials and permissions, in normal form.
 *
 * <ul>
 *   <li>{@code credential.id}: the access key or user ({@code user/name}) that a call makes, or, of
 *       any other call, that it was made with. A call that makes some does not name its caller's.
 *   <li>{@code credential.issued_id}: the temporary key that a call of STS hands out; {@code
 *       credential.expires}: until when it can be used; {@code credential.shared_id}: what the
 *       records of both accounts have in common, where the call went from one to the other.
 *   <li>{@code iam.grantee}: the user or role that a call gives permissions to, by name. Where the
 *       record does not tell (a policy's new version, a group) it is the caller: who raises
 *       themselves.
 *   <li>{@code iam.allowed_action}: what the policy in the call allows, as written there.
 *   <li>{@code snapshot.id}: the snapshot of a volume that a call makes or opens.
 *   <li>{@code policy.foreign_account}: accounts other than the own that it, or a bucket, is opened
 *       to; {@code *} for everybody.
 * </ul>
 */
final class AccessCall {

  /** What is read of a record. */
  static final Set<String> PATHS =
      Set.of(
          "errorCode",
          "sharedEventID",
          "requestParameters.userName",
          "requestParameters.roleName",
          "requestParameters.policyDocument",
          "requestParameters.snapshotId",
          "requestParameters.createVolumePermission.add.items.userId",
          "requestParameters.createVolumePermission.add.items.group",
          "requestParameters.bucketPolicy.Statement",
          "requestParameters.ReplicationConfiguration.Rule.Destination.Account",
          "responseElements.credentials.accessKeyId",
          "responseElements.credentials.expiration",
          "responseElements.accessKey.accessKeyId",
          "responseElements.accessKey.userName",
          "responseElements.snapshotId");

  private static final String IAM = "iam.amazonaws.com";

  private static final Set<String> NEW_USER_CREDENTIALS =
      Set.of("CreateUser", "CreateAccessKey", "CreateLoginProfile", "UpdateLoginProfile");

  private static final Set<String> NEW_SESSIONS =
      Set.of("GetFederationToken", "GetSessionToken", "AssumeRole");

  private static final Set<String> ISSUES =
      Set.of(
          "AssumeRole",
          "AssumeRoleWithSAML",
          "AssumeRoleWithWebIdentity",
          "GetSessionToken",
          "GetFederationToken");

  private static final Set<String> GRANTS =
      Set.of(
          "AttachUserPolicy",
          "AttachRolePolicy",
          "AttachGroupPolicy",
          "PutUserPolicy",
          "PutRolePolicy",
          "PutGroupPolicy",
          "CreatePolicyVersion",
          "UpdateAssumeRolePolicy",
          "AddUserToGroup");

  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

  private final String action;
  private final Principal caller;
  private final @Nullable String account;
  private final RecordView view;
  private final JsonNode request;
  private final Map<String, List<String>> fields = new LinkedHashMap<>();

  private AccessCall(
      String provider, String action, JsonNode record, Principal caller, @Nullable String account) {
    this.action = action;
    this.caller = caller;
    this.account = account;
    this.view = new RecordView(record, Map.of());
    this.request = record.path("requestParameters");
    if (provider.equals(IAM) && NEW_USER_CREDENTIALS.contains(action)) {
      readNewUserCredential();
    } else if (provider.equals("sts.amazonaws.com") && NEW_SESSIONS.contains(action)) {
      put("credential.id", texts("responseElements.credentials.accessKeyId"));
    } else {
      readCaller();
    }
    if (provider.equals("sts.amazonaws.com") && ISSUES.contains(action)) {
      readIssue(record);
    }
    if (provider.equals(IAM) && GRANTS.contains(action)) {
      readGrant();
    }
    if (provider.equals("ec2.amazonaws.com")) {
      readSnapshot();
    }
    if (provider.equals("s3.amazonaws.com")) {
      readBucket();
    }
  }

  /** Whether a call of that name hands out keys that others may use. */
  static boolean issuesKeys(String action) {
    return ISSUES.contains(action);
  }

  /**
   * @param account of the resource that the call is about
   */
  static Map<String, List<String>> fields(
      String provider, String action, JsonNode record, Principal caller, @Nullable String account) {
    return new AccessCall(provider, action, record, caller, account).fields;
  }

  private void readCaller() {
    List<String> ids = new ArrayList<>();
    if (caller.accessKeyId() != null) {
      ids.add(caller.accessKeyId());
    }
    if (caller.type().equals("IAMUser") && caller.name() != null) {
      ids.add("user/" + caller.name());
    }
    put("credential.id", ids);
  }

  private void readNewUserCredential() {
    Set<String> ids = new LinkedHashSet<>(texts("responseElements.accessKey.accessKeyId"));
    // Who makes a key for themselves need not say so; the answer does.
    texts("requestParameters.userName").forEach(name -> ids.add("user/" + name));
    texts("responseElements.accessKey.userName").forEach(name -> ids.add("user/" + name));
    put("credential.id", List.copyOf(ids));
  }

  private void readIssue(JsonNode record) {
    put(KeyAnswer.ISSUED_ID, texts("responseElements.credentials.accessKeyId"));
    for (String written : texts("responseElements.credentials.expiration")) {
      long expires = EventTime.parse(written);
      if (expires != RawLog.NO_TIME) {
        fields.put(KeyAnswer.EXPIRES, List.of(Instant.ofEpochMilli(expires).toString()));
      }
    }
    if (Json.nonEmpty(record.get("errorCode")) == null) {
      put(KeyAnswer.SHARED_ID, texts("sharedEventID"));
    }
  }

  private void readGrant() {
    List<String> named = new ArrayList<>(texts("requestParameters.userName"));
    named.addAll(texts("requestParameters.roleName"));
    put("iam.grantee", named.isEmpty() && caller.name() != null ? List.of(caller.name()) : named);
    if (!action.equals("UpdateAssumeRolePolicy")) {
      texts("requestParameters.policyDocument").forEach(this::readPolicy);
    }
  }

  private void readPolicy(String document) {
    JsonNode policy;
    try {
      policy = Json.parse(document.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // A text that is no policy allows nothing that anybody could name.
      return;
    }
    Set<String> allowed = new LinkedHashSet<>();
    for (JsonNode statement : elements(policy.path("Statement"))) {
      if ("Allow".equals(Json.text(statement.get("Effect")))) {
        elements(statement.path("Action")).forEach(node -> add(node, allowed));
        if (statement.has("NotAction") && !namesEc2(statement.get("NotAction"))) {
          // Everything but a few actions of other services.
          allowed.add("*");
        }
      }
    }
    put("iam.allowed_action", List.copyOf(allowed));
  }

  private static boolean namesEc2(JsonNode actions) {
    for (JsonNode action : elements(actions)) {
      String text = Json.text(action);
      if (text != null && (text.equals("*") || text.toLowerCase(Locale.ROOT).startsWith("ec2:"))) {
        return true;
      }
    }
    return false;
  }

  private void readSnapshot() {
    if (action.equals("CreateSnapshot")) {
      put("snapshot.id", texts("responseElements.snapshotId"));
    } else if (action.equals("ModifySnapshotAttribute")) {
      put("snapshot.id", texts("requestParameters.snapshotId"));
      String added = "requestParameters.createVolumePermission.add.items.";
      List<String> foreign = new ArrayList<>(texts(added + "userId"));
      // The only group there is has everybody in it.
      texts(added + "group").forEach(everybody -> foreign.add("*"));
      putForeign(foreign);
    }
  }

  private void readBucket() {
    Set<String> foreign = new LinkedHashSet<>();
    switch (action) {
      case "PutBucketPolicy" -> {
        for (JsonNode statement : elements(request.path("bucketPolicy").path("Statement"))) {
          if ("Allow".equals(Json.text(statement.get("Effect")))) {
            JsonNode principal = statement.path("Principal");
            elements(principal.isObject() ? principal.path("AWS") : principal)
                .forEach(node -> add(node, foreign));
          }
        }
      }
      case "PutBucketReplication" ->
          foreign.addAll(
              texts("requestParameters.ReplicationConfiguration.Rule.Destination.Account"));
      default -> {
        // Other calls open a bucket to nobody.
      }
    }
    putForeign(foreign);
  }

  private void putForeign(Collection<String> principals) {
    put(
        "policy.foreign_account",
        principals.stream().map(AccessCall::accountIn).filter(it -> !it.equals(account)).toList());
  }

  /** The account in an ARN, a bare account, or {@code *}. */
  private static String accountIn(String principal) {
    Matcher matcher = ACCOUNT.matcher(principal);
    return matcher.find() ? matcher.group() : principal;
  }

  private static Iterable<JsonNode> elements(JsonNode node) {
    return node.isArray() ? node : List.of(node);
  }

  private static void add(JsonNode node, Set<String> texts) {
    String text = Json.nonEmpty(node);
    if (text != null) {
      texts.add(text);
    }
  }

  private List<String> texts(String path) {
    return view.values(path).stream().filter(text -> text != null && !text.isEmpty()).toList();
  }

  private void put(String field, List<String> values) {
    if (!values.isEmpty()) {
      fields.put(field, values);
    }
  }
}

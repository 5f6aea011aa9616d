package dev.mirrorwatch.udfs.format.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.format.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who can act from now on through a call: the service account whose key was made or whose token was
 * handed out, and members that a policy newly names.
 *
 * <p>{@code credential.id} has the e-mail address of the account or member in such a call, and of
 * the caller in every other one, so that "made, then used" is a group-by. {@code iam.grantee} and
 * {@code iam.role} are those that a changed policy adds.
 */
final class GcpAccessCall {

  /** Calls of IAM and IAM Credentials that hand out a way to act as a service account. */
  private static final Set<String> HANDING_OUT =
      Set.of(
          "createserviceaccountkey",
          "uploadserviceaccountkey",
          "generateaccesstoken",
          "generateidtoken",
          "signjwt",
          "signblob");

  private static final Pattern SERVICE_ACCOUNT = Pattern.compile("serviceAccounts/([^/]+@[^/]+)");

  private GcpAccessCall() {}

  /**
   * @param method in the form of {@link GcpNames#method}
   * @param entry the whole LogEntry
   */
  static Map<String, List<String>> fields(String method, JsonNode entry, Principal caller) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    String verb = method.substring(method.lastIndexOf('.') + 1);
    Set<String> credentials = new LinkedHashSet<>();
    if (HANDING_OUT.contains(verb)) {
      add(credentials, serviceAccount(entry));
    } else if (verb.equals("setiampolicy")) {
      add(credentials, serviceAccount(entry));
      readGrants(entry.path("protoPayload"), fields);
      credentials.addAll(fields.getOrDefault("iam.grantee", List.of()));
    } else {
      credentials.add(caller.id());
    }
    if (!credentials.isEmpty()) {
      fields.put("credential.id", List.copyOf(credentials));
    }
    return fields;
  }

  /** The monitored resource names the account by address, whatever the call used. */
  private static @Nullable String serviceAccount(JsonNode entry) {
    String label = Json.nonEmpty(entry.path("resource").path("labels").get("email_id"));
    if (label != null) {
      return label.toLowerCase(Locale.ROOT);
    }
    JsonNode payload = entry.path("protoPayload");
    for (JsonNode named :
        List.of(payload.path("resourceName"), payload.path("request").path("name"))) {
      Matcher account = SERVICE_ACCOUNT.matcher(Json.text(named) == null ? "" : Json.text(named));
      if (account.find()) {
        return account.group(1).toLowerCase(Locale.ROOT);
      }
    }
    return null;
  }

  private static void readGrants(JsonNode payload, Map<String, List<String>> fields) {
    List<String> members = new ArrayList<>();
    List<String> roles = new ArrayList<>();
    JsonNode deltas = payload.path("serviceData").path("policyDelta").path("bindingDeltas");
    for (JsonNode delta : deltas) {
      String member = Json.nonEmpty(delta.get("member"));
      if ("ADD".equals(Json.text(delta.get("action"))) && member != null) {
        members.add(member.substring(member.indexOf(':') + 1).toLowerCase(Locale.ROOT));
        String role = Json.nonEmpty(delta.get("role"));
        roles.add(role == null ? "" : role);
      }
    }
    if (!members.isEmpty()) {
      fields.put("iam.grantee", members);
      fields.put("iam.role", roles);
    }
  }

  private static void add(Set<String> credentials, @Nullable String account) {
    if (account != null) {
      credentials.add(account);
    }
  }
}

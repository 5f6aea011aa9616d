package dev.mirrorwatch.udfs.format.gcp;

import static dev.mirrorwatch.udfs.format.Json.nonEmpty;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.mirrorwatch.udfs.event.Principal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who made a call, by the {@code authenticationInfo} of Google's AuditLog (audit_log.proto).
 *
 * <p>The subject names first and third parties, the e-mail address only first ones, and it may be
 * redacted or empty. {@code user:} and {@code serviceAccount:} before an address are left out, so
 * that records with and without a subject name the same caller. Where a service account was
 * impersonated, the delegation chain begins with who did it: that is the origin. Kubernetes names
 * its own users {@code system:…}; they are the cluster's, not people.
 */
final class GcpIdentity {

  static final String SERVICE_ACCOUNT = "serviceAccount";
  private static final String USER = "user";
  private static final String UNKNOWN = "Unknown";

  private static final Pattern PREFIX =
      Pattern.compile("(?:user|serviceAccount|deleted|group):(.+@.+)");
  private static final Pattern SERVICE_ACCOUNT_PROJECT =
      Pattern.compile(".+@([^.]+)\\.iam\\.gserviceaccount\\.com");
  private static final Pattern KEY_OWNER = Pattern.compile("serviceAccounts/([^/]+)/keys/");

  private GcpIdentity() {}

  /**
   * In: the {@code authenticationInfo}, possibly absent or empty. Out: the caller as far as it
   * tells; never {@code null}.
   *
   * @param project where nothing names the caller, all such calls in one project are one caller's
   */
  static Principal of(JsonNode info, @Nullable String project) {
    String key = nonEmpty(info.get("serviceAccountKeyName"));
    String named = party(info);
    String own = named == null ? keyOwner(key) : named;
    String id = own == null ? "unknown@" + project : own;
    String first = firstDelegate(info.path("serviceAccountDelegationInfo"));
    String origin = first == null ? id : first;
    return new Principal(
        id,
        own == null ? UNKNOWN : type(id),
        null,
        own,
        origin,
        type(origin).equals(USER) ? origin : null,
        key,
        false,
        serviceAccountProject(id),
        nonEmpty(info.get("principalSubject")),
        null,
        null);
  }

  /** Whether a record says who called, be it in any way. */
  static boolean isNamed(JsonNode info) {
    return party(info) != null;
  }

  private static @Nullable String firstDelegate(JsonNode chain) {
    for (JsonNode link : chain) {
      String party = party(link);
      if (party != null) {
        return party;
      }
    }
    return null;
  }

  /** The caller or a link of the chain: both have a subject, a first or a third party. */
  private static @Nullable String party(JsonNode info) {
    String subject = nonEmpty(info.get("principalSubject"));
    if (subject != null) {
      return canonical(subject);
    }
    String email = nonEmpty(info.get("principalEmail"));
    if (email == null) {
      email = nonEmpty(info.path("firstPartyPrincipal").get("principalEmail"));
    }
    if (email != null && !email.toLowerCase(Locale.ROOT).contains("redacted")) {
      return canonical(email);
    }
    JsonNode claims = info.path("thirdPartyPrincipal").path("thirdPartyClaims");
    String claimed = nonEmpty(claims.get("email"));
    return claimed == null ? nonEmpty(claims.get("sub")) : claimed;
  }

  private static String canonical(String subject) {
    Matcher prefixed = PREFIX.matcher(subject);
    String plain = prefixed.matches() ? prefixed.group(1) : subject;
    return plain.contains("@") && !plain.contains("://") ? plain.toLowerCase(Locale.ROOT) : plain;
  }

  private static String type(String id) {
    if (id.startsWith("principal://") || id.startsWith("principalSet://")) {
      return "federated";
    }
    if (id.startsWith("system:")) {
      return id.startsWith("system:serviceaccount:")
          ? "kubernetesServiceAccount"
          : "kubernetesUser";
    }
    if (id.endsWith("gserviceaccount.com")) {
      return SERVICE_ACCOUNT;
    }
    return id.contains("@") && !id.startsWith("unknown@") ? USER : UNKNOWN;
  }

  private static @Nullable String keyOwner(@Nullable String keyName) {
    Matcher owner = KEY_OWNER.matcher(keyName == null ? "" : keyName);
    return owner.find() ? canonical(owner.group(1)) : null;
  }

  private static @Nullable String serviceAccountProject(String id) {
    Matcher matcher = SERVICE_ACCOUNT_PROJECT.matcher(id);
    return matcher.matches() ? matcher.group(1) : null;
  }
}

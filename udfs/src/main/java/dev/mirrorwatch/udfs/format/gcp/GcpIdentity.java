package dev.mirrorwatch.udfs.format.gcp;

import static dev.mirrorwatch.udfs.format.Json.nonEmpty;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.mirrorwatch.udfs.event.Principal;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who made a call, by the {@code authenticationInfo} of Google's AuditLog (audit_log.proto).
 *
 * <p>The subject names first and third parties, the e-mail address only first ones, and it may be
 * redacted or empty. {@code user:} and {@code serviceAccount:} before an address are left out, so
 * that records with and without a subject name the same caller. Where a service account was
 * impersonated, the delegation chain begins with who did it: that is the origin. Kubernetes names
 * its own users {@code system:…}; they are the cluster's, not people.
 *
 * <p>An address that an identity provider outside of Google vouches for is claimed. It names a
 * person, but neither a subject nor an origin: who keeps the provider may give any address to
 * anybody, also one of a Google account.
 */
final class GcpIdentity {

  /** Where it looks in the {@code authenticationInfo}. */
  static final Set<String> PATHS =
      Set.of(
          "serviceAccountKeyName",
          "serviceAccountDelegationInfo",
          "principalSubject",
          "principalEmail",
          "firstPartyPrincipal.principalEmail",
          "thirdPartyPrincipal.thirdPartyClaims.email",
          "thirdPartyPrincipal.thirdPartyClaims.sub");

  static final String SERVICE_ACCOUNT = "serviceAccount";
  private static final String USER = "user";
  private static final String UNKNOWN = "Unknown";
  private static final String FEDERATED = "federated";

  /** What may stand before an address and a colon. */
  private static final Set<String> KINDS = Set.of("user", "serviceAccount", "deleted", "group");

  private static final String POOLED = "principal://";
  private static final Pattern SERVICE_ACCOUNT_PROJECT =
      Pattern.compile(".+@([^.]+)\\.iam\\.gserviceaccount\\.com");
  private static final String OF_PROJECT = ".iam.gserviceaccount.com";

  /** Of a workforce or workload identity pool: {@code …Pools/<pool>/subject/<subject>}. */
  private static final Pattern SUBJECT = Pattern.compile(POOLED + ".+/subject/([^/]+@[^/]+)");

  private static final Pattern KEY_OWNER = Pattern.compile("serviceAccounts/([^/]+)/keys/");

  private GcpIdentity() {}

  /**
   * The caller, or a link of the chain before.
   *
   * @param claimed address that only an identity provider outside of Google vouches for
   */
  private record Party(String id, @Nullable String claimed) {

    @Nullable String human() {
      return claimed == null && type(id).equals(USER) ? id : claimed;
    }
  }

  /**
   * In: the {@code authenticationInfo}, possibly absent or empty. Out: the caller as far as it
   * tells; never {@code null}.
   *
   * @param project where nothing names the caller, all such calls in one project are one caller's
   */
  static Principal of(JsonNode info, @Nullable String project) {
    String key = nonEmpty(info.get("serviceAccountKeyName"));
    Party named = party(info);
    String own = named == null ? keyOwner(key) : named.id;
    String id = own == null ? "unknown@" + project : own;
    Party caller = named == null ? new Party(id, null) : named;
    Party first = firstDelegate(info.path("serviceAccountDelegationInfo"));
    Party origin = first == null ? caller : first;
    return new Principal(
        id,
        own == null ? UNKNOWN : type(id),
        null,
        own,
        origin.id,
        origin.human(),
        key,
        origin.claimed != null,
        serviceAccountProject(id),
        nonEmpty(info.get("principalSubject")),
        null,
        null);
  }

  /** Whether a record says who called, be it in any way. */
  static boolean isNamed(JsonNode info) {
    return party(info) != null;
  }

  private static @Nullable Party firstDelegate(JsonNode chain) {
    for (JsonNode link : chain) {
      Party party = party(link);
      if (party != null) {
        return party;
      }
    }
    return null;
  }

  /** Both the caller and a link of the chain have a subject, a first or a third party. */
  private static @Nullable Party party(JsonNode info) {
    String subject = nonEmpty(info.get("principalSubject"));
    if (subject != null) {
      return new Party(canonical(subject), federated(subject));
    }
    String email = nonEmpty(info.get("principalEmail"));
    if (email == null) {
      email = nonEmpty(info.path("firstPartyPrincipal").get("principalEmail"));
    }
    if (email != null && !email.toLowerCase(Locale.ROOT).contains("redacted")) {
      return new Party(canonical(email), null);
    }
    JsonNode claims = info.path("thirdPartyPrincipal").path("thirdPartyClaims");
    String claimed = nonEmpty(claims.get("email"));
    String name = claimed == null ? nonEmpty(claims.get("sub")) : claimed;
    if (name == null || !name.contains("@")) {
      return name == null ? null : new Party(name, null);
    }
    String address = name.toLowerCase(Locale.ROOT);
    return new Party(FEDERATED + "|" + address, address);
  }

  /** The address that a pool's provider vouches for, or {@code null}. */
  private static @Nullable String federated(String subject) {
    if (!subject.startsWith(POOLED)) {
      return null;
    }
    Matcher federated = SUBJECT.matcher(subject);
    return federated.matches() ? federated.group(1).toLowerCase(Locale.ROOT) : null;
  }

  private static String canonical(String subject) {
    int colon = subject.indexOf(':');
    int at = colon < 0 ? -1 : subject.indexOf('@', colon + 2);
    boolean isPrefixed =
        at > 0 && at + 1 < subject.length() && KINDS.contains(subject.substring(0, colon));
    String plain = isPrefixed ? subject.substring(colon + 1) : subject;
    return plain.contains("@") && !plain.contains("://") ? plain.toLowerCase(Locale.ROOT) : plain;
  }

  private static String type(String id) {
    if (id.startsWith(POOLED)
        || id.startsWith("principalSet://")
        || id.startsWith(FEDERATED + "|")) {
      return FEDERATED;
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
    if (keyName == null) {
      return null;
    }
    Matcher owner = KEY_OWNER.matcher(keyName);
    return owner.find() ? canonical(owner.group(1)) : null;
  }

  private static @Nullable String serviceAccountProject(String id) {
    if (!id.endsWith(OF_PROJECT)) {
      return null;
    }
    Matcher matcher = SERVICE_ACCOUNT_PROJECT.matcher(id);
    return matcher.matches() ? matcher.group(1) : null;
  }
}

package dev.mirrorwatch.udfs.format.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.format.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who made a call, of the claims of its token.
 *
 * <p>The anchor is tenant and object id, {@code tenant|oid}: names and managed identities' resource
 * ids change. Without an object id it is the principal of the role assignment that allowed the
 * call, then the caller as the record names it. All ids are in lower case; an object id of 32
 * digits gets its dashes. A person is known by the user principal name, and is the origin, as in
 * other clouds. Where only the claim {@code email} names one, the name is claimed: users can set
 * that address themselves, and it proves nothing.
 */
final class AzureIdentity {

  private static final String MICROSOFT = "http://schemas.microsoft.com/identity/claims/";
  private static final String SOAP = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

  /** A claim's names, the longer one of version 1 tokens first. */
  private static final List<String> TENANT = List.of(MICROSOFT + "tenantid", "tid");

  private static final List<String> OBJECT = List.of(MICROSOFT + "objectidentifier", "oid");
  private static final List<String> APP = List.of("appid", "azp");
  private static final List<String> MANAGED = List.of("xms_mirid");
  private static final List<String> UPN = List.of(SOAP + "upn", "upn");
  private static final List<String> EMAIL = List.of(SOAP + "emailaddress", "email");
  private static final List<String> NAME = List.of(SOAP + "name", "name");
  private static final List<String> TOKEN = List.of("uti");
  private static final List<String> METHODS =
      List.of("http://schemas.microsoft.com/claims/authnmethodsreferences", "amr");

  private static final List<List<String>> CLAIMS =
      List.of(TENANT, OBJECT, APP, MANAGED, UPN, EMAIL, NAME, TOKEN, METHODS);

  /** Of the role assignment that allowed the call. */
  private static final String PRINCIPAL = "principalId";

  private static final String PRINCIPAL_TYPE = "principalType";

  private static final Pattern BARE_GUID = Pattern.compile("[0-9a-f]{32}");

  private AzureIdentity() {}

  /** Where it looks in a record. */
  static Set<String> paths() {
    Set<String> paths = new HashSet<>();
    for (String claims : spelled("claims")) {
      CLAIMS.forEach(names -> names.forEach(name -> paths.add(claims + "." + name)));
    }
    for (String evidence : spelled("authorization", "evidence")) {
      paths.add(evidence + "." + PRINCIPAL);
      paths.add(evidence + "." + PRINCIPAL_TYPE);
    }
    return paths;
  }

  /** Of the caller, whom some shapes have in an object of its own. */
  private static Set<String> spelled(String... path) {
    Set<String> paths = new HashSet<>(ActivityRecord.spelled(path));
    for (String identity : ActivityRecord.spelled("identity")) {
      ActivityRecord.spelled(path).forEach(inner -> paths.add(identity + "." + inner));
    }
    return paths;
  }

  /**
   * @param place what stands for the caller's account where nothing else is known of the caller
   */
  static Principal of(ActivityRecord record, @Nullable String place) {
    JsonNode claims = claims(record);
    JsonNode evidence = evidence(record);
    String tenant = lower(claim(claims, TENANT));
    String caller = caller(record);
    String objectId =
        firstOf(guid(claim(claims, OBJECT)), guid(Json.nonEmpty(evidence.get(PRINCIPAL))));
    String appId = lower(claim(claims, APP));
    String managed = claim(claims, MANAGED);
    String upn = upn(claims, caller);
    String email = stripped(claim(claims, EMAIL));
    boolean claimed = upn == null && email != null;
    String human = lower(firstOf(upn, email));
    String name = firstOf(upn, email, stripped(claim(claims, NAME)), caller, appId);
    String type = type(evidence, managed, human, appId);
    String id = objectId == null ? lower(caller) : objectId;
    if (id == null) {
      id = place == null ? "unknown" : "unknown@" + place;
    } else if (objectId != null && tenant != null) {
      id = tenant + "|" + objectId;
    }
    return new Principal(
        id,
        type,
        claim(claims, TOKEN),
        name,
        human == null || claimed ? id : human,
        human,
        appId,
        claimed,
        tenant,
        objectId,
        secondFactor(claims),
        null);
  }

  /** The person's name as written, claimed or not, or {@code null} where no person called. */
  static @Nullable String person(ActivityRecord record) {
    JsonNode claims = claims(record);
    return firstOf(upn(claims, caller(record)), stripped(claim(claims, EMAIL)));
  }

  private static JsonNode claims(ActivityRecord record) {
    JsonNode claims = record.at("identity", "claims");
    return claims.isMissingNode() ? record.at("claims") : claims;
  }

  private static JsonNode evidence(ActivityRecord record) {
    JsonNode evidence = record.at("identity", "authorization", "evidence");
    return evidence.isMissingNode() ? record.at("authorization", "evidence") : evidence;
  }

  /** Some services write a name where others write an object. */
  private static @Nullable String caller(ActivityRecord record) {
    String caller = record.text("caller");
    JsonNode identity = record.at("identity");
    return caller == null && identity.isTextual() ? stripped(identity.asText()) : caller;
  }

  private static @Nullable String upn(JsonNode claims, @Nullable String caller) {
    String upn = stripped(claim(claims, UPN));
    if (upn == null && caller != null && caller.indexOf('@') > 0) {
      upn = caller;
    }
    return upn;
  }

  private static String type(
      JsonNode evidence, @Nullable String managed, @Nullable String human, @Nullable String app) {
    String stated = Json.nonEmpty(evidence.get(PRINCIPAL_TYPE));
    if (managed != null) {
      return "ManagedIdentity";
    }
    // The assignment that allowed a person's call may be a group's.
    if (human != null) {
      return "User";
    }
    if (stated != null) {
      return stated;
    }
    return app == null ? "Unknown" : "ServicePrincipal";
  }

  /** Whether the methods of the sign-in name a second factor; {@code null} if there are none. */
  private static @Nullable Boolean secondFactor(JsonNode claims) {
    String methods = claim(claims, METHODS);
    return methods == null ? null : methods.toLowerCase(Locale.ROOT).contains("mfa");
  }

  private static @Nullable String claim(JsonNode claims, List<String> names) {
    for (String name : names) {
      String value = Json.nonEmpty(claims.get(name));
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable String guid(@Nullable String text) {
    String id = lower(text);
    if (id == null || !BARE_GUID.matcher(id).matches()) {
      return id;
    }
    return String.join(
        "-",
        id.substring(0, 8),
        id.substring(8, 12),
        id.substring(12, 16),
        id.substring(16, 20),
        id.substring(20));
  }

  private static @Nullable String lower(@Nullable String text) {
    String stripped = stripped(text);
    return stripped == null ? null : stripped.toLowerCase(Locale.ROOT);
  }

  private static @Nullable String stripped(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static @Nullable String firstOf(@Nullable String... candidates) {
    for (String candidate : candidates) {
      if (candidate != null) {
        return candidate;
      }
    }
    return null;
  }
}

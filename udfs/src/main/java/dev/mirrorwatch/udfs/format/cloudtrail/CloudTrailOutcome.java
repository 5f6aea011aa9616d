package dev.mirrorwatch.udfs.format.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.format.Json;
import java.util.Set;

/**
 * What became of a call, by CloudTrail's {@code errorCode}, {@code errorMessage} and, for sign-ins,
 * {@code responseElements}.
 */
final class CloudTrailOutcome {

  /** What is read of a record. */
  static final Set<String> PATHS =
      Set.of("errorCode", "errorMessage", "eventSource", "responseElements.*");

  /** EC2 says how a call would have ended if it had not been a trial. */
  private static final String DRY_RUN = "DryRunOperation";

  /** The services' words for "you may not"; any other code is a plain failure. */
  private static final Set<String> DENIED =
      Set.of(
          "UnauthorizedOperation",
          "UnauthorizedAccess",
          "UnauthorizedException",
          "AccessDenied",
          "AccessDeniedException",
          "VpceAccessDenied",
          "AuthFailure",
          "AuthorizationError",
          "AuthorizationErrorException",
          "NotAuthorized",
          "NotAuthorizedException",
          "Forbidden",
          "ForbiddenException");

  private CloudTrailOutcome() {}

  static Outcome of(JsonNode record) {
    String code = Json.nonEmpty(record.get("errorCode"));
    if (code != null) {
      String bare = withoutSide(code);
      if (bare.equals(DRY_RUN)) {
        return Outcome.DRY_RUN;
      }
      return DENIED.contains(bare) ? Outcome.DENIED : Outcome.FAILURE;
    }
    boolean failed = Json.nonEmpty(record.get("errorMessage")) != null || isFailedSignIn(record);
    return failed ? Outcome.FAILURE : Outcome.SUCCESS;
  }

  /** EC2 prefixes its codes with the side at fault. */
  private static String withoutSide(String code) {
    for (String side : new String[] {"Client.", "Server."}) {
      if (code.startsWith(side)) {
        return code.substring(side.length());
      }
    }
    return code;
  }

  /**
   * Some versions report a failed sign-in in the answer only: {@code "ConsoleLogin": "Failure"}.
   */
  private static boolean isFailedSignIn(JsonNode record) {
    String provider = Json.text(record.get("eventSource"));
    if (!"signin.amazonaws.com".equals(provider)) {
      return false;
    }
    for (JsonNode answer : record.path("responseElements")) {
      if ("Failure".equals(Json.text(answer))) {
        return true;
      }
    }
    return false;
  }
}

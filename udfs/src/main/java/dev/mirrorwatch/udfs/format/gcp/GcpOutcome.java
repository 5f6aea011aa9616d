package dev.mirrorwatch.udfs.format.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.format.Json;
import org.jspecify.annotations.Nullable;

/**
 * What became of a call, by the {@code status} of the AuditLog (google.rpc.Code): absent, empty or
 * 0 is success, 7 PERMISSION_DENIED, all else a failure. Without a code, a permission that was
 * expressly not granted denies the call, however many were asked for; one that says nothing does
 * not, for JSON leaves out what is false as well as what is unknown.
 */
final class GcpOutcome {

  private static final String OK = "0";
  private static final String PERMISSION_DENIED = "7";

  private GcpOutcome() {}

  static Outcome of(JsonNode payload) {
    String code = code(payload);
    if (code == null) {
      return isRefused(payload.path("authorizationInfo")) ? Outcome.DENIED : Outcome.SUCCESS;
    }
    return switch (code) {
      case OK -> Outcome.SUCCESS;
      case PERMISSION_DENIED -> Outcome.DENIED;
      default -> Outcome.FAILURE;
    };
  }

  /** The status code, also where it is 0; {@code null} where there is none. */
  static @Nullable String code(JsonNode payload) {
    return Json.nonEmpty(payload.path("status").get("code"));
  }

  private static boolean isRefused(JsonNode permissions) {
    for (JsonNode permission : permissions) {
      if ("false".equals(Json.text(permission.get("granted")))) {
        return true;
      }
    }
    return false;
  }
}

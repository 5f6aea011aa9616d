package dev.mirrorwatch.udfs.format.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.Part.Role;
import dev.mirrorwatch.udfs.format.Json;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of a call, and which record of it tells.
 *
 * <p>Diagnostic settings write {@code Start}, {@code Accept}, {@code Success}, {@code Failure},
 * others {@code Started}, {@code Accepted}, {@code Succeeded}, {@code Failed}, {@code Canceled}.
 * The first two are no outcome: the call may fail yet. A failure for lack of permission is a
 * denial: ARM answers {@code 403 Forbidden} and names it {@code AuthorizationFailed}.
 *
 * @param role {@code null} for a record that is no part of a call, such as a health event
 * @param errorCode ARM's code, or the status code's name; {@code null} where nothing failed
 */
record ActivityOutcome(Outcome outcome, @Nullable Role role, @Nullable String errorCode) {

  private static final Set<String> STARTED = Set.of("start", "started");
  private static final Set<String> GOES_ON = Set.of("accept", "accepted", "in progress");
  private static final Set<String> SUCCEEDED = Set.of("success", "succeeded");
  private static final Set<String> FAILED = Set.of("failure", "failed", "canceled", "cancelled");
  private static final Set<String> DENIALS =
      Set.of("authorizationfailed", "linkedauthorizationfailed", "forbidden", "403");

  static ActivityOutcome of(ActivityRecord record) {
    String status = status(record);
    if (STARTED.contains(status)) {
      return new ActivityOutcome(Outcome.UNKNOWN, Role.FIRST, null);
    }
    if (GOES_ON.contains(status)) {
      return new ActivityOutcome(Outcome.UNKNOWN, Role.FURTHER, null);
    }
    if (SUCCEEDED.contains(status)) {
      return new ActivityOutcome(Outcome.SUCCESS, Role.LAST, null);
    }
    if (!FAILED.contains(status)) {
      return new ActivityOutcome(Outcome.UNKNOWN, null, null);
    }
    String code = errorCode(record);
    boolean denied =
        isDenial(code)
            || isDenial(Json.text(record.at("properties", "statusCode")))
            || isDenial(signature(record, 1));
    return new ActivityOutcome(denied ? Outcome.DENIED : Outcome.FAILURE, Role.LAST, code);
  }

  private static String status(ActivityRecord record) {
    String status =
        record.firstText("resultType", "activityStatusValue", "activityStatus", "status");
    status = status == null ? signature(record, 0) : status;
    return status == null ? "" : status.toLowerCase(Locale.ROOT);
  }

  /** {@code resultSignature} is status and sub-status, such as {@code Failed.Forbidden}. */
  private static @Nullable String signature(ActivityRecord record, int part) {
    String signature = record.text("resultSignature");
    String[] parts = signature == null ? new String[0] : signature.split("\\.", -1);
    return part < parts.length && !parts[part].isEmpty() ? parts[part] : null;
  }

  private static boolean isDenial(@Nullable String code) {
    return code != null && DENIALS.contains(code.toLowerCase(Locale.ROOT));
  }

  private static @Nullable String errorCode(ActivityRecord record) {
    JsonNode error = record.at("properties", "statusMessage", "error", "code");
    String code = Json.nonEmpty(error);
    if (code == null) {
      code = Json.nonEmpty(record.at("properties", "statusCode"));
    }
    if (code == null) {
      code = signature(record, 1);
    }
    if (code == null) {
      code = record.firstText("subStatus", "activitySubstatusValue");
    }
    return code;
  }
}

package dev.mirrorwatch.testdata;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Builders of Azure Activity Log records as a diagnostic setting sends them to an event hub: names
 * in upper case, no caller, and several records for one operation.
 */
final class AzureActivityRecords {
  private static final String CLAIMS = "http://schemas.microsoft.com/identity/claims/";
  private static final String TENANT = "7f2c1c7e-3d0e-4a5e-9d55-0c6a1f7f0a11";

  private AzureActivityRecords() {}

  /**
   * One operation on one resource.
   *
   * @param person local part of the user principal name
   * @param operation in its documented spelling
   * @param resource path below the subscription
   * @param correlation shared by the records of the operation
   * @param body the request, or {@code null}
   */
  record Operation(
      String subscription,
      String person,
      String operation,
      String resource,
      String correlation,
      JsonObject body) {

    /** The resource's id as the record has it. */
    String resourceId() {
      return ("/subscriptions/" + subscription + resource).toUpperCase(Locale.ROOT);
    }

    /** Begun, accepted and done, in a few seconds. */
    List<String> records(Instant time) {
      return List.of(
          record(time, "Start", "Started."),
          record(time.plusMillis(700), "Accept", "Accepted.Created"),
          record(time.plus(Duration.ofSeconds(2)), "Success", "Succeeded."));
    }

    /** The record of one stage. */
    String record(Instant time, String result, String signature) {
      JsonObject claims =
          JsonObject.object()
              .put(CLAIMS + "objectidentifier", Dice.of(person).uuid())
              .put(CLAIMS + "tenantid", TENANT)
              .put("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", upn());
      JsonObject properties = JsonObject.object().put("statusCode", "OK");
      if (body != null) {
        properties.put("requestbody", body.toString());
      }
      return JsonObject.object()
          .put("time", time.toString())
          .put("resourceId", resourceId())
          .put("operationName", operation.toUpperCase(Locale.ROOT))
          .put("category", "Administrative")
          .put("resultType", result)
          .put("resultSignature", signature)
          .put("callerIpAddress", "198.51.100." + Dice.of(person).between(1, 250))
          .put("correlationId", correlation)
          .put("identity", JsonObject.object().put("claims", claims))
          .put("level", "Information")
          .put("properties", properties)
          .toString();
    }

    String upn() {
      return person + "@example.com";
    }
  }
}

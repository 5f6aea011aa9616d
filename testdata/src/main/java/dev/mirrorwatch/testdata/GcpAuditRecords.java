package dev.mirrorwatch.testdata;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Builders of Google Cloud audit log entries; a long operation has a first and a last one. */
final class GcpAuditRecords {

  private GcpAuditRecords() {}

  /**
   * One call.
   *
   * @param person local part of the e-mail address
   * @param resource its name below the project
   * @param operation id of the long operation
   * @param request or {@code null}
   */
  record Call(
      String project,
      String person,
      String service,
      String method,
      String resource,
      String operation,
      JsonObject request) {

    String email() {
      return person + "@example.com";
    }

    /** Begun, with the request, and done, without it. */
    List<String> entries(Instant time) {
      return List.of(
          entry(time, "first", true), entry(time.plus(Duration.ofSeconds(4)), "last", false));
    }

    private String entry(Instant time, String place, boolean full) {
      JsonObject payload =
          JsonObject.object()
              .put("@type", "type.googleapis.com/google.cloud.audit.AuditLog")
              .put("serviceName", service)
              .put("methodName", method)
              .put("resourceName", "projects/" + project + "/" + resource)
              .put("authenticationInfo", JsonObject.object().put("principalEmail", email()));
      if (full) {
        payload.put(
            "requestMetadata",
            JsonObject.object()
                .put("callerIp", "203.0.113." + Dice.of(person).between(1, 250))
                .put("callerSuppliedUserAgent", "google-cloud-sdk gcloud/482.0.0"));
        payload.put("request", request);
      }
      return JsonObject.object()
          .put("logName", "projects/" + project + "/logs/cloudaudit.googleapis.com%2Factivity")
          .put("insertId", Dice.of(operation + place).hex(12))
          .put("timestamp", time.toString())
          .put(
              "resource",
              JsonObject.object()
                  .put("type", "gce_instance")
                  .put("labels", JsonObject.object().put("project_id", project)))
          .put(
              "operation",
              JsonObject.object().put("id", operation).put("producer", service).put(place, true))
          .put("protoPayload", payload)
          .toString();
    }
  }
}

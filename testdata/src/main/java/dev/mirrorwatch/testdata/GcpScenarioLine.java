package dev.mirrorwatch.testdata;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One call to Google Cloud in a scenario: the words of its line in, its LogEntries out. A call that
 * changes the network is a long operation: its first entry has the request, its last entry comes
 * nine seconds later, without request and caller's address. A denied call has a single entry.
 */
final class GcpScenarioLine {
  static final String PREFIX = "gcp:";

  private static final String PROJECT = "net-prod";
  private static final String REGION = "projects/" + PROJECT + "/regions/europe-west1/";
  private static final String URL = "https://www.googleapis.com/compute/v1/";
  private static final String GLOBAL = "projects/" + PROJECT + "/locations/global";
  private static final String ORGANIZATION = "organizations/123456789012/locations/global";
  private static final String SERVICE_ACCOUNT = "sa:";
  private static final Duration DURATION = Duration.ofSeconds(9);
  private static final Set<String> VALUES =
      Set.of("collector", "mirroring", "backend", "account", "by", "arrives");
  private static final Set<String> FLAGS =
      Set.of("failed", "denied", "twice", "reversed", "endless", "complete");

  private final String who;
  private final ScenarioWord call;
  private final String method;
  private final Map<String, String> marks = new HashMap<>();

  private GcpScenarioLine(String who, ScenarioWord call) {
    this.who = who;
    this.call = call;
    this.method = call.text().substring(PREFIX.length());
  }

  /**
   * Reads a line.
   *
   * @param scenario name of the scenario; with the number of the line it makes the ids
   * @param start time of offset zero
   */
  static List<Scenario.Delivery> read(String scenario, Instant start, List<ScenarioWord> words) {
    GcpScenarioLine line = new GcpScenarioLine(words.get(1).text(), words.get(2));
    for (ScenarioWord word : words.subList(3, words.size())) {
      line.readMark(word);
    }
    Instant time = start.plus(ScenarioLine.offset(words.get(0), words.get(0).text()));
    return line.deliveries(scenario + ":" + words.get(0).line(), time, words.get(0).line());
  }

  private void readMark(ScenarioWord word) {
    String[] pair = word.text().split("=", 2);
    boolean value = pair.length == 2 && !pair[1].isEmpty();
    if (value ? !VALUES.contains(pair[0]) : pair.length == 2 || !FLAGS.contains(pair[0])) {
      throw word.error("unknown id or mark '" + word.text() + "'");
    }
    if (pair[0].equals("arrives")) {
      ScenarioLine.delay(word, pair[1]);
    }
    marks.put(pair[0], value ? pair[1] : "");
  }

  private List<Scenario.Delivery> deliveries(String id, Instant time, int number) {
    List<Scenario.Delivery> entries = new ArrayList<>();
    if (!isLong() || marks.containsKey("denied")) {
      entries.add(delivery(id, time, null, number));
    } else {
      entries.add(delivery(id, time, "first", number));
      if (!marks.containsKey("endless")) {
        entries.add(delivery(id, time.plus(DURATION), "last", number));
      }
    }
    Duration delay =
        marks.containsKey("arrives")
            ? ScenarioLine.delay(call, marks.get("arrives"))
            : Duration.ZERO;
    Instant arrival = time.plus(DURATION).plus(delay);
    List<Scenario.Delivery> arriving = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      int place = marks.containsKey("reversed") ? entries.size() - 1 - i : i;
      Scenario.Delivery entry = entries.get(i);
      arriving.add(arriving(entry, arrival.plusMillis(place)));
      if (marks.containsKey("twice")) {
        arriving.add(arriving(entry, arrival.plusSeconds(60).plusMillis(place)));
      }
    }
    return arriving;
  }

  private static Scenario.Delivery arriving(Scenario.Delivery entry, Instant arrival) {
    return new Scenario.Delivery(
        entry.eventId(), entry.eventTime(), arrival, entry.line(), entry.json());
  }

  private boolean isLong() {
    return method.contains("compute.") || method.contains("networksecurity.");
  }

  /**
   * @param place {@code first} or {@code last} of an operation; {@code null} where there is none
   */
  private Scenario.Delivery delivery(String id, Instant time, String place, int number) {
    boolean bare = "last".equals(place) && !marks.containsKey("complete");
    JsonObject payload =
        JsonObject.object().put("@type", "type.googleapis.com/google.cloud.audit.AuditLog");
    if (marks.containsKey("denied")) {
      payload.put("status", JsonObject.object().put("code", 7).put("message", "denied"));
    } else if (marks.containsKey("failed") && "last".equals(place)) {
      payload.put("status", JsonObject.object().put("code", 3).put("message", "invalid"));
    }
    payload
        .put("authenticationInfo", caller())
        .put("serviceName", service())
        .put("methodName", method)
        .put("resourceName", resource());
    JsonObject request = JsonObject.object().put("@type", "type.googleapis.com/" + method);
    if (!bare) {
      fill(request);
      payload.put(
          "requestMetadata",
          JsonObject.object()
              .put("callerIp", "198.51.100.7")
              .put("callerSuppliedUserAgent", "google-cloud-sdk gcloud/550.0.0"));
    }
    payload.put("request", request);
    String entryId = id + (place == null ? "" : ":" + place);
    JsonObject labels = JsonObject.object().put("project_id", PROJECT);
    if (marks.containsKey("account")) {
      labels.put("email_id", email(SERVICE_ACCOUNT + marks.get("account")));
    }
    JsonObject entry =
        JsonObject.object()
            .put("protoPayload", payload)
            .put("insertId", entryId)
            .put("resource", JsonObject.object().put("type", "api").put("labels", labels))
            .put("timestamp", time.toString())
            .put("logName", "projects/" + PROJECT + "/logs/cloudaudit.googleapis.com%2Factivity");
    if (place != null) {
      entry.put(
          "operation",
          JsonObject.object()
              .put("id", "operation-" + id)
              .put("producer", service())
              .put(place, true));
    }
    return new Scenario.Delivery(entryId, time, time, number, entry.toString());
  }

  private JsonObject caller() {
    JsonObject caller = JsonObject.object().put("principalEmail", email(who));
    if (marks.containsKey("by")) {
      String origin = email(marks.get("by"));
      caller.putArray(
          "serviceAccountDelegationInfo",
          JsonObject.object()
              .put("firstPartyPrincipal", JsonObject.object().put("principalEmail", origin)));
    }
    return caller;
  }

  private static String email(String name) {
    return name.startsWith(SERVICE_ACCOUNT)
        ? name.substring(SERVICE_ACCOUNT.length()) + "@" + PROJECT + ".iam.gserviceaccount.com"
        : name + "@corp.example";
  }

  private String service() {
    if (method.contains("compute.")) {
      return "compute.googleapis.com";
    }
    return method.contains("networksecurity.")
        ? "networksecurity.googleapis.com"
        : "iam.googleapis.com";
  }

  private String collector() {
    return REGION + "forwardingRules/" + marks.getOrDefault("collector", "tap");
  }

  private String resource() {
    if (method.contains("packetMirrorings")) {
      return REGION + "packetMirrorings/" + marks.getOrDefault("mirroring", "copy");
    }
    if (method.contains("forwardingRules")) {
      return collector();
    }
    return method.contains("irewallPolicies")
        ? "projects/" + PROJECT + "/global/firewallPolicies/prod"
        : GLOBAL;
  }

  private void fill(JsonObject request) {
    String verb = method.substring(method.lastIndexOf('.') + 1);
    String deployments = GLOBAL + "/mirroringDeploymentGroups/taps";
    String endpoints = GLOBAL + "/mirroringEndpointGroups/taps";
    if (method.contains("packetMirrorings")) {
      request
          .put("collectorIlb", JsonObject.object().put("url", URL + collector()))
          .put(
              "mirroredResources",
              JsonObject.object()
                  .putArray(
                      "subnetworks",
                      JsonObject.object().put("url", URL + REGION + "subnetworks/db")))
          .put("enable", "TRUE");
      return;
    }
    switch (verb) {
      case "insert" ->
          request
              .put("isMirroringCollector", marks.containsKey("collector"))
              .put("backendService", URL + REGION + "backendServices/tap");
      case "setTarget" ->
          request.put(
              "target", URL + REGION + "backendServices/" + marks.getOrDefault("backend", "new"));
      case "CreateMirroringDeploymentGroup" ->
          request.put("parent", GLOBAL).put("mirroringDeploymentGroupId", "taps");
      case "CreateMirroringEndpointGroup" ->
          request
              .put("parent", GLOBAL)
              .put("mirroringEndpointGroupId", "taps")
              .put(
                  "mirroringEndpointGroup",
                  JsonObject.object().put("mirroringDeploymentGroup", deployments));
      case "CreateSecurityProfile" ->
          request
              .put("parent", ORGANIZATION)
              .put("securityProfileId", "copy")
              .put(
                  "securityProfile",
                  JsonObject.object()
                      .put("type", "CUSTOM_MIRRORING")
                      .put(
                          "customMirroringProfile",
                          JsonObject.object().put("mirroringEndpointGroup", endpoints)));
      case "addPacketMirroringRule" ->
          request
              .put("priority", 1000)
              .put("securityProfileGroup", "//x/" + ORGANIZATION + "/securityProfileGroups/copy");
      default -> {
        // The other calls are told by their name and resource.
      }
    }
  }
}

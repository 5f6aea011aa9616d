package dev.mirrorwatch.testdata;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * One call to Azure in a scenario: the words of its line in, the records of its operation out, as a
 * diagnostic setting writes them: {@code Start}, {@code Accept} a second later and {@code Success}
 * or {@code Failure} after twenty. A denied call has a single record.
 */
final class AzureScenarioLine {
  static final String PREFIX = "azure:";

  private static final String SUBSCRIPTION = "7e1a0000-5c1d-4b8e-9a57-3d2f6c4b8a01";
  private static final String TENANT = "c0ffee00-1111-4222-8333-444455556666";
  private static final String CLAIMS = "http://schemas.microsoft.com/identity/claims/";
  private static final String UPN = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";

  private final String who;
  private final String operation;
  private final ScenarioWord call;
  private final Map<String, String> marks = new HashMap<>();

  private AzureScenarioLine(String who, ScenarioWord call) {
    this.who = who;
    this.call = call;
    this.operation = call.text().substring(PREFIX.length());
  }

  /**
   * Reads a line.
   *
   * @param scenario name of the scenario; with the number of the line it makes the ids
   * @param start time of offset zero
   */
  static List<Scenario.Delivery> read(String scenario, Instant start, List<ScenarioWord> words) {
    AzureScenarioLine line = new AzureScenarioLine(words.get(1).text(), words.get(2));
    for (ScenarioWord word : words.subList(3, words.size())) {
      line.readMark(word);
    }
    Instant time = start.plus(ScenarioLine.offset(words.get(0), words.get(0).text()));
    int number = words.get(0).line();
    return line.deliveries(guid(scenario + ":" + number), time, number);
  }

  /** The id of a tap as alerts have it. */
  static String tap(String name) {
    return id("Microsoft.Network/virtualNetworkTaps/" + name).toLowerCase(Locale.ROOT);
  }

  /** The id of a packet capture as alerts have it. */
  static String capture(String name) {
    return id("Microsoft.Network/networkWatchers/watcher/packetCaptures/" + name)
        .toLowerCase(Locale.ROOT);
  }

  private void readMark(ScenarioWord word) {
    String[] pair = word.text().split("=", 2);
    switch (pair[0]) {
      case "tap", "interface", "capture", "grantee", "arrives" -> {
        if (pair.length < 2 || pair[1].isEmpty()) {
          throw word.error("'" + pair[0] + "=' has no value");
        }
        if (pair[0].equals("arrives")) {
          ScenarioLine.delay(word, pair[1]);
        }
      }
      case "failed", "denied", "twice", "reversed", "endless" -> {
        if (pair.length > 1) {
          throw word.error("'" + pair[0] + "' has no value");
        }
      }
      default -> throw word.error("unknown id or mark '" + word.text() + "'");
    }
    marks.put(pair[0], pair.length < 2 ? word.text() : pair[1]);
  }

  private List<Scenario.Delivery> deliveries(String correlation, Instant time, int number) {
    Duration delay =
        marks.containsKey("arrives")
            ? ScenarioLine.delay(call, marks.get("arrives"))
            : Duration.ZERO;
    List<Scenario.Delivery> deliveries = new ArrayList<>();
    boolean denied = marks.containsKey("denied");
    if (!denied) {
      deliveries.add(delivery(correlation, time, "Start", "Started.", number));
      deliveries.add(
          delivery(correlation, time.plusSeconds(1), "Accept", "Accepted.Accepted", number));
    }
    if (!marks.containsKey("endless")) {
      boolean fails = denied || marks.containsKey("failed");
      String signature = denied ? "Failed.Forbidden" : fails ? "Failed.Conflict" : "Succeeded.OK";
      deliveries.add(
          delivery(
              correlation, time.plusSeconds(20), fails ? "Failure" : "Success", signature, number));
    }
    Instant first = time.plus(delay);
    List<Scenario.Delivery> arriving = new ArrayList<>();
    for (int i = 0; i < deliveries.size(); i++) {
      int place = marks.containsKey("reversed") ? deliveries.size() - 1 - i : i;
      Scenario.Delivery record = deliveries.get(i);
      arriving.add(arriving(record, first.plusSeconds(20).plusMillis(place)));
      if (marks.containsKey("twice")) {
        arriving.add(arriving(record, first.plusSeconds(80).plusMillis(place)));
      }
    }
    return arriving;
  }

  private static Scenario.Delivery arriving(Scenario.Delivery record, Instant arrival) {
    return new Scenario.Delivery(
        record.eventId(), record.eventTime(), arrival, record.line(), record.json());
  }

  private Scenario.Delivery delivery(
      String correlation, Instant time, String type, String signature, int number) {
    String resource = resource();
    JsonObject claims =
        JsonObject.object()
            .put("appid", guid("application"))
            .put(CLAIMS + "objectidentifier", guid(who))
            .put(CLAIMS + "tenantid", TENANT)
            .put(UPN, who + "@corp.example")
            .put("uti", "token-" + who);
    JsonObject evidence =
        JsonObject.object()
            .put("role", "Network Contributor")
            .put("principalId", guid(who).replace("-", ""))
            .put("principalType", "User");
    JsonObject authorization =
        JsonObject.object()
            .put("scope", resource)
            .put("action", operation)
            .put("evidence", evidence);
    JsonObject properties =
        JsonObject.object().put("eventCategory", "Administrative").put("entity", resource);
    if (type.equals("Start")) {
      properties.put("requestbody", body().toString());
    } else if (type.equals("Success") && !operation.contains("tapConfigurations")) {
      properties.put("responseBody", body().toString());
    }
    JsonObject record =
        JsonObject.object()
            .put("time", time.toString())
            .put("resourceId", resource.toUpperCase(Locale.ROOT))
            .put("operationName", operation.toUpperCase(Locale.ROOT))
            .put("category", "Administrative")
            .put("resultType", type)
            .put("resultSignature", signature)
            .put("durationMs", "0")
            .put("callerIpAddress", "198.51.100.7")
            .put("correlationId", correlation)
            .put(
                "identity",
                JsonObject.object().put("authorization", authorization).put("claims", claims))
            .put("level", "Information")
            .put("location", "global")
            .put("properties", properties);
    return new Scenario.Delivery(correlation, time, time, number, record.toString());
  }

  private String resource() {
    String type = operation.substring(0, operation.lastIndexOf('/'));
    if (operation.endsWith("/action")) {
      type = type.substring(0, type.lastIndexOf('/'));
    }
    String nic = marks.getOrDefault("interface", "nic-1");
    return switch (type) {
      case "Microsoft.Network/virtualNetworkTaps" -> id(type + "/" + tapName());
      case "Microsoft.Network/networkInterfaces/tapConfigurations" ->
          id("Microsoft.Network/networkInterfaces/" + nic + "/tapConfigurations/copy");
      case "Microsoft.Network/networkWatchers/packetCaptures" ->
          id(
              "Microsoft.Network/networkWatchers/watcher/packetCaptures/"
                  + marks.getOrDefault("capture", "capture-1"));
      default -> id(type + "/one");
    };
  }

  private String tapName() {
    return marks.getOrDefault("tap", "tap-1");
  }

  private JsonObject body() {
    JsonObject properties = JsonObject.object();
    if (operation.contains("tapConfigurations")) {
      String id = id("Microsoft.Network/virtualNetworkTaps/" + tapName());
      properties.put("virtualNetworkTap", JsonObject.object().put("id", id));
    }
    if (marks.containsKey("grantee")) {
      properties.put("principalId", guid(marks.get("grantee")));
    }
    return JsonObject.object().put("properties", properties);
  }

  private static String id(String path) {
    return "/subscriptions/" + SUBSCRIPTION + "/resourceGroups/rg-net/providers/" + path;
  }

  private static String guid(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}

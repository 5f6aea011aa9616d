package dev.mirrorwatch.testdata;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The plan of one planting in Azure, in Google Cloud or on a network device. An event is known by
 * the id that its source gives it: correlation, operation, sequence number.
 */
final class OtherScript {
  private static final int LONGEST_DELAY_SECONDS = 60;

  private final String name;
  private final Dice dice;
  private final String person;
  private final String subscription = "0b1f0000-1c2d-4e3f-8a9b-000000000000";
  private final String project = "net-prod";
  private final String device;
  private final String tap;
  private final String collector;
  private final List<WorkloadRecord> deliveries = new ArrayList<>();
  private final List<ExpectedAlert> alerts = new ArrayList<>();
  private final List<String> evidence = new ArrayList<>();
  private Instant now;
  private Instant first;
  private Instant last;
  private long sequence;

  /**
   * @param number tells plantings of one workload apart
   */
  OtherScript(String name, Dice dice, int number, Instant start) {
    this.name = name;
    this.dice = dice;
    this.now = start;
    this.person = "admin-" + number + "-" + dice.hex(4);
    this.device = "core-" + number;
    this.tap = "tap-" + number;
    this.collector = "regions/europe-west1/forwardingRules/front-" + number;
    this.sequence = 1_000_000L + 1_000L * number;
  }

  List<WorkloadRecord> deliveries() {
    return deliveries;
  }

  List<ExpectedAlert> alerts() {
    return alerts;
  }

  // Azure.

  void makeTap() {
    azure(
        "Microsoft.Network/virtualNetworkTaps/write",
        tapResource(),
        JsonObject.object().put("location", "westeurope"));
  }

  void attachInterface(String nic) {
    azure(
        "Microsoft.Network/networkInterfaces/tapConfigurations/write",
        "/resourceGroups/net/providers/Microsoft.Network/networkInterfaces/"
            + nic
            + "/tapConfigurations/"
            + tap,
        JsonObject.object()
            .put(
                "properties",
                JsonObject.object()
                    .put(
                        "virtualNetworkTap",
                        JsonObject.object()
                            .put("id", "/subscriptions/" + subscription + tapResource()))));
  }

  private String tapResource() {
    return "/resourceGroups/net/providers/Microsoft.Network/virtualNetworkTaps/" + tap;
  }

  private void azure(String operation, String resource, JsonObject body) {
    String correlation = dice.uuid();
    deliver(
        correlation,
        new AzureActivityRecords.Operation(
                subscription, person, operation, resource, correlation, body)
            .records(now));
    happened(correlation, Duration.ofSeconds(2));
  }

  // Google Cloud.

  void makeCollector() {
    google(
        "v1.compute.forwardingRules.insert",
        collector,
        JsonObject.object()
            .put("name", collector.substring(collector.lastIndexOf('/') + 1))
            .put("isMirroringCollector", true));
  }

  void mirror(String api) {
    google(
        api + ".compute.packetMirrorings.insert",
        "regions/europe-west1/packetMirrorings/copy-" + dice.hex(6),
        JsonObject.object()
            .put(
                "collectorIlb",
                JsonObject.object()
                    .put(
                        "url",
                        "https://www.googleapis.com/compute/v1/projects/"
                            + project
                            + "/"
                            + collector)));
  }

  private void google(String method, String resource, JsonObject request) {
    String operation = "operation-" + dice.uuid();
    deliver(
        operation,
        new GcpAuditRecords.Call(
                project, person, "compute.googleapis.com", method, resource, operation, request)
            .entries(now));
    happened(operation, Duration.ofSeconds(4));
  }

  // Cisco.

  void type(String command) {
    sequence++;
    deliver(
        device + ":" + sequence,
        List.of(CiscoSyslogLines.command(device, sequence, now, person, command)));
    now = now.plusSeconds(2);
  }

  /** A command that a stage is about. */
  void typeEvidence(String command) {
    evidence.add(device + ":" + (sequence + 1));
    first = first == null ? now : first;
    last = now;
    type(command);
  }

  // What came, and what must come of it.

  private void happened(String id, Duration lasted) {
    evidence.add(id);
    first = first == null ? now : first;
    last = now.plus(lasted);
    now = now.plusSeconds(dice.between(10, 90));
  }

  /** The records of one event, each by its own way and some twice. */
  private void deliver(String id, List<String> records) {
    for (String record : records) {
      Instant arrival = now.plusSeconds(5 + dice.below(LONGEST_DELAY_SECONDS));
      deliveries.add(new WorkloadRecord(arrival, "", "", id, record, false));
      if (dice.chance(0.1)) {
        deliveries.add(new WorkloadRecord(arrival.plusSeconds(9), "", "", id, record, false));
      }
    }
  }

  void expectTap(int sessions) {
    expect(
        "az_tm_vtap_staging",
        ("/subscriptions/" + subscription + tapResource()).toLowerCase(Locale.ROOT),
        subscription,
        sessions);
  }

  void expectMirroring(int sessions) {
    expect("gcp_tm_staging", "projects/" + project + "/" + collector, project, sessions);
  }

  void expectErspan() {
    expect("cisco_tm_erspan", device + "/1", device, 1);
  }

  private void expect(String rule, String identity, String account, int sessions) {
    alerts.add(
        new ExpectedAlert(
            rule, identity, person, account, "", name, sessions, evidence, first, last));
  }
}

package dev.mirrorwatch.testdata;

import java.time.Instant;

/** What goes on all day in Azure, in Google Cloud and on network devices. */
final class OtherBackground {

  private OtherBackground() {}

  static WorkloadRecord record(Dice dice, String id, Instant time, Instant arrival) {
    String person = "worker-" + dice.below(50);
    String line =
        switch (dice.below(5)) {
          case 0 ->
              azure(dice, person, id, "Microsoft.Compute/virtualMachines/start/action")
                  .record(time, "Start", "Started.");
          case 1 ->
              azure(dice, person, id, "Microsoft.Storage/storageAccounts/listKeys/action")
                  .record(time, "Success", "Succeeded.OK");
          case 2, 3 ->
              new GcpAuditRecords.Call(
                      "apps-" + dice.below(4),
                      person,
                      "compute.googleapis.com",
                      "v1.compute.instances." + (dice.chance(0.5) ? "start" : "setLabels"),
                      "zones/europe-west1-b/instances/web-" + dice.below(90),
                      "operation-" + id,
                      JsonObject.object())
                  .entries(time)
                  .get(dice.below(2));
          default ->
              CiscoSyslogLines.line(
                  "edge-" + dice.below(20),
                  dice.below(900_000),
                  time,
                  dice.chance(0.5)
                      ? "%LINEPROTO-5-UPDOWN: Line protocol on Interface Gi1/0/4, changed state to up"
                      : "%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: "
                          + person
                          + "] [Source: 10.9.8.7] [localport: 22]");
        };
    return new WorkloadRecord(arrival, "", "", id, line, false);
  }

  private static AzureActivityRecords.Operation azure(
      Dice dice, String person, String id, String operation) {
    String type = operation.contains("Storage") ? "Microsoft.Storage/storageAccounts/data" : "";
    String resource =
        type.isEmpty() ? "Microsoft.Compute/virtualMachines/web-" + dice.below(90) : type;
    return new AzureActivityRecords.Operation(
        "0b1f0000-1c2d-4e3f-8a9b-00000000000" + dice.below(4),
        person,
        operation,
        "/resourceGroups/apps/providers/" + resource,
        id,
        null);
  }
}

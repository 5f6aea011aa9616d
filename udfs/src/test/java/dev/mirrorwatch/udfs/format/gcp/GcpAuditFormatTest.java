package dev.mirrorwatch.udfs.format.gcp;

import static dev.mirrorwatch.udfs.format.gcp.GcpRecords.entry;
import static dev.mirrorwatch.udfs.format.gcp.GcpRecords.event;
import static dev.mirrorwatch.udfs.format.gcp.GcpRecords.normalize;
import static dev.mirrorwatch.udfs.format.gcp.GcpRecords.sample;
import static dev.mirrorwatch.udfs.format.gcp.GcpRecords.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.Part;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcpAuditFormatTest {

  @Test
  void bringsAnEntryToTheNormalForm() {
    AuditEvent event = event(sample("packet-mirroring-patch-beta"));
    assertThat(event.id())
        .isEqualTo(
            "projects/net-prod-4711/logs/cloudaudit.googleapis.com%2Factivity"
                + "/2026-03-02T09:00:00.123Z/ins-1");
    assertThat(event.time()).isEqualTo(Instant.parse("2026-03-02T09:00:00.123Z").toEpochMilli());
    assertThat(event.product()).isEqualTo("gcp");
    assertThat(event.service()).isEqualTo("gcp.audit");
    assertThat(event.cloudProvider()).isEqualTo("gcp");
    assertThat(event.eventProvider()).isEqualTo("compute.googleapis.com");
    assertThat(event.action()).isEqualTo("beta.compute.packetMirrorings.patch");
    assertThat(event.account()).isEqualTo("net-prod-4711");
    assertThat(event.region()).isEqualTo("europe-west1");
    assertThat(event.outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(event.errorCode()).isNull();
    assertThat(event.principal().human()).isEqualTo("alice@example.com");
    assertThat(event.sourceIp()).isEqualTo("198.51.100.23");
    assertThat(event.userAgent()).startsWith("google-cloud-sdk");
    assertThat(event.part()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "v1.compute.packetMirrorings.insert, compute.packetmirrorings.insert",
    "beta.compute.packetMirrorings.insert, compute.packetmirrorings.insert",
    "compute.packetMirrorings.insert, compute.packetmirrorings.insert",
    "google.cloud.compute.v1.PacketMirrorings.Insert, compute.packetmirrorings.insert",
    "google.cloud.networksecurity.v1beta1.Mirroring.CreateMirroringDeployment,"
        + " networksecurity.mirroring.createmirroringdeployment",
    "google.iam.admin.v1.CreateServiceAccountKey, google.iam.admin.createserviceaccountkey",
    "SetIamPolicy, setiampolicy"
  })
  void oneMethodHasOneNameInEveryVersion(String method, String normal) {
    assertThat(values(entry(method, ""), "gcp.method")).containsExactly(normal);
    assertThat(values(entry(method, ""), "event.action")).containsExactly(method);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gcp.audit.method_name",
        "protoPayload.methodName",
        "data.protoPayload.methodName",
        "event.action"
      })
  void theMethodIsReadUnderEachNameThatRulesUse(String field) {
    assertThat(values(sample("mirroring-rule"), field))
        .containsExactly("v1.compute.networkFirewallPolicies.addPacketMirroringRule");
  }

  @ParameterizedTest
  @CsvSource({
    "'', SUCCESS, ",
    "'\"status\":{}', SUCCESS, ",
    "'\"status\":{\"code\":0}', SUCCESS, ",
    "'\"status\":{\"code\":7,\"message\":\"m\"}', DENIED, 7",
    "'\"status\":{\"code\":5}', FAILURE, 5",
    "'\"authorizationInfo\":[{\"granted\":true},{\"granted\":false}]', DENIED, ",
    "'\"authorizationInfo\":[{\"granted\":true},{\"granted\":true}]', SUCCESS, ",
    "'\"authorizationInfo\":[{\"permission\":\"p\"}]', SUCCESS, ",
    "'\"status\":{\"code\":0},\"authorizationInfo\":[{\"granted\":false}]', SUCCESS, "
  })
  void theOutcomeIsThatOfTheStatusElseOfThePermissions(
      String members, Outcome outcome, String code) {
    AuditEvent event = event(entry("v1.compute.firewalls.insert", members));
    assertThat(event.outcome()).isEqualTo(outcome);
    assertThat(event.errorCode()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"private", "gce-internal-ip"})
  void aWordForAnAddressIsNoAddress(String word) {
    AuditEvent event =
        event(entry("m", "\"requestMetadata\":{\"callerIp\":\"" + word + "\"}"), "source.ip");
    assertThat(event.sourceIp()).isNull();
    assertThat(event.sourceAddress()).isEqualTo(word);
    assertThat(event.fields().has("source.ip")).isFalse();
  }

  @Test
  void theLoopbackAddressIsOne() {
    assertThat(event(entry("m", "\"requestMetadata\":{\"callerIp\":\"::1\"}")).sourceIp())
        .isEqualTo("::1");
  }

  @Test
  void theProjectIsTheLabelsElseTheResourcesElseTheLogs() {
    assertThat(event(entry("m", "")).account()).isEqualTo("p-1");
    assertThat(event(entry("m", "\"resourceName\":\"projects/p-2/global/x\"")).account())
        .isEqualTo("p-2");
    assertThat(event(sample("mirroring-profile")).account()).isEqualTo("net-prod-4711");
  }

  @Test
  void theRegionIsThatOfTheZone() {
    String resource = "\"resourceName\":\"projects/p/zones/europe-west1-b/instances/i\"";
    assertThat(event(entry("m", resource)).region()).isEqualTo("europe-west1");
    assertThat(event(sample("mirroring-deployment")).region()).isEqualTo("europe-west1");
  }

  @Test
  void otherLogsAreKnownAndNoEvents() {
    for (String record :
        new String[] {
          sample("application-log"),
          "{\"logName\":\"projects/p/logs/x\",\"timestamp\":\"2026-03-02T09:00:00Z\","
              + "\"jsonPayload\":{\"methodName\":\"v1.compute.packetMirrorings.insert\"}}",
          entry("m", "\"@type\":\"type.googleapis.com/google.appengine.logging.v1.RequestLog\"")
        }) {
      assertThat(normalize(record).defect()).isEqualTo(DefectReason.OTHER_LOG);
    }
    assertThat(DefectReason.OTHER_LOG.isError()).isFalse();
  }

  @Test
  void anEntryWithoutMethodOrTimeIsADeadLetter() {
    assertThat(normalize(entry("", "")).defect()).isEqualTo(DefectReason.MISSING_ACTION);
    String timeless = entry("m", "").replace("\"timestamp\":\"2026-03-02T09:00:00Z\",", "");
    assertThat(normalize(timeless).defect()).isEqualTo(DefectReason.MISSING_EVENT_TIME);
  }

  @Test
  void theTimeOfReceiptStandsInForTheOwnOnly() {
    String own = entry("m", "");
    String received =
        own.replace("\"timestamp\"", "\"receiveTimestamp\"").replace("09:00:00", "09:00:05");
    assertThat(event(received).time())
        .isEqualTo(Instant.parse("2026-03-02T09:00:05Z").toEpochMilli());
    String both = own.replaceFirst("\\{", "{\"receiveTimestamp\":\"2026-03-02T09:00:05Z\",");
    assertThat(event(both).time()).isEqualTo(Instant.parse("2026-03-02T09:00:00Z").toEpochMilli());
  }

  @Test
  void anEntryWithoutInsertIdIsToldApartByItsContent() {
    assertThat(event(entry("m", "").replace("\"insertId\":\"i-1\",", "")).id())
        .matches("[0-9a-f]{64}");
  }

  @Test
  void aRowOfBigQueryIsTheSameEvent() {
    AuditEvent row = event(sample("bigquery-row"), "mirror.target_id", "protoPayload.request.name");
    AuditEvent entry = event(sample("packet-mirroring-insert-first"), "mirror.target_id");
    assertThat(row.time()).isEqualTo(entry.time());
    assertThat(row.principal()).isEqualTo(entry.principal());
    assertThat(row.fields().values("mirror.target_id"))
        .isNotEmpty()
        .isEqualTo(entry.fields().values("mirror.target_id"));
    assertThat(row.fields().values("protoPayload.request.name")).containsExactly("copy-all");
  }

  @Test
  void theEntriesOfAnOperationAreItsParts() {
    AuditEvent first = event(sample("packet-mirroring-insert-first"));
    assertThat(first.part().role()).isEqualTo(Part.Role.FIRST);
    assertThat(first.outcome()).isEqualTo(Outcome.UNKNOWN);
    AuditEvent last = event(sample("packet-mirroring-insert-last"));
    assertThat(last.part()).isEqualTo(Part.last(first.part().key(), false));
    assertThat(last.outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(last.id()).isEqualTo(first.id());
  }

  @Test
  void anEndThatSaysEverythingIsComplete() {
    String last =
        sample("packet-mirroring-insert-first").replace("\"first\": true", "\"last\": true");
    assertThat(event(last).part().complete()).isTrue();
    assertThat(event(last.replaceAll("principal(Email|Subject)", "x")).part().complete()).isFalse();
  }

  @Test
  void aCallThatIsRefusedAtOnceHasNoEnd() {
    String refused =
        sample("packet-mirroring-insert-first")
            .replace("\"requestMetadata\"", "\"status\": {\"code\": 7}, \"requestMetadata\"");
    assertThat(event(refused).part().role()).isEqualTo(Part.Role.LAST);
    assertThat(event(refused).part().complete()).isTrue();
    assertThat(event(refused).outcome()).isEqualTo(Outcome.DENIED);
  }

  @Test
  void whatIsFirstAndLastAtOnceIsWhole() {
    String whole =
        sample("packet-mirroring-insert-first")
            .replace("\"first\": true", "\"first\": true, \"last\": true");
    assertThat(event(whole).part()).isNull();
  }
}

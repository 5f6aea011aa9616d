package dev.mirrorwatch.udfs.format.ecs;

import static dev.mirrorwatch.udfs.format.gcp.GcpRecords.event;
import static dev.mirrorwatch.udfs.format.gcp.GcpRecords.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.Part;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.Logs;
import dev.mirrorwatch.udfs.format.cloudtrail.CloudTrailRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EcsDocumentTest {

  private static String document(String name) {
    try {
      return Files.readString(Path.of("..", "testdata", "events", "ecs", name + ".json"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode record(String document) {
    try {
      return EcsDocument.asRecord(Json.parse(Logs.utf8(document)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String withOriginal(String original) {
    return "{\"@timestamp\":\"2026-03-02T11:00:00.000Z\",\"event\":{\"dataset\":\"x\",\"original\":"
        + JsonNodeFactory.instance.textNode(original)
        + "}}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws-nested", "aws-dotted", "aws-search-hit"})
  void aCloudTrailDocumentIsTheCallAgain(String name) {
    AuditEvent event = event(document(name));
    assertThat(event.product()).isEqualTo("aws");
    assertThat(event.action()).isEqualTo("CreateTrafficMirrorSession");
    assertThat(event.id()).isEqualTo("e-1");
    assertThat(event.time()).isEqualTo(Instant.parse("2026-03-02T09:04:00Z").toEpochMilli());
    assertThat(event.account()).isEqualTo("111122223333");
    assertThat(event.region()).isEqualTo("eu-central-1");
    assertThat(event.principal().id()).isEqualTo("arn:aws:iam::111122223333:role/deploy");
    assertThat(event.principal().session()).isEqualTo("run-7");
    assertThat(event.principal().name()).isEqualTo("deploy");
    assertThat(event.principal().mfa()).isFalse();
    assertThat(event.principal().accessKeyId()).isEqualTo("ASIAEXAMPLE");
    assertThat(event.sourceIp()).isEqualTo("198.51.100.23");
    assertThat(values(document(name), "mirror.target_id")).containsExactly("tmt-1");
    assertThat(values(document(name), "mirror.session_id")).containsExactly("tms-1");
    assertThat(values(document(name), "user.name")).containsExactly("deploy");
  }

  @Test
  void parametersThatAreOnlyTextAreNotGuessedAt() {
    String lost = document("aws-nested").replace("\"flattened\"", "\"gone\"");
    assertThat(event(lost).action()).isEqualTo("CreateTrafficMirrorSession");
    assertThat(values(lost, "mirror.target_id")).isEmpty();
  }

  @Test
  void aCloudAuditDocumentIsTheEntryAgain() {
    String document = document("gcp-nested");
    AuditEvent event = event(document);
    assertThat(event.action()).isEqualTo("v1.compute.packetMirrorings.insert");
    assertThat(event.id()).hasSize(64);
    assertThat(event.part().role()).isEqualTo(Part.Role.FIRST);
    assertThat(event(document.replace("\"start\"", "\"end\"")).part().role())
        .isEqualTo(Part.Role.LAST);
    assertThat(event.account()).isEqualTo("net-prod");
    assertThat(event.region()).isEqualTo("europe-west1");
    assertThat(event.principal().human()).isEqualTo("alice@example.com");
    assertThat(event.principal().accessKeyId()).isEqualTo("//iam.googleapis.com/k");
    assertThat(event.sourceIp()).isEqualTo("198.51.100.23");
    assertThat(values(document, "mirror.target_id"))
        .containsExactly("projects/net-prod/regions/europe-west1/forwardingRules/tap");
    assertThat(values(document, "protoPayload.authorizationInfo.resourceAttributes.name"))
        .containsExactly("n-1");
  }

  @Test
  void aRefusedEntryStaysRefused() {
    String refused =
        document("gcp-nested").replace("\"audit\": {", "\"audit\": {\"status\": {\"code\": 7},");
    assertThat(event(refused).outcome()).isEqualTo(Outcome.DENIED);
  }

  @Test
  void anActivityLogDocumentIsTheRecordAgain() {
    JsonNode record = record(document("azure-nested"));
    assertThat(record.get("operationName").asText())
        .isEqualTo("MICROSOFT.NETWORK/VIRTUALNETWORKTAPS/WRITE");
    assertThat(record.get("time").asText()).isEqualTo("2026-03-02T09:04:00.000Z");
    assertThat(record.get("resultType").asText()).isEqualTo("Success");
    assertThat(record.get("correlationId").asText()).isEqualTo("c-1");
    assertThat(record.get("callerIpAddress").asText()).isEqualTo("198.51.100.23");
    assertThat(record.at("/identity/authorization/evidence/principalType").asText())
        .isEqualTo("User");
    assertThat(
            record
                .path("identity")
                .path("claims")
                .path("http://schemas.microsoft.com/identity/claims/objectidentifier")
                .asText())
        .isEqualTo("oid-1");
    assertThat(record.at("/properties/eventCategory").asText()).isEqualTo("Administrative");
  }

  @Test
  void anObjectOfNoKnownDatasetStaysAsItIs() {
    for (String other :
        List.of(
            "{\"eventSource\":\"ec2.amazonaws.com\",\"event\":{\"dataset\":\"aws.cloudtrail\"}}",
            "{\"@timestamp\":\"2026-03-02T09:00:00Z\",\"event\":{\"dataset\":\"nginx.access\"}}")) {
      assertThat(record(other).toString()).isEqualTo(other);
    }
  }

  @Test
  void theOriginalGoesOnInItsOwnBytesWithItsOwnTime() {
    String original = CloudTrailRecords.record("\"eventID\":\"e-2\"");
    List<RawLog> logs = Logs.decode(Logs.utf8(withOriginal(original)));
    assertThat(Logs.texts(logs)).containsExactly(original);
    assertThat(logs.get(0).eventTime())
        .isEqualTo(Instant.parse("2026-03-02T09:00:00Z").toEpochMilli());
  }

  @Test
  void theDocumentsTimeStandsInForNone() {
    String original = "{\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"X\"}";
    assertThat(Logs.decode(Logs.utf8(withOriginal(original))).get(0).eventTime())
        .isEqualTo(Instant.parse("2026-03-02T11:00:00Z").toEpochMilli());
  }

  @Test
  void aDottedOriginalIsOneToo() {
    String dotted =
        "{\"@timestamp\":\"2026-03-02T11:00:00Z\",\"event.original\":\"{\\\"eventName\\\":1}\"}";
    assertThat(Logs.texts(Logs.decode(Logs.utf8(dotted)))).containsExactly("{\"eventName\":1}");
  }

  @Test
  void whatFilebeatReadAndNobodyParsedIsInItsMessage() {
    String shipped =
        "{\"@timestamp\":\"2026-03-02T11:00:00Z\",\"agent\":{\"type\":\"filebeat\"},"
            + "\"message\":\"{\\\"eventName\\\":1}\"}";
    assertThat(Logs.texts(Logs.decode(Logs.utf8(shipped)))).containsExactly("{\"eventName\":1}");
    String unshipped = shipped.replace("agent", "something");
    assertThat(Logs.texts(Logs.decode(Logs.utf8(unshipped)))).containsExactly(unshipped);
  }

  @Test
  void aLineOfADeviceIsPutTogetherAgain() throws IOException {
    assertThat(EcsSyslog.line(Json.parse(Logs.utf8(document("cisco-nested")))))
        .isEqualTo(
            "<189>57: edge-1: 2026-03-02T09:04:00.000Z: %SYS-5-CONFIG_I:"
                + " Configured from console by alice on vty0 (198.51.100.23)");
  }
}

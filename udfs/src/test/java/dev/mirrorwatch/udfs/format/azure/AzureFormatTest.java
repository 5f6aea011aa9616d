package dev.mirrorwatch.udfs.format.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.assemble.WholeEvents;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.Part;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Logs;
import dev.mirrorwatch.udfs.format.Normalized;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AzureFormatTest {

  private static final Path EVENTS = Path.of("../testdata/events/azure");
  private static final String SUBSCRIPTION = "7e1a0000-5c1d-4b8e-9a57-3d2f6c4b8a01";
  private static final String TENANT = "c0ffee00-1111-4222-8333-444455556666";
  private static final String ALICE = "a11ce000-0001-4001-8001-00000000a11c";
  private static final String TAP =
      "/subscriptions/"
          + SUBSCRIPTION
          + "/resourcegroups/rg-net/providers/microsoft.network/virtualnetworktaps/tap-1";
  private static final Set<String> FIELDS =
      Set.of(
          "azure.operation",
          "azure.resource.group",
          "azure.resource.id",
          "azure.tenant_id",
          "cloud.account.id",
          "event.action",
          "event.outcome",
          "mirror.target_id",
          "mirror.active_target_id",
          "mirror.collector_id",
          "operationName",
          "OperationName",
          "OperationNameValue",
          "operationName.value",
          "CategoryValue",
          "ResourceProviderValue",
          "resourceProviderName",
          "properties.message",
          "callerIpAddress",
          "user.name");

  private static List<Normalized> normalized(byte[] input) {
    LogFormats formats = new LogFormats(new FieldDemand(FIELDS, false));
    return Logs.decode(input).stream()
        .map(AzureFormatTest::readable)
        .map(formats::normalize)
        .toList();
  }

  private static RawLog readable(RawLog log) {
    assertThat(log.defect()).as(log.detail()).isNull();
    return log;
  }

  private static List<AuditEvent> parts(String file) throws IOException {
    return normalized(Files.readAllBytes(EVENTS.resolve(file))).stream()
        .map(AzureFormatTest::event)
        .toList();
  }

  private static AuditEvent event(Normalized result) {
    assertThat(result.event()).as(result.detail()).isNotNull();
    return result.event();
  }

  private static List<AuditEvent> events(String file) throws IOException {
    List<AuditEvent> events = new ArrayList<>();
    WholeEvents whole = new WholeEvents(Duration.ofHours(1), log -> null, events::add);
    parts(file).forEach(whole::arrive);
    whole.end();
    return events;
  }

  /** The last record of the sample of an event hub, with members replaced. */
  private static ObjectNode record() throws IOException {
    JsonNode records = Json.parse(Files.readAllBytes(EVENTS.resolve("event-hub.json")));
    return (ObjectNode) records.get("records").get(2);
  }

  private static AuditEvent normalized(JsonNode record) {
    return event(normalized(Logs.utf8(record.toString())).get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event-hub.json",
        "rest.json",
        "sdk.json",
        "event-grid-data.json",
        "alert-common-schema.json",
        "alert-older-schema.json",
        "log-analytics.json",
        "properties-as-text.json"
      })
  void saysTheSameInEveryShape(String file) throws IOException {
    List<AuditEvent> events = events(file);

    assertThat(events).hasSize(1);
    AuditEvent event = events.get(0);
    assertThat(Instant.ofEpochMilli(event.time())).isEqualTo("2026-05-04T09:00:20.765Z");
    assertThat(event.product()).isEqualTo("azure");
    assertThat(event.service()).isEqualTo("activitylogs");
    assertThat(event.outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(event.account()).isEqualTo(SUBSCRIPTION);
    assertThat(event.sourceIp()).isEqualTo("198.51.100.7");
    assertThat(event.principal().id()).isEqualTo(TENANT + "|" + ALICE);
    assertThat(event.principal().origin()).isEqualTo("alice@corp.example");
    assertThat(event.principal().claimed()).isFalse();
    assertThat(event.principal().human()).isEqualTo("alice@corp.example");
    assertThat(event.principal().type()).isEqualTo("User");
    assertThat(event.principal().session()).isEqualTo("token-0001");
    assertThat(event.principal().mfa()).isTrue();
    assertThat(value(event, "azure.operation"))
        .isEqualTo("microsoft.network/virtualnetworktaps/write");
    assertThat(value(event, "azure.resource.id")).isEqualTo(TAP);
    assertThat(value(event, "azure.resource.group")).isEqualTo("rg-net");
    assertThat(value(event, "azure.tenant_id")).isEqualTo(TENANT);
    assertThat(value(event, "mirror.target_id")).isEqualTo(TAP);
    assertThat(value(event, "mirror.active_target_id")).isEqualTo(TAP);
    assertThat(value(event, "mirror.collector_id"))
        .endsWith("/networkinterfaces/collector-nic/ipconfigurations/ipconfig1");
    assertThat(event.resources()).contains(new ResourceId("mirror.target_id", TAP, true));
    assertThat(event.action()).isEqualToIgnoringCase("Microsoft.Network/virtualNetworkTaps/write");
    for (String name : List.of("operationName", "OperationNameValue", "operationName.value")) {
      assertThat(value(event, name)).isEqualTo(event.action());
    }
    assertThat(value(event, "CategoryValue")).isEqualTo("Administrative");
    assertThat(value(event, "ResourceProviderValue")).isEqualToIgnoringCase("Microsoft.Network");
    assertThat(value(event, "resourceProviderName")).isEqualToIgnoringCase("Microsoft.Network");
    assertThat(value(event, "properties.message"))
        .isEqualTo("Microsoft.Network/virtualNetworkTaps/write");
    assertThat(value(event, "callerIpAddress")).isEqualTo("198.51.100.7");
  }

  private static String value(AuditEvent event, String field) {
    assertThat(event.fields().values(field)).as(field).hasSize(1);
    return event.fields().values(field).get(0);
  }

  @Test
  void anEventOfEventGridHasItsTimeOutside() throws IOException {
    AuditEvent event = events("event-grid.json").get(0);

    assertThat(Instant.ofEpochMilli(event.time())).isEqualTo("2026-05-04T09:00:20.765Z");
    assertThat(event.outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(value(event, "mirror.target_id")).isEqualTo(TAP);
    assertThat(event.principal().id()).isEqualTo(TENANT + "|" + ALICE);
  }

  @Test
  void theRecordsOfAnOperationShareItsId() throws IOException {
    List<AuditEvent> parts = parts("event-hub.json");

    assertThat(parts).extracting(AuditEvent::id).containsOnly(parts.get(0).id());
    assertThat(parts)
        .extracting(part -> part.part().role())
        .containsExactly(Part.Role.FIRST, Part.Role.FURTHER, Part.Role.LAST);
    assertThat(parts).extracting(part -> part.part().key()).containsOnly(parts.get(0).part().key());
  }

  @Test
  void otherCallsWithTheSameCorrelationAreOtherOperations() throws IOException {
    ObjectNode other = record();
    other.put("resourceId", other.get("resourceId").asText() + "B");

    assertThat(normalized(other).part().key()).isNotEqualTo(normalized(record()).part().key());
  }

  @ParameterizedTest
  @CsvSource({
    "Start, Started., UNKNOWN, FIRST",
    "Accept, Accepted.Accepted, UNKNOWN, FURTHER",
    "Success, Succeeded.OK, SUCCESS, LAST",
    "SUCCEEDED, Succeeded.OK, SUCCESS, LAST",
    "Failure, Failed.Conflict, FAILURE, LAST",
    "Failed, Failed.BadRequest, FAILURE, LAST",
    "Failure, Failed.Forbidden, DENIED, LAST",
    ", Succeeded.Created, SUCCESS, LAST",
  })
  void onlyTheEndHasAnOutcome(String type, String signature, Outcome outcome, Part.Role role)
      throws IOException {
    ObjectNode record = record();
    record.remove("properties");
    record.put("resultType", type == null ? "" : type);
    record.put("resultSignature", signature);

    AuditEvent event = normalized(record);
    assertThat(event.outcome()).isEqualTo(outcome);
    assertThat(event.part().role()).isEqualTo(role);
  }

  @Test
  void aDenialIsNamedInTheStatusMessage() throws IOException {
    ObjectNode record = record();
    record.put("resultType", "Failure").put("resultSignature", "Failed.");
    record
        .putObject("properties")
        .put("statusMessage", "{\"error\":{\"code\":\"AuthorizationFailed\",\"message\":\"no\"}}");

    AuditEvent event = normalized(record);
    assertThat(event.outcome()).isEqualTo(Outcome.DENIED);
    assertThat(event.errorCode()).isEqualTo("AuthorizationFailed");
    assertThat(event.fields().has("mirror.active_target_id")).isFalse();
  }

  /** Users set the address of their account; the user principal name is the tenant's. */
  @Test
  void anAddressThatTheUserSetIsClaimed() throws IOException {
    ObjectNode record = record();
    ObjectNode claims = (ObjectNode) record.path("identity").path("claims");
    List.of("name", "upn")
        .forEach(
            name -> claims.remove("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/" + name));
    claims.put("email", "Boss@corp.example");
    Principal principal = normalized(record).principal();

    assertThat(principal.human()).isEqualTo("boss@corp.example");
    assertThat(principal.claimed()).isTrue();
    assertThat(principal.origin()).isEqualTo(principal.id()).isEqualTo(TENANT + "|" + ALICE);
  }

  @Test
  void aNameForAnIdentityIsAllThatIsKnown() throws IOException {
    AuditEvent event = parts("identity-as-text.json").get(0);

    assertThat(event.principal().id()).isEqualTo("device registration service");
    assertThat(event.principal().name()).isEqualTo("Device Registration Service");
    assertThat(event.principal().human()).isNull();
    assertThat(event.sourceIp()).as("without its port").isEqualTo("198.51.100.7");
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::7, 2001:db8::7",
    "[2001:db8::7]:443, 2001:db8::7",
    "198.51.100.7:443, 198.51.100.7",
  })
  void anAddressIsWithoutItsPort(String recorded, String address) throws IOException {
    assertThat(normalized(record().put("callerIpAddress", recorded)).sourceIp()).isEqualTo(address);
  }

  @Test
  void aSignInOnTheSameHubIsKnownAndNoEvent() throws IOException {
    Normalized result = normalized(Files.readAllBytes(EVENTS.resolve("sign-in.json"))).get(0);

    assertThat(result.defect()).isEqualTo(DefectReason.OTHER_LOG);
    assertThat(result.defect().isError()).isFalse();
  }

  @Test
  void whatLacksItsOperationOrTimeIsTold() throws IOException {
    ObjectNode nameless = record();
    nameless.remove("operationName");
    ObjectNode timeless = record().put("time", "soon");

    assertThat(normalized(Logs.utf8(nameless.toString())).get(0).defect())
        .isEqualTo(DefectReason.MISSING_ACTION);
    assertThat(normalized(Logs.utf8(timeless.toString())).get(0).defect())
        .isEqualTo(DefectReason.MISSING_EVENT_TIME);
  }

  @Test
  void aTapConfigurationWithoutItsTapWaitsForTheRequest() throws IOException {
    String configuration =
        "/subscriptions/"
            + SUBSCRIPTION
            + "/resourceGroups/rg-net/providers/Microsoft.Network"
            + "/networkInterfaces/nic-7/tapConfigurations/copy";
    ObjectNode last = record();
    last.put("operationName", "Microsoft.Network/networkInterfaces/tapConfigurations/write");
    last.put("resourceId", configuration.toUpperCase(java.util.Locale.ROOT));
    last.putObject("properties").put("statusCode", "OK");
    ObjectNode first = last.deepCopy();
    first.put("resultType", "Start").put("time", "2026-05-04T09:00:00Z");
    first
        .putObject("properties")
        .put(
            "requestbody",
            "{\"Properties\":{\"virtualNetworkTap\":{\"Id\":\"" + TAP.toUpperCase() + "\"}}}");
    List<AuditEvent> told = new ArrayList<>();
    WholeEvents whole = new WholeEvents(Duration.ofHours(1), log -> null, told::add);

    whole.arrive(normalized(last));
    assertThat(told).isEmpty();
    whole.arrive(normalized(first));

    assertThat(value(told.get(0), "mirror.target_id")).isEqualTo(TAP);
    assertThat(value(told.get(0), "mirror.active_target_id")).isEqualTo(TAP);
    assertThat(told.get(0).resources())
        .contains(
            new ResourceId("mirror.session_id", configuration.toLowerCase(), true),
            new ResourceId(
                "mirror.source_id", configuration.toLowerCase().split("/tapconf")[0], false),
            new ResourceId("mirror.target_id", TAP, false));
  }
}

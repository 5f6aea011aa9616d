package dev.mirrorwatch.udfs.format.cloudtrail;

import static dev.mirrorwatch.udfs.format.cloudtrail.CloudTrailRecords.event;
import static dev.mirrorwatch.udfs.format.cloudtrail.CloudTrailRecords.log;
import static dev.mirrorwatch.udfs.format.cloudtrail.CloudTrailRecords.record;
import static dev.mirrorwatch.udfs.format.cloudtrail.CloudTrailRecords.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Logs;
import dev.mirrorwatch.udfs.format.Normalized;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudTrailFormatTest {

  @Test
  void bringsARecordToTheNormalForm() {
    String record = sample("create-traffic-mirror-session");
    AuditEvent event = event(record);
    assertThat(event.id()).isEqualTo("e0000000-0000-4000-8000-000000000004");
    assertThat(event.time()).isEqualTo(Instant.parse("2026-03-02T09:04:00Z").toEpochMilli());
    assertThat(event.source()).isEqualTo("cloudtrail");
    assertThat(event.product()).isEqualTo("aws");
    assertThat(event.service()).isEqualTo("cloudtrail");
    assertThat(event.cloudProvider()).isEqualTo("aws");
    assertThat(event.eventProvider()).isEqualTo("ec2.amazonaws.com");
    assertThat(event.action()).isEqualTo("CreateTrafficMirrorSession");
    assertThat(event.account()).isEqualTo("111122223333");
    assertThat(event.region()).isEqualTo("eu-central-1");
    assertThat(event.outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(event.errorCode()).isNull();
    assertThat(event.principal().human()).isEqualTo("netops");
    assertThat(event.sourceIp()).isEqualTo("198.51.100.23");
    assertThat(event.userAgent()).startsWith("aws-cli/");
    assertThat(event.resources()).hasSize(4);
    assertThat(event.origin()).isEqualTo(Origin.kafka("trail", 0, 7));
    assertThat(new String(event.raw(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo(record.strip());
  }

  @Test
  void aTargetIsActiveOnlyWhereTheCallSucceeded() {
    String session = sample("create-traffic-mirror-session");
    assertThat(values(session, "mirror.active_target_id"))
        .isNotEmpty()
        .isEqualTo(values(session, "mirror.target_id"));
    String dryRun =
        session.strip().replaceFirst("\\{", "{\"errorCode\":\"Client.DryRunOperation\",");
    assertThat(values(dryRun, "mirror.target_id")).isNotEmpty();
    assertThat(values(dryRun, "mirror.active_target_id")).isEmpty();
    String look =
        record(
                "\"requestParameters\":{\"DescribeTrafficMirrorTargetsRequest\":"
                    + "{\"TrafficMirrorTargetId\":\"tmt-1\"}}")
            .replace("RunInstances", "DescribeTrafficMirrorTargets");
    assertThat(values(look, "mirror.target_id")).containsExactly("tmt-1");
    assertThat(values(look, "mirror.active_target_id")).isEmpty();
  }

  @Test
  void whatSurroundsMirroringHasFormsAndResourcesToo() {
    String started =
        record(
            "\"eventID\":\"e-1\",\"responseElements\":{\"instancesSet\":{\"items\":["
                + "{\"networkInterfaceSet\":{\"items\":[{\"networkInterfaceId\":\"eni-9\"}]}}]}}");
    assertThat(values(started, "mirror.collector_id")).containsExactly("eni-9");
    assertThat(event(started, "mirror.collector_id").resources()).hasSize(1);
  }

  private static java.util.List<String> values(String record, String field) {
    return event(record, field).fields().values(field);
  }

  @Test
  void putsEcsNamesAndNormalFormsBesideTheNativeFields() {
    String denied =
        record(
            "\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"AROAX:s\",\"invokedBy\":\"x\","
                + "\"sessionContext\":{\"sessionIssuer\":{\"arn\":\"r\",\"userName\":\"Tapper\"}}},"
                + "\"eventID\":\"e-1\",\"sourceIPAddress\":\"AWS Internal\",\"userAgent\":\"cli\","
                + "\"errorCode\":\"AccessDenied\",\"errorMessage\":\"no\"");
    String[][] expected = {
      {"event.dataset", "aws.cloudtrail"},
      {"event.action", "RunInstances"},
      {"event.provider", "ec2.amazonaws.com"},
      {"event.outcome", "denied"},
      {"event.id", "e-1"},
      {"cloud.provider", "aws"},
      {"cloud.account.id", "111122223333"},
      {"cloud.region", "eu-central-1"},
      {"source.address", "AWS Internal"},
      {"user.id", "AROAX:s"},
      {"user.name", "Tapper"},
      {"user_agent.original", "cli"},
      {"error.code", "AccessDenied"},
      {"error.message", "no"},
      {"principal.id", "r"},
      {"principal.type", "AssumedRole"},
      {"principal.session", "s"},
      {"principal.name", "Tapper"},
      {"principal.origin", "r/s"},
      {"principal.claimed", "true"},
      {"principal.principal_id", "AROAX:s"},
      {"principal.invoked_by", "x"},
      {"eventName", "RunInstances"},
      {"userIdentity.sessionContext.sessionIssuer.userName", "Tapper"},
    };
    for (String[] field : expected) {
      assertThat(event(denied, field[0]).fields().values(field[0]))
          .as(field[0])
          .containsExactly(field[1]);
    }
    assertThat(event(denied, "source.ip").fields().byField()).isEmpty();
    assertThat(event(denied).fields().leaves()).isEmpty();
  }

  @Test
  void keepsLeavesWhereARuleSearchesThem() {
    Normalized result = new LogFormats(new FieldDemand(Set.of(), true)).normalize(log(record("")));
    assertThat(result.event().fields().leaves()).contains("RunInstances", "eu-central-1");
  }

  // ---- Traps of wire-formats 1.1 to 1.3

  @Test
  void theAddressIsAnIpOnlyIfItReadsAsOne() {
    AuditEvent named = event(record("\"sourceIPAddress\":\"config.amazonaws.com\""));
    assertThat(named.sourceIp()).isNull();
    assertThat(named.sourceAddress()).isEqualTo("config.amazonaws.com");
    assertThat(event(record("\"sourceIPAddress\":\"2001:db8::7\"")).sourceIp())
        .isEqualTo("2001:db8::7");
    assertThat(event(record("")).sourceAddress()).isNull();
  }

  @Test
  void anAccountWrittenAsANumberGetsItsZerosBack() {
    assertThat(event(record("\"recipientAccountId\":11122223333")).account())
        .isEqualTo("011122223333");
    assertThat(event(record("\"recipientAccountId\":1.23123123123e+11")).account())
        .isEqualTo("123123123123");
  }

  @Test
  void aScrubbedAccountStaysAsItIs() {
    assertThat(event(record("\"recipientAccountId\":\"000000000\"")).account())
        .isEqualTo("000000000");
  }

  @Test
  void withoutRecipientTheAccountIsTheCallers() {
    String record = record("\"recipientAccountId\":null,\"userIdentity\":{\"accountId\":\"9\"}");
    assertThat(event(record).account()).isEqualTo("9");
  }

  @Test
  void aRecordWithoutIdentityIsStillAnEvent() {
    assertThat(event(record("")).principal().id()).isEqualTo("unknown@111122223333");
    assertThat(event(record("\"userIdentity\":{}")).principal().type()).isEqualTo("Unknown");
    assertThat(event(record("\"userIdentity\":\"***\"")).principal().human()).isNull();
  }

  @Test
  void redactedAndMistypedMembersAreNoDefect() {
    AuditEvent event =
        event(
            record(
                "\"userAgent\":\"<sensitiveDataRemoved>\",\"requestParameters\":\"***\","
                    + "\"responseElements\":[],\"readOnly\":\"true\",\"resources\":null,"
                    + "\"errorCode\":7,\"eventName\":\"CreateTrafficMirrorSession\""),
            "readOnly",
            "resources");
    assertThat(event.outcome()).isEqualTo(Outcome.FAILURE);
    assertThat(event.fields().values("readOnly")).containsExactly("true");
    assertThat(event.fields().values("resources")).containsExactly((String) null);
    assertThat(event.resources()).isEmpty();
  }

  @Test
  void aRecordWithoutIdHasTheHashOfItsBytes() {
    AuditEvent one = event(record("\"x\":1"));
    assertThat(one.id()).matches("[0-9a-f]{64}").isEqualTo(event(record("\"x\":1")).id());
    assertThat(event(record("\"x\":2")).id()).isNotEqualTo(one.id());
  }

  @Test
  void aRecordWithoutVersionIsARecord() {
    String old = record("").replace("\"eventVersion\":\"1.10\",", "");
    assertThat(event(old).action()).isEqualTo("RunInstances");
  }

  @Test
  void aTimeWithoutZoneIsUtc() {
    String panther = record("").replace("2026-03-02T09:00:00Z", "2022-11-15 22:58:13");
    assertThat(event(panther).time())
        .isEqualTo(Instant.parse("2022-11-15T22:58:13Z").toEpochMilli());
  }

  // ---- Dead letters

  @Test
  void anotherCloudsCallOfTheSameNameIsNoAwsEvent() {
    String alibaba =
        record("")
            .replace("ec2.amazonaws.com", "vpc.aliyuncs.com")
            .replace("RunInstances", "CreateTrafficMirrorSession");
    Normalized result = normalize(alibaba);
    assertThat(result.event()).isNull();
    assertThat(result.defect()).isEqualTo(DefectReason.UNKNOWN_FORMAT);
    assertThat(result.detail()).contains("vpc.aliyuncs.com");
    String disguised = record("").replace("ec2.amazonaws.com", "evil-amazonaws.com");
    assertThat(normalize(disguised).defect()).isEqualTo(DefectReason.UNKNOWN_FORMAT);
  }

  @Test
  void aRecordWithoutProviderIsOfNoKnownFormat() {
    assertThat(normalize("{\"trace_type\":\"ConsoleAction\"}").defect())
        .isEqualTo(DefectReason.UNKNOWN_FORMAT);
  }

  @Test
  void aRecordWithoutNameOrTimeSaysSo() {
    assertThat(normalize(record("").replace("eventName", "name")).defect())
        .isEqualTo(DefectReason.MISSING_ACTION);
    Normalized timeless = normalize(record("").replace("2026-03-02T09:00:00Z", "soon"));
    assertThat(timeless.defect()).isEqualTo(DefectReason.MISSING_EVENT_TIME);
    assertThat(timeless.detail()).contains("soon");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"eventVersion\":\"1.08\",\"eventTime\":\"2026-03-02T09:00:00Z\",%s}",
        "{\"eventTime\":\"2026-03-02T09:00:00Z\",%s}",
        "{\"eventVersion\":\"1.08\",\"eventSource\":\"ec2.amazonaws.com\","
            + "\"eventName\":\"RunInstances\",%s}"
      })
  void anInsightRecordIsNoAuditEvent(String record) {
    for (String tells :
        List.of(
            "\"eventType\":\"AwsCloudTrailInsight\"",
            "\"insightDetails\":{\"eventName\":\"RunInstances\"}")) {
      assertThat(normalize(record.formatted(tells)).defect()).isEqualTo(DefectReason.INSIGHT);
    }
  }

  @Test
  void bytesThatAreNoJsonSaySo() {
    assertThat(normalize(raw("{\"a\":1e99999999999}")).defect())
        .isEqualTo(DefectReason.MALFORMED_JSON);
    assertThat(normalize(raw("{\"eventName\":\"\\q\"}")).defect())
        .isEqualTo(DefectReason.MALFORMED_JSON);
    assertThat(normalize(raw("")).defect()).isEqualTo(DefectReason.UNKNOWN_FORMAT);
  }

  private static RawLog raw(String text) {
    byte[] bytes = Logs.utf8(text);
    return new RawLog("s", Origin.file("f", 1), 0, bytes, bytes.length, null, null);
  }

  private static Normalized normalize(String record) {
    return CloudTrailRecords.normalize(record);
  }

  private static Normalized normalize(RawLog log) {
    return new LogFormats(new FieldDemand(Set.of("eventName", "a.b"), true)).normalize(log);
  }
}

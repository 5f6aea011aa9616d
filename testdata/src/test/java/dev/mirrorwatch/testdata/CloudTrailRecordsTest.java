package dev.mirrorwatch.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mirrorwatch.testdata.CloudTrailRecords.Call;
import dev.mirrorwatch.testdata.CloudTrailRecords.MirrorCall;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloudTrailRecordsTest {
  private static Call mirror(MirrorCall call) {
    return CloudTrailRecords.mirror(call)
        .by(Caller.user("012345678901", "alice"))
        .at(Instant.parse("2026-05-04T09:00:00Z"))
        .eventId("11111111-1111-4111-8111-111111111111")
        .target("tmt-1")
        .filter("tmf-1")
        .rule("tmfr-1")
        .session("tms-1")
        .networkInterface("eni-1");
  }

  private static JsonNode read(Call call) throws Exception {
    return new JsonMapper().readTree(call.json());
  }

  @Test
  void elevenMirrorCallsChangeAndFourLook() {
    assertThat(Arrays.stream(MirrorCall.values()).filter(it -> it.name().startsWith("DESCRIBE")))
        .hasSize(4);
    assertThat(MirrorCall.values()).hasSize(15);
  }

  @ParameterizedTest
  @EnumSource(MirrorCall.class)
  void requestAndAnswerStandInTheirWrappers(MirrorCall call) throws Exception {
    JsonNode record = read(mirror(call));
    boolean looks = call.name().startsWith("DESCRIBE");

    assertThat(record.at("/eventSource").asText()).isEqualTo("ec2.amazonaws.com");
    assertThat(record.at("/eventName").asText()).isEqualTo(call.eventName());
    assertThat(record.at("/readOnly").asBoolean()).isEqualTo(looks);
    assertThat(record.at("/requestParameters/" + call.eventName() + "Request").isObject()).isTrue();
    assertThat(record.at("/responseElements").isNull()).isEqualTo(looks);
    assertThat(record.at("/responseElements/" + call.eventName() + "Response").isObject())
        .isNotEqualTo(looks);
  }

  @ParameterizedTest
  @EnumSource(MirrorCall.class)
  void aCallThatFailsHasNoAnswer(MirrorCall call) throws Exception {
    JsonNode record = read(mirror(call).dryRun());

    assertThat(record.at("/errorCode").asText()).isEqualTo("Client.DryRunOperation");
    assertThat(record.at("/responseElements").isNull()).isTrue();
    assertThat(record.at("/requestParameters/" + call.eventName() + "Request/DryRun").asBoolean())
        .isTrue();
  }

  @Test
  void idsThatACallMakesStandInItsAnswer() throws Exception {
    JsonNode target = read(mirror(MirrorCall.CREATE_TARGET)).at("/responseElements");
    JsonNode changed = read(mirror(MirrorCall.MODIFY_FILTER_RULE));

    assertThat(target.findValue("trafficMirrorTargetId").asText()).isEqualTo("tmt-1");
    assertThat(target.findValue("type").asText()).isEqualTo("network-interface");
    assertThat(changed.at("/requestParameters").findValue("TrafficMirrorFilterId")).isNull();
    assertThat(changed.at("/responseElements").findValue("trafficMirrorFilterId").asText())
        .isEqualTo("tmf-1");
  }

  @Test
  void theAnswerRepeatsTheRequest() throws Exception {
    JsonNode rule = read(mirror(MirrorCall.CREATE_FILTER_RULE));

    assertThat(rule.findValue("trafficDirection")).isEqualTo(rule.findValue("TrafficDirection"));
    assertThat(rule.findValue("ruleNumber")).isEqualTo(rule.findValue("RuleNumber"));
  }

  @Test
  void tagsShowWhatXmlDoesToLists() throws Exception {
    JsonNode bare = read(mirror(MirrorCall.CREATE_FILTER));
    JsonNode named = read(mirror(MirrorCall.CREATE_FILTER).named("sensor"));

    assertThat(bare.findValue("tagSet").asText("none")).isEmpty();
    assertThat(named.findValue("TagSpecification").at("/Tag/tag").asInt()).isEqualTo(1);
    assertThat(named.findValue("TagSpecification").at("/ResourceType").asText())
        .isEqualTo("traffic-mirror-filter");
    assertThat(named.findValue("tagSet").at("/item/value").asText()).isEqualTo("sensor");
  }

  @Test
  void theConsoleHidesAddressAndUserAgent() throws Exception {
    Caller alice = Caller.user("012345678901", "alice");
    JsonNode record = read(mirror(MirrorCall.CREATE_FILTER).by(alice.inConsole()));

    assertThat(record.at("/sourceIPAddress").asText()).isEqualTo("AWS Internal");
    assertThat(record.at("/sessionCredentialFromConsole").asText()).isEqualTo("true");
    assertThat(record.at("/userIdentity/arn").asText()).isEqualTo(alice.arn());
  }

  @Test
  void theCommandLineNamesItsCommand() throws Exception {
    Caller cli = Caller.user("012345678901", "alice").withUserAgent("aws-cli/2 md/command#");

    assertThat(read(mirror(MirrorCall.CREATE_SESSION).by(cli)).at("/userAgent").asText())
        .isEqualTo("aws-cli/2 md/command#ec2.create-traffic-mirror-session");
  }

  @Test
  void textIsQuoted() throws Exception {
    JsonNode record =
        read(
            CloudTrailRecords.call("iam.amazonaws.com", "GetUser")
                .request(JsonObject.object().put("userName", "a\"b\\c\nd")));

    assertThat(record.at("/requestParameters/userName").asText()).isEqualTo("a\"b\\c\nd");
  }
}

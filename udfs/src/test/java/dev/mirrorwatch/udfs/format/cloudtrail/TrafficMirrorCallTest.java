package dev.mirrorwatch.udfs.format.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.event.ResourceId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrafficMirrorCallTest {

  private static final String TARGET = "tmt-0aa000000000000a1";
  private static final String FILTER = "tmf-0bb000000000000b1";
  private static final String SESSION = "tms-0cc000000000000c1";
  private static final String RULE = "tmfr-0dd000000000000d1";
  private static final String SOURCE = "eni-0ee000000000000e1";
  private static final String COLLECTOR = "eni-0ff000000000000f1";

  private static TrafficMirrorCall of(JsonNode record) {
    return TrafficMirrorCall.of(
        record.get("eventSource").asText(), record.get("eventName").asText(), record);
  }

  private static TrafficMirrorCall sample(String name) {
    return of(CloudTrailRecords.json(CloudTrailRecords.sample(name)));
  }

  /** The sample as CloudTrail writes a call that failed: without an answer. */
  private static TrafficMirrorCall failed(String name) {
    ObjectNode record = (ObjectNode) CloudTrailRecords.json(CloudTrailRecords.sample(name));
    record.remove("responseElements");
    return of(record);
  }

  private static ResourceId produced(String field, String id) {
    return new ResourceId(field, id, true);
  }

  private static ResourceId used(String field, String id) {
    return new ResourceId(field, id, false);
  }

  private static Map.Entry<String, List<String>> field(String name, String... values) {
    return Map.entry("mirror." + name, List.of(values));
  }

  @Test
  void anIdMayStandInTheAnswerAlone() {
    JsonNode record =
        CloudTrailRecords.json(
            """
            {"eventSource":"ec2.amazonaws.com","eventName":"DeleteTrafficMirrorSession",
            "responseElements":{"DeleteTrafficMirrorSessionResponse":
            {"trafficMirrorSessionId":"tms-1"}}}""");
    assertThat(of(record).fields()).containsEntry("mirror.session_id", List.of("tms-1"));
  }

  @Test
  void createTarget() {
    TrafficMirrorCall call = sample("create-traffic-mirror-target");
    assertThat(call.fields())
        .containsOnly(
            field("target_id", TARGET),
            field("collector_id", COLLECTOR),
            field("target_type", "network-interface"),
            field("description", "collector"),
            field("tagged", "true"),
            field("tag", "audit=true"),
            field("part_id", TARGET));
    assertThat(call.resources())
        .containsExactly(
            produced("mirror.target_id", TARGET), used("mirror.collector_id", COLLECTOR));
  }

  @Test
  void aFailedCreateTargetStillTellsTheCollector() {
    TrafficMirrorCall call = failed("create-traffic-mirror-target");
    assertThat(call.fields())
        .contains(
            field("collector_id", COLLECTOR),
            field("target_type", "network-interface"),
            field("tagged", "true"),
            field("tag", "audit=true"))
        .doesNotContainKeys("mirror.target_id", "mirror.part_id");
  }

  @Test
  void createTargetOfALoadBalancerOrAnEndpoint() {
    String request =
        "{\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"CreateTrafficMirrorTarget\","
            + "\"requestParameters\":{\"CreateTrafficMirrorTargetRequest\":{\"%s\":\"x\"}}}";
    assertThat(of(CloudTrailRecords.json(request.formatted("NetworkLoadBalancerArn"))).fields())
        .contains(field("target_type", "network-load-balancer"), field("collector_id", "x"));
    JsonNode endpoint = CloudTrailRecords.json(request.formatted("GatewayLoadBalancerEndpointId"));
    assertThat(of(endpoint).fields())
        .contains(field("target_type", "gateway-load-balancer-endpoint"));
  }

  @Test
  void createFilter() {
    TrafficMirrorCall call = sample("create-traffic-mirror-filter");
    assertThat(call.fields())
        .containsOnly(
            field("filter_id", FILTER),
            field("description", "everything"),
            field("tagged", "false"),
            field("part_id", FILTER));
    assertThat(call.resources()).containsExactly(produced("mirror.filter_id", FILTER));
  }

  @Test
  void createFilterRule() {
    TrafficMirrorCall call = sample("create-traffic-mirror-filter-rule");
    assertThat(call.fields())
        .containsOnly(
            field("filter_id", FILTER),
            field("filter_rule_id", RULE),
            field("direction", "ingress"),
            field("rule_action", "accept"),
            field("protocol", "6"),
            field("source_cidr", "0.0.0.0/0"),
            field("destination_cidr", "0.0.0.0/0"),
            field("cidr_any", "true"),
            field("tagged", "false"),
            field("part_id", FILTER));
    assertThat(call.resources())
        .containsExactly(used("mirror.filter_id", FILTER), produced("mirror.filter_rule_id", RULE));
  }

  @Test
  void createSession() {
    TrafficMirrorCall call = sample("create-traffic-mirror-session");
    assertThat(call.fields())
        .containsOnly(
            field("target_id", TARGET),
            field("filter_id", FILTER),
            field("session_id", SESSION),
            field("source_id", SOURCE),
            field("packet_length", "128"),
            field("vni", "7654321"),
            field("session_number", "1"),
            field("tagged", "false"),
            field("part_id", TARGET, FILTER));
    assertThat(call.resources())
        .containsExactly(
            used("mirror.target_id", TARGET),
            used("mirror.filter_id", FILTER),
            produced("mirror.session_id", SESSION),
            used("mirror.source_id", SOURCE));
  }

  @Test
  void aFailedCreateSessionTellsWhatItWouldHaveUsed() {
    TrafficMirrorCall call = failed("create-traffic-mirror-session");
    assertThat(call.fields())
        .contains(
            field("target_id", TARGET),
            field("source_id", SOURCE),
            field("packet_length", "128"),
            field("part_id", TARGET, FILTER))
        .doesNotContainKey("mirror.session_id");
    assertThat(call.resources()).noneMatch(ResourceId::produced);
  }

  @Test
  void modifySession() {
    TrafficMirrorCall call = sample("modify-traffic-mirror-session");
    assertThat(call.fields())
        .contains(
            field("session_id", SESSION),
            field("target_id", TARGET),
            field("filter_id", FILTER),
            field("source_id", SOURCE),
            field("vni", "7654321"));
    assertThat(call.resources()).hasSize(4).noneMatch(ResourceId::produced);
  }

  @Test
  void modifyFilterRule() {
    assertThat(sample("modify-traffic-mirror-filter-rule").fields())
        .containsOnly(
            field("filter_id", FILTER),
            field("filter_rule_id", RULE),
            field("direction", "ingress"),
            field("rule_action", "accept"),
            field("source_cidr", "::/0"),
            field("destination_cidr", "10.0.0.0/8"),
            field("cidr_any", "false"),
            field("part_id", FILTER));
  }

  @Test
  void modifyFilterNetworkServices() {
    TrafficMirrorCall call = sample("modify-traffic-mirror-filter-network-services");
    assertThat(call.fields()).contains(field("filter_id", FILTER), field("part_id", FILTER));
    assertThat(call.resources()).containsExactly(used("mirror.filter_id", FILTER));
  }

  @Test
  void deletes() {
    assertThat(sample("delete-traffic-mirror-session").fields())
        .containsOnly(field("session_id", SESSION));
    assertThat(sample("delete-traffic-mirror-target").fields())
        .containsOnly(field("target_id", TARGET), field("part_id", TARGET));
    assertThat(sample("delete-traffic-mirror-filter-rule").fields())
        .containsOnly(field("filter_rule_id", RULE));
    assertThat(sample("delete-traffic-mirror-filter").fields())
        .containsOnly(field("filter_id", FILTER), field("part_id", FILTER));
    assertThat(failed("delete-traffic-mirror-session").resources())
        .containsExactly(used("mirror.session_id", SESSION));
  }

  @Test
  void describesNameWhatWasAskedFor() {
    assertThat(sample("describe-traffic-mirror-sessions").fields())
        .containsOnly(field("session_id", SESSION));
    assertThat(sample("describe-traffic-mirror-targets").fields())
        .containsOnly(
            field("target_id", TARGET, "tmt-0aa000000000000a2"),
            field("part_id", TARGET, "tmt-0aa000000000000a2"));
    assertThat(sample("describe-traffic-mirror-filter-rules").fields())
        .containsOnly(field("filter_id", FILTER), field("part_id", FILTER));
    assertThat(sample("describe-traffic-mirror-filters").fields()).isEmpty();
  }

  @Test
  void onlyCallsOfEc2AreMirrorCalls() {
    JsonNode record =
        CloudTrailRecords.json(CloudTrailRecords.sample("create-traffic-mirror-session"));
    assertThat(TrafficMirrorCall.of("vpc.amazonaws.com", "CreateTrafficMirrorSession", record))
        .isNull();
    assertThat(TrafficMirrorCall.of("ec2.amazonaws.com", "RunInstances", record)).isNull();
  }
}

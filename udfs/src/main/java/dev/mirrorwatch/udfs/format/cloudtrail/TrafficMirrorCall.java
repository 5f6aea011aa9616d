package dev.mirrorwatch.udfs.format.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.format.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code mirror.*} normal form of EC2's fifteen traffic mirror calls (EC2 API 2016-11-15).
 *
 * <p>CloudTrail writes these calls as XML turned into JSON: {@code <Name>Request} holds members as
 * the API spells them, {@code <Name>Response} with a lower case first letter; a list of one is an
 * object, an empty set is {@code ""}, a request's list elements are {@code {"content":…,"tag":1}}.
 * The answer goes before the request, which is all that a failed call has. An id stands in the same
 * field whether the call made it or used it.
 */
final class TrafficMirrorCall {

  private static final String PROVIDER = "ec2.amazonaws.com";

  /** Name of the call to the object that its answer holds; empty where it holds none. */
  private static final Map<String, String> CALLS =
      Map.ofEntries(
          Map.entry("CreateTrafficMirrorTarget", "trafficMirrorTarget"),
          Map.entry("CreateTrafficMirrorFilter", "trafficMirrorFilter"),
          Map.entry("CreateTrafficMirrorFilterRule", "trafficMirrorFilterRule"),
          Map.entry("CreateTrafficMirrorSession", "trafficMirrorSession"),
          Map.entry("ModifyTrafficMirrorSession", "trafficMirrorSession"),
          Map.entry("ModifyTrafficMirrorFilterRule", "trafficMirrorFilterRule"),
          Map.entry("ModifyTrafficMirrorFilterNetworkServices", "trafficMirrorFilter"),
          Map.entry("DeleteTrafficMirrorSession", ""),
          Map.entry("DeleteTrafficMirrorTarget", ""),
          Map.entry("DeleteTrafficMirrorFilter", ""),
          Map.entry("DeleteTrafficMirrorFilterRule", ""),
          Map.entry("DescribeTrafficMirrorSessions", ""),
          Map.entry("DescribeTrafficMirrorTargets", ""),
          Map.entry("DescribeTrafficMirrorFilters", ""),
          Map.entry("DescribeTrafficMirrorFilterRules", ""));

  /** A member of a call, and what it stands for: a field, or a kind of target. */
  private record Member(String name, String meaning) {}

  private static final List<Member> IDS =
      List.of(
          new Member("trafficMirrorTargetId", "mirror.target_id"),
          new Member("trafficMirrorFilterId", "mirror.filter_id"),
          new Member("trafficMirrorFilterRuleId", "mirror.filter_rule_id"),
          new Member("trafficMirrorSessionId", "mirror.session_id"));

  /** Members whose presence tells what kind of target it is. */
  private static final List<Member> COLLECTORS =
      List.of(
          new Member("networkInterfaceId", "network-interface"),
          new Member("networkLoadBalancerArn", "network-load-balancer"),
          new Member("gatewayLoadBalancerEndpointId", "gateway-load-balancer-endpoint"));

  private static final List<Member> SETTINGS =
      List.of(
          new Member("trafficDirection", "mirror.direction"),
          new Member("ruleAction", "mirror.rule_action"),
          new Member("protocol", "mirror.protocol"),
          new Member("sourceCidrBlock", "mirror.source_cidr"),
          new Member("destinationCidrBlock", "mirror.destination_cidr"),
          new Member("packetLength", "mirror.packet_length"),
          new Member("virtualNetworkId", "mirror.vni"),
          new Member("sessionNumber", "mirror.session_number"),
          new Member("description", "mirror.description"));

  private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0/0", "::/0");

  private final String action;
  private final JsonNode request;
  private final JsonNode answer;
  private final JsonNode object;
  private final Map<String, List<String>> fields = new LinkedHashMap<>();
  private final List<ResourceId> resources = new ArrayList<>();

  private TrafficMirrorCall(String action, JsonNode record) {
    this.action = action;
    request = record.path("requestParameters").path(action + "Request");
    answer = record.path("responseElements").path(action + "Response");
    object = answer.path(CALLS.get(action));
    readIds();
    readSource();
    readCollector();
    SETTINGS.forEach(setting -> put(setting.meaning, read(setting.name)));
    readWidth();
    readTags();
    readParts();
  }

  /** The call in normal form, or {@code null} where the record is no traffic mirror call. */
  static @Nullable TrafficMirrorCall of(String provider, String action, JsonNode record) {
    boolean mirrors = provider.equals(PROVIDER) && CALLS.containsKey(action);
    return mirrors ? new TrafficMirrorCall(action, record) : null;
  }

  /** {@code mirror.*} fields that the call says something about. */
  Map<String, List<String>> fields() {
    return fields;
  }

  List<ResourceId> resources() {
    return resources;
  }

  private boolean creates() {
    return action.startsWith("Create");
  }

  private void readIds() {
    String made = creates() ? CALLS.get(action) + "Id" : "";
    for (Member member : IDS) {
      List<String> ids = read(member.name);
      put(member.meaning, ids);
      boolean produced = member.name.equals(made);
      ids.forEach(id -> resources.add(new ResourceId(member.meaning, id, produced)));
    }
  }

  /** A session mirrors the interface it names; a target names the one it delivers to. */
  private void readSource() {
    if (action.equals("CreateTrafficMirrorSession")
        || action.equals("ModifyTrafficMirrorSession")) {
      consume("mirror.source_id", read("networkInterfaceId"));
    }
  }

  private void readCollector() {
    if (!action.equals("CreateTrafficMirrorTarget")) {
      return;
    }
    List<String> stated = read("type");
    for (Member collector : COLLECTORS) {
      List<String> ids = read(collector.name);
      if (!ids.isEmpty()) {
        consume("mirror.collector_id", ids);
        put("mirror.target_type", stated.isEmpty() ? List.of(collector.meaning) : stated);
      }
    }
  }

  private void readWidth() {
    List<String> from = read("sourceCidrBlock");
    List<String> to = read("destinationCidrBlock");
    if (!from.isEmpty() || !to.isEmpty()) {
      boolean any = isAny(from) && isAny(to);
      put("mirror.cidr_any", List.of(Boolean.toString(any)));
    }
  }

  private static boolean isAny(List<String> blocks) {
    return !blocks.isEmpty() && ANY_ADDRESS.containsAll(blocks);
  }

  private void readTags() {
    JsonNode answered = object.path("tagSet");
    if (creates() || !answered.isMissingNode()) {
      boolean tagged = holdsAny(answered) || holdsAny(request.path("TagSpecification"));
      put("mirror.tagged", List.of(Boolean.toString(tagged)));
    }
    Set<String> tags = new LinkedHashSet<>();
    addTags(answered, tags);
    addTags(request.path("TagSpecification"), tags);
    put("mirror.tag", List.copyOf(tags));
  }

  /** {@code key=value} of each tag, however its names are spelled and however deep it stands. */
  private static void addTags(JsonNode node, Set<String> tags) {
    for (String name : List.of("key", "Key")) {
      JsonNode value = node.path(name.equals("key") ? "value" : "Value");
      if (node.path(name).isValueNode()) {
        tags.add(Json.text(node.path(name)) + "=" + (value.isValueNode() ? Json.text(value) : ""));
      }
    }
    node.forEach(inner -> addTags(inner, tags));
  }

  private static boolean holdsAny(JsonNode set) {
    return set.isContainerNode() && !set.isEmpty();
  }

  private void readParts() {
    Set<String> parts = new LinkedHashSet<>(fields.getOrDefault("mirror.target_id", List.of()));
    parts.addAll(fields.getOrDefault("mirror.filter_id", List.of()));
    put("mirror.part_id", List.copyOf(parts));
  }

  private void consume(String field, List<String> ids) {
    put(field, ids);
    ids.forEach(id -> resources.add(new ResourceId(field, id, false)));
  }

  private void put(String field, List<String> values) {
    if (!values.isEmpty()) {
      fields.put(field, values);
    }
  }

  /**
   * Values of a member, from the object answered, else the answer, else the request. A request of a
   * Describe call may name several ids.
   */
  private List<String> read(String member) {
    String asRequested = Character.toUpperCase(member.charAt(0)) + member.substring(1);
    List<String> values = texts(object.get(member));
    if (values.isEmpty()) {
      values = texts(answer.get(member));
    }
    return values.isEmpty() ? texts(request.get(asRequested)) : values;
  }

  private static List<String> texts(@Nullable JsonNode node) {
    List<String> texts = new ArrayList<>(1);
    addTexts(node, texts);
    return texts;
  }

  private static void addTexts(@Nullable JsonNode node, List<String> texts) {
    if (node == null) {
      return;
    }
    if (node.isArray()) {
      node.forEach(element -> addTexts(element, texts));
    } else if (node.isObject()) {
      addTexts(node.has("content") ? node.get("content") : node.get("item"), texts);
    } else if (Json.nonEmpty(node) != null) {
      texts.add(Json.text(node));
    }
  }
}

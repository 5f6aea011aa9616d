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

  /**
   * A member of a call, and what it stands for: a field, or a kind of target.
   *
   * @param requested its name in a request
   */
  private record Member(String name, String requested, String meaning) {

    Member(String name, String meaning) {
      this(name, Character.toUpperCase(name.charAt(0)) + name.substring(1), meaning);
    }
  }

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

  private static final Member INTERFACE = COLLECTORS.get(0);
  private static final Member TYPE = new Member("type", "mirror.target_type");

  private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0/0", "::/0");

  private static final String TAGS = "tagSet";
  private static final String REQUESTED_TAGS = "TagSpecification";

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
    SETTINGS.forEach(setting -> put(setting.meaning, read(setting)));
    readWidth();
    readTags();
    readParts();
  }

  /** What is read of a record. */
  static Set<String> paths() {
    List<Member> members = new ArrayList<>(List.of(TYPE, new Member(TAGS, REQUESTED_TAGS, "")));
    members.addAll(IDS);
    members.addAll(COLLECTORS);
    members.addAll(SETTINGS);
    Set<String> paths = new LinkedHashSet<>();
    CALLS.forEach(
        (call, object) -> {
          String answer = "responseElements." + call + "Response.";
          for (Member member : members) {
            paths.add("requestParameters." + call + "Request." + member.requested);
            paths.add(answer + member.name);
            if (!object.isEmpty()) {
              paths.add(answer + object + "." + member.name);
            }
          }
        });
    return paths;
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
      List<String> ids = read(member);
      put(member.meaning, ids);
      boolean produced = member.name.equals(made);
      ids.forEach(id -> resources.add(new ResourceId(member.meaning, id, produced)));
    }
  }

  /** A session mirrors the interface it names; a target names the one it delivers to. */
  private void readSource() {
    if (action.equals("CreateTrafficMirrorSession")
        || action.equals("ModifyTrafficMirrorSession")) {
      consume("mirror.source_id", read(INTERFACE));
    }
  }

  private void readCollector() {
    if (!action.equals("CreateTrafficMirrorTarget")) {
      return;
    }
    List<String> stated = read(TYPE);
    for (Member collector : COLLECTORS) {
      List<String> ids = read(collector);
      if (!ids.isEmpty()) {
        consume("mirror.collector_id", ids);
        put("mirror.target_type", stated.isEmpty() ? List.of(collector.meaning) : stated);
      }
    }
  }

  private void readWidth() {
    List<String> from = fields.getOrDefault("mirror.source_cidr", List.of());
    List<String> to = fields.getOrDefault("mirror.destination_cidr", List.of());
    if (!from.isEmpty() || !to.isEmpty()) {
      boolean any = isAny(from) && isAny(to);
      put("mirror.cidr_any", List.of(Boolean.toString(any)));
    }
  }

  private static boolean isAny(List<String> blocks) {
    return !blocks.isEmpty() && ANY_ADDRESS.containsAll(blocks);
  }

  private void readTags() {
    JsonNode answered = object.path(TAGS);
    if (creates() || !answered.isMissingNode()) {
      boolean tagged = holdsAny(answered) || holdsAny(request.path(REQUESTED_TAGS));
      put("mirror.tagged", List.of(Boolean.toString(tagged)));
    }
    Set<String> tags = new LinkedHashSet<>();
    addTags(answered, tags);
    addTags(request.path(REQUESTED_TAGS), tags);
    put("mirror.tag", List.copyOf(tags));
  }

  /** {@code key=value} of each tag, however its names are spelled and however deep it stands. */
  private static void addTags(JsonNode node, Set<String> tags) {
    if (!node.isContainerNode()) {
      return;
    }
    addTag(node.path("key"), node.path("value"), tags);
    addTag(node.path("Key"), node.path("Value"), tags);
    node.forEach(inner -> addTags(inner, tags));
  }

  private static void addTag(JsonNode key, JsonNode value, Set<String> tags) {
    if (key.isValueNode()) {
      tags.add(Json.text(key) + "=" + (value.isValueNode() ? Json.text(value) : ""));
    }
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
  private List<String> read(Member member) {
    List<String> values = texts(object.get(member.name));
    if (values.isEmpty()) {
      values = texts(answer.get(member.name));
    }
    return values.isEmpty() ? texts(request.get(member.requested)) : values;
  }

  private static List<String> texts(@Nullable JsonNode node) {
    if (node == null) {
      return List.of();
    }
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

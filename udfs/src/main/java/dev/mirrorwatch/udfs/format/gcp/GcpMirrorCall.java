package dev.mirrorwatch.udfs.format.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.format.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code mirror.*} normal form of the calls that copy packets in Google Cloud, and of those
 * that build what the copies go to. Ids are resource paths without host and API version.
 *
 * <table>
 *   <caption>Packet Mirroring (Compute Engine API)</caption>
 *   <tr><td>packetMirrorings.*, its name</td><td>mirror.session_id</td></tr>
 *   <tr><td>collectorIlb.url</td><td>mirror.target_id, a forwarding rule</td></tr>
 *   <tr><td>mirroredResources.subnetworks, .instances</td><td>mirror.source_id</td></tr>
 *   <tr><td>mirroredResources.tags</td><td>mirror.source_tag</td></tr>
 *   <tr><td>filter.direction, .IPProtocols, .cidrRanges</td>
 *       <td>mirror.direction, .protocol, .source_cidr; none is any: mirror.cidr_any</td></tr>
 *   <tr><td>enable</td><td>mirror.enabled</td></tr>
 *   <tr><td>forwardingRules.insert with isMirroringCollector</td><td>mirror.target_id, made</td></tr>
 *   <tr><td>forwardingRules.setTarget, .patch, .delete</td>
 *       <td>mirror.target_id, used, whatever the rule is for: the call does not say</td></tr>
 *   <tr><td>backend service of a forwarding rule, or its own name</td>
 *       <td>mirror.collector_id</td></tr>
 * </table>
 *
 * <table>
 *   <caption>Out-of-band mirroring (Network Security Integration)</caption>
 *   <tr><td>mirroring deployment group</td><td>mirror.deployment_group_id</td></tr>
 *   <tr><td>mirroring deployment</td><td>mirror.deployment_id, its forwarding rule
 *       mirror.target_id</td></tr>
 *   <tr><td>mirroring endpoint group</td><td>mirror.endpoint_group_id</td></tr>
 *   <tr><td>association</td><td>its network mirror.source_id</td></tr>
 *   <tr><td>security profile, and its group</td><td>mirror.profile_id, .profile_group_id</td></tr>
 *   <tr><td>packet mirroring rule</td><td>mirror.session_id: policy and priority</td></tr>
 * </table>
 *
 * <p>Sources: the REST reference of Compute Engine, {@code mirroring.proto} of Network Security.
 */
final class GcpMirrorCall {

  private static final Set<String> READS =
      Set.of("get", "list", "aggregatedlist", "testiampermissions", "delete");
  private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0/0", "::/0");

  private final JsonNode request;
  private final @Nullable String project;
  private final String resourceName;
  private final String verb;
  private final Map<String, List<String>> fields = new LinkedHashMap<>();
  private final List<ResourceId> resources = new ArrayList<>();

  private GcpMirrorCall(String method, JsonNode payload, @Nullable String project) {
    this.project = project;
    request = payload.path("request");
    String name = Json.nonEmpty(payload.get("resourceName"));
    resourceName = name == null ? "" : GcpNames.resource(name, project);
    verb = method.substring(method.lastIndexOf('.') + 1);
    String[] parts = method.split("\\.");
    String collection = parts.length < 2 ? "" : parts[parts.length - 2];
    switch (collection) {
      case "packetmirrorings" -> readMirroring();
      case "forwardingrules" -> readForwardingRule();
      case "regionbackendservices" -> {
        if (verb.equals("insert")) {
          put("mirror.collector_id", true, resourceName);
        }
      }
      case "networkfirewallpolicies", "regionnetworkfirewallpolicies", "firewallpolicies" -> {
        if (verb.endsWith("packetmirroringrule")) {
          readRule();
        }
      }
      default -> {
        if (method.startsWith("networksecurity.")) {
          readIntegration();
        }
      }
    }
  }

  /**
   * @param method in the form of {@link GcpNames#method}
   * @param payload the AuditLog
   */
  static GcpMirrorCall of(String method, JsonNode payload, @Nullable String project) {
    return new GcpMirrorCall(method, payload, project);
  }

  Map<String, List<String>> fields() {
    return fields;
  }

  List<ResourceId> resources() {
    return resources;
  }

  /** Whether packets go to the target from now on, if the call succeeds. */
  boolean changesWhereItGoes() {
    return fields.containsKey("mirror.target_id") && !READS.contains(verb);
  }

  private void readMirroring() {
    put("mirror.session_id", verb.equals("insert"), mirroringName());
    url("mirror.target_id", false, request.path("collectorIlb").get("url"));
    JsonNode mirrored = request.path("mirroredResources");
    List<String> sources = new ArrayList<>();
    for (String kind : List.of("subnetworks", "instances")) {
      for (JsonNode source : mirrored.path(kind)) {
        String url = Json.nonEmpty(source.get("url"));
        if (url != null) {
          sources.add(GcpNames.resource(url, project));
        }
      }
    }
    put("mirror.source_id", false, sources);
    form("mirror.source_tag", texts(mirrored.get("tags")));
    JsonNode filter = request.path("filter");
    form("mirror.direction", texts(filter.get("direction")));
    form("mirror.protocol", texts(filter.get("IPProtocols")));
    List<String> ranges = texts(filter.get("cidrRanges"));
    form("mirror.source_cidr", ranges);
    if (verb.equals("insert")) {
      boolean any = ranges.isEmpty() || ranges.stream().anyMatch(ANY_ADDRESS::contains);
      form("mirror.cidr_any", List.of(Boolean.toString(any)));
    }
    form("mirror.enabled", texts(request.get("enable")));
    form("mirror.description", texts(request.get("description")));
    if (fields.containsKey("mirror.target_id")) {
      form("mirror.target_type", List.of("forwarding-rule"));
    }
  }

  /** Some calls are logged under the collection, with the name in the request. */
  private String mirroringName() {
    String name = Json.nonEmpty(request.get("name"));
    return resourceName.endsWith("/packetMirrorings") && name != null
        ? resourceName + "/" + name
        : resourceName;
  }

  private void readForwardingRule() {
    boolean collector = "true".equalsIgnoreCase(Json.text(request.get("isMirroringCollector")));
    if (verb.equals("insert") ? collector : !READS.contains(verb) || verb.equals("delete")) {
      put("mirror.target_id", verb.equals("insert"), resourceName);
      form("mirror.target_type", List.of("forwarding-rule"));
      url("mirror.collector_id", false, request.get("backendService"));
      url("mirror.collector_id", false, request.get("target"));
    }
  }

  private void readRule() {
    url("mirror.profile_group_id", false, request.get("securityProfileGroup"));
    String priority = Json.nonEmpty(request.get("priority"));
    put(
        "mirror.session_id",
        verb.startsWith("add"),
        priority == null ? resourceName : resourceName + "/packetMirroringRules/" + priority);
    form("mirror.direction", texts(request.get("direction")));
    form("mirror.source_cidr", texts(request.path("match").get("srcIpRanges")));
    form("mirror.destination_cidr", texts(request.path("match").get("destIpRanges")));
    form("mirror.description", texts(request.get("description")));
  }

  /** Each method creates, updates or deletes one kind of resource, which it is named after. */
  private void readIntegration() {
    if (verb.endsWith("mirroringdeploymentgroup")) {
      own("mirror.deployment_group_id", "mirroringDeploymentGroup");
    } else if (verb.endsWith("mirroringdeployment")) {
      own("mirror.deployment_id", "mirroringDeployment");
      JsonNode deployment = request.path("mirroringDeployment");
      url("mirror.target_id", false, deployment.get("forwardingRule"));
      url("mirror.deployment_group_id", false, deployment.get("mirroringDeploymentGroup"));
    } else if (verb.endsWith("mirroringendpointgroupassociation")) {
      JsonNode association = request.path("mirroringEndpointGroupAssociation");
      url("mirror.endpoint_group_id", false, association.get("mirroringEndpointGroup"));
      url("mirror.source_id", false, association.get("network"));
    } else if (verb.endsWith("mirroringendpointgroup")) {
      own("mirror.endpoint_group_id", "mirroringEndpointGroup");
      JsonNode group = request.path("mirroringEndpointGroup");
      url("mirror.deployment_group_id", false, group.get("mirroringDeploymentGroup"));
    } else if (verb.endsWith("securityprofilegroup")) {
      own("mirror.profile_group_id", "securityProfileGroup");
      JsonNode group = request.path("securityProfileGroup");
      url("mirror.profile_id", false, group.get("customMirroringProfile"));
    } else if (verb.endsWith("securityprofile")) {
      own("mirror.profile_id", "securityProfile");
      JsonNode profile = request.path("securityProfile").path("customMirroringProfile");
      url("mirror.endpoint_group_id", false, profile.get("mirroringEndpointGroup"));
    }
  }

  /** A request names what it creates by its parent and an id, and what exists by its name. */
  private void own(String field, String kind) {
    String parent = Json.nonEmpty(request.get("parent"));
    String id = Json.nonEmpty(request.get(kind + "Id"));
    String name = Json.nonEmpty(request.path(kind).get("name"));
    if (parent != null && id != null) {
      String collection = kind + "s";
      put(field, true, GcpNames.resource(parent, project) + "/" + collection + "/" + id);
    } else if (name != null) {
      put(field, verb.startsWith("create"), GcpNames.resource(name, project));
    } else if (!verb.startsWith("create")) {
      put(field, false, resourceName);
    }
  }

  private void url(String field, boolean produced, @Nullable JsonNode node) {
    String url = Json.nonEmpty(node);
    if (url != null) {
      put(field, produced, GcpNames.resource(url, project));
    }
  }

  private void put(String field, boolean produced, String id) {
    put(field, produced, id.isEmpty() ? List.of() : List.of(id));
  }

  private void put(String field, boolean produced, List<String> ids) {
    form(field, ids);
    ids.forEach(id -> resources.add(new ResourceId(field, id, produced)));
  }

  private void form(String field, List<String> values) {
    if (!values.isEmpty()) {
      fields.put(field, values);
    }
  }

  private static List<String> texts(@Nullable JsonNode node) {
    List<String> texts = new ArrayList<>(1);
    if (node != null && node.isArray()) {
      node.forEach(element -> texts.addAll(texts(element)));
    } else if (Json.nonEmpty(node) != null) {
      texts.add(Json.text(node));
    }
    return texts;
  }
}

package dev.mirrorwatch.udfs.format.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.RecordView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls around mirroring that name what can receive copied packets, or end what sends them: network
 * interfaces, load balancers, endpoints, shared targets, opened ports. Their ids stand in the field
 * in which the mirror calls have them.
 *
 * <p>Older calls of EC2 are written plain with {@code items}, newer ones in wrappers as the mirror
 * calls; load balancers and RAM answer in plain lists.
 */
final class CollectorCall {

  /** What is read of a record. */
  static final Set<String> PATHS =
      Set.of(
          "requestParameters.networkInterfaceId",
          "requestParameters.ipPermissions.items",
          "requestParameters.ModifySecurityGroupRulesRequest.SecurityGroupRule",
          "requestParameters.resourceArns",
          "responseElements.loadBalancers.loadBalancerArn",
          "responseElements.networkInterface.networkInterfaceId",
          "responseElements.CreateVpcEndpointResponse.vpcEndpoint.vpcEndpointId",
          "responseElements.instancesSet.items.networkInterfaceSet.items.networkInterfaceId");

  private static final String EC2 = "ec2.amazonaws.com";
  private static final String COLLECTOR = "mirror.collector_id";
  private static final String SHARED_TARGET = ":traffic-mirror-target/";

  private static final int VXLAN_PORT = 4789;
  private static final int GENEVE_PORT = 6081;

  /** EC2's words for UDP and for any protocol: names, or the numbers of IANA. */
  private static final Set<String> UDP = Set.of("udp", "17");

  private static final Set<String> ANY_PROTOCOL = Set.of("-1", "all");

  private final String action;
  private final JsonNode request;
  private final RecordView view;
  private final Map<String, List<String>> fields = new LinkedHashMap<>();
  private final List<ResourceId> resources = new ArrayList<>();

  private CollectorCall(String provider, String action, JsonNode record) {
    this.action = action;
    this.request = record.path("requestParameters");
    this.view = new RecordView(record, Map.of());
    switch (provider) {
      case EC2 -> readEc2();
      case "elasticloadbalancing.amazonaws.com" -> {
        if (action.equals("CreateLoadBalancer")) {
          put(COLLECTOR, true, "responseElements.loadBalancers.loadBalancerArn");
        }
      }
      case "ram.amazonaws.com" -> readShare();
      default -> {
        // Other services make nothing that packets are mirrored to.
      }
    }
  }

  static CollectorCall of(String provider, String action, JsonNode record) {
    return new CollectorCall(provider, action, record);
  }

  Map<String, List<String>> fields() {
    return fields;
  }

  List<ResourceId> resources() {
    return resources;
  }

  private void readEc2() {
    switch (action) {
      case "RunInstances" ->
          put(
              COLLECTOR,
              true,
              "responseElements.instancesSet.items.networkInterfaceSet.items.networkInterfaceId");
      case "CreateNetworkInterface" ->
          put(COLLECTOR, true, "responseElements.networkInterface.networkInterfaceId");
      case "AttachNetworkInterface" ->
          put(COLLECTOR, false, "requestParameters.networkInterfaceId");
      case "CreateVpcEndpoint" ->
          put(
              COLLECTOR,
              true,
              "responseElements.CreateVpcEndpointResponse.vpcEndpoint.vpcEndpointId");
      case "DeleteNetworkInterface" ->
          put("mirror.source_id", false, "requestParameters.networkInterfaceId");
      case "AuthorizeSecurityGroupIngress" ->
          readTunnels(
              request.path("ipPermissions").path("items"), "ipProtocol", "fromPort", "toPort");
      case "ModifySecurityGroupRules" ->
          readChangedRules(
              request.path("ModifySecurityGroupRulesRequest").path("SecurityGroupRule"));
      default -> {
        // No other call of EC2 has to do with it.
      }
    }
  }

  /** A list of changes, each around the rule as it is to be. */
  private void readChangedRules(JsonNode changes) {
    for (JsonNode change : changes.isArray() ? changes : List.of(changes)) {
      readTunnels(change.path("SecurityGroupRule"), "IpProtocol", "FromPort", "ToPort");
    }
  }

  /** One permission or several: mirrored packets come in VXLAN, or in GENEVE through a gateway. */
  private void readTunnels(JsonNode permissions, String protocol, String from, String to) {
    Set<String> tunnels = new LinkedHashSet<>(fields.getOrDefault("network.tunnel", List.of()));
    for (JsonNode permission : permissions.isArray() ? permissions : List.of(permissions)) {
      String allowed = Json.nonEmpty(permission.get(protocol));
      boolean all = allowed != null && ANY_PROTOCOL.contains(allowed);
      if (all || allowed != null && UDP.contains(allowed)) {
        Integer first = port(permission.get(from));
        Integer last = port(permission.get(to));
        if (all || covers(first, last, VXLAN_PORT)) {
          tunnels.add("vxlan");
        }
        if (all || covers(first, last, GENEVE_PORT)) {
          tunnels.add("geneve");
        }
      }
    }
    if (!tunnels.isEmpty()) {
      fields.put("network.tunnel", List.copyOf(tunnels));
    }
  }

  /** Without ports, or from -1, all ports are meant. */
  private static boolean covers(@Nullable Integer first, @Nullable Integer last, int port) {
    boolean above = first == null || first <= port;
    return above && (last == null || last == -1 || last >= port);
  }

  private static @Nullable Integer port(@Nullable JsonNode node) {
    String text = Json.nonEmpty(node);
    return text != null && text.matches("-?\\d{1,5}") ? Integer.valueOf(text) : null;
  }

  /** What is shared is named by ARN: {@code arn:aws:ec2:…:traffic-mirror-target/tmt-…}. */
  private void readShare() {
    if (!action.equals("CreateResourceShare") && !action.equals("AssociateResourceShare")) {
      return;
    }
    List<String> targets =
        view.values("requestParameters.resourceArns").stream()
            .filter(arn -> arn != null && arn.contains(SHARED_TARGET))
            .map(arn -> arn.substring(arn.indexOf(SHARED_TARGET) + SHARED_TARGET.length()))
            .toList();
    put("mirror.target_id", false, targets);
  }

  private void put(String field, boolean produced, String path) {
    put(
        field,
        produced,
        view.values(path).stream().filter(id -> id != null && !id.isEmpty()).toList());
  }

  private void put(String field, boolean produced, List<String> ids) {
    if (!ids.isEmpty()) {
      fields.put(field, ids);
      ids.forEach(id -> resources.add(new ResourceId(field, id, produced)));
    }
  }
}

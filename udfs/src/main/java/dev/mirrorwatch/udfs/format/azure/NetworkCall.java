package dev.mirrorwatch.udfs.format.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.format.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code mirror.*} normal form of the calls that copy packets, and {@code iam.grantee} of the
 * one that gives roles. Ids are resource ids in lower case.
 *
 * <table>
 * <caption>Which call says what</caption>
 * <tr><th>Call</th><th>Field</th><th>Value</th></tr>
 * <tr><td>{@code virtualNetworkTaps/*}</td><td>{@code mirror.target_id}</td><td>the tap</td></tr>
 * <tr><td></td><td>{@code mirror.collector_id}</td><td>where the tap delivers, from its body</td></tr>
 * <tr><td>{@code networkInterfaces/tapConfigurations/*}</td><td>{@code mirror.session_id}</td>
 * <td>the configuration</td></tr>
 * <tr><td></td><td>{@code mirror.source_id}</td><td>the interface that it belongs to</td></tr>
 * <tr><td></td><td>{@code mirror.target_id}</td><td>the tap that it uses, from its body</td></tr>
 * <tr><td>{@code networkWatchers/packetCaptures/*}</td><td>{@code mirror.session_id}</td>
 * <td>the capture</td></tr>
 * <tr><td></td><td>{@code mirror.source_id}</td><td>the machine, from its body</td></tr>
 * <tr><td></td><td>{@code mirror.collector_id}</td><td>the storage account, from its body</td></tr>
 * <tr><td>{@code *}{@code /startPacketCapture/action}</td><td>{@code mirror.session_id}, {@code
 * mirror.source_id}</td><td>the gateway or connection</td></tr>
 * <tr><td>{@code roleAssignments/write}</td><td>{@code iam.grantee}</td><td>object id of who gets
 * the role, from its body</td></tr>
 * </table>
 *
 * <p>A body is JSON text in the properties, {@code responseBody} and {@code requestbody}; the
 * answer goes first. Not every record of a call has one: where an id is lacking that only a body
 * tells, the call is not {@link #complete}.
 */
final class NetworkCall {

  private static final String TAPS = "microsoft.network/virtualnetworktaps/";
  private static final String CONFIGURATIONS =
      "microsoft.network/networkinterfaces/tapconfigurations/";
  private static final String CAPTURES = "microsoft.network/networkwatchers/packetcaptures/";
  private static final String GATEWAY_CAPTURE = "/startpacketcapture/action";
  private static final String ASSIGNMENT = "microsoft.authorization/roleassignments/write";

  private final ActivityRecord record;
  private final String operation;
  private final String resource;
  private final Map<String, List<String>> fields = new LinkedHashMap<>();
  private final List<ResourceId> resources = new ArrayList<>();
  private boolean complete = true;

  /**
   * @param operation in lower case
   * @param resource id in lower case
   */
  NetworkCall(ActivityRecord record, String operation, String resource) {
    this.record = record;
    this.operation = operation;
    this.resource = resource;
    if (operation.startsWith(TAPS)) {
      put("mirror.target_id", resource, writes());
      put("mirror.target_type", "virtual-network-tap");
      collector("destinationNetworkInterfaceIPConfiguration");
      collector("destinationLoadBalancerFrontEndIPConfiguration");
    } else if (operation.startsWith(CONFIGURATIONS)) {
      put("mirror.session_id", resource, writes());
      int end = resource.lastIndexOf("/tapconfigurations/");
      if (end > 0) {
        put("mirror.source_id", resource.substring(0, end), false);
      }
      need("mirror.target_id", record.body("properties", "virtualNetworkTap", "id"));
    } else if (operation.startsWith(CAPTURES)) {
      put("mirror.session_id", resource, writes());
      read("mirror.source_id", record.body("properties", "target"));
      read("mirror.collector_id", record.body("properties", "storageLocation", "storageId"));
    } else if (operation.endsWith(GATEWAY_CAPTURE)) {
      put("mirror.session_id", resource, true);
      put("mirror.source_id", resource, false);
    } else if (operation.equals(ASSIGNMENT)) {
      grantee();
    }
  }

  /** {@code mirror.*} and {@code iam.*} fields that the call says something about. */
  Map<String, List<String>> fields() {
    return fields;
  }

  List<ResourceId> resources() {
    return resources;
  }

  /** Whether the record has all ids that other calls are linked by. */
  boolean complete() {
    return complete;
  }

  /** What the call makes or starts: the target that is in use once it succeeds. */
  List<String> activeTargets() {
    return writes() ? fields.getOrDefault("mirror.target_id", List.of()) : List.of();
  }

  private boolean writes() {
    return operation.endsWith("/write");
  }

  private void collector(String name) {
    read("mirror.collector_id", record.body("properties", name, "id"));
  }

  private void grantee() {
    String grantee = Json.nonEmpty(record.body("properties", "principalId"));
    if (grantee == null) {
      complete = false;
    } else {
      put("iam.grantee", AzureResource.lower(grantee));
    }
  }

  private void need(String field, JsonNode id) {
    if (writes() && Json.nonEmpty(id) == null) {
      complete = false;
    }
    read(field, id);
  }

  private void read(String field, @Nullable JsonNode id) {
    String text = Json.nonEmpty(id);
    if (text != null) {
      put(field, AzureResource.lower(text), false);
    }
  }

  private void put(String field, String id, boolean produced) {
    put(field, id);
    resources.add(new ResourceId(field, id, produced));
  }

  private void put(String field, String value) {
    fields.put(field, List.of(value));
  }
}

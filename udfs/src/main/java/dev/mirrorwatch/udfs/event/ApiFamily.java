package dev.mirrorwatch.udfs.event;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The calls of one provider that make, change or end a copy of network traffic. Who is known for
 * one of them is known for all: a staging is several of them, and nobody who sets up sensors makes
 * only one. What such a copy needs besides, a machine, a balancer, a storage account, makes nobody
 * known.
 */
enum ApiFamily {
  AWS_TRAFFIC_MIRRORING(
      "aws", "(?:Create|Modify|Delete)TrafficMirror.*", "ec2.amazonaws.com TrafficMirror"),
  AZURE_TAP(
      "azure",
      "microsoft\\.network/(?:virtualnetworktaps|networkinterfaces/tapconfigurations)"
          + "/(?:write|delete)",
      "microsoft.network virtualNetworkTaps"),
  AZURE_PACKET_CAPTURE(
      "azure",
      ".*/packetcaptures/(?:write|delete|stop/action)|.*/startpacketcapture/action",
      "microsoft.network packetCaptures"),
  GCP_PACKET_MIRRORING(
      "gcp",
      ".*\\.packetMirrorings\\.(?:insert|patch|update|delete)"
          + "|.*\\.(?:add|patch|remove)PacketMirroringRule"
          + "|.*\\.networksecurity\\..*\\.(?:Create|Update|Delete)[A-Za-z]+"
          + "|.*\\.forwardingRules\\.insert",
      "gcp packetMirrorings"),
  CISCO_MONITOR("cisco", "command", "cisco monitor");

  private final String cloud;
  private final Pattern calls;
  private final String text;

  ApiFamily(String cloud, String calls, String text) {
    this.cloud = cloud;
    this.calls = Pattern.compile(calls, Pattern.CASE_INSENSITIVE);
    this.text = text;
  }

  /**
   * The family, where the call changed something about mirroring. A question makes nobody known,
   * and neither does an attempt.
   *
   * @param cloud ECS {@code cloud.provider}
   * @param action the provider's name of the call, in any letter case; a typed command of a device
   */
  static Optional<String> changedBy(
      String cloud, String action, Outcome outcome, List<ResourceId> resources) {
    if (outcome != Outcome.SUCCESS || !nameMirroring(resources)) {
      return Optional.empty();
    }
    for (ApiFamily family : values()) {
      if (family.cloud.equals(cloud) && family.calls.matcher(action).matches()) {
        return Optional.of(family.text);
      }
    }
    return Optional.empty();
  }

  private static boolean nameMirroring(List<ResourceId> resources) {
    for (ResourceId resource : resources) {
      if (resource.field().startsWith("mirror.")) {
        return true;
      }
    }
    return false;
  }
}

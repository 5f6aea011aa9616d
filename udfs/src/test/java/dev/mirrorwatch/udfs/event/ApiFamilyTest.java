package dev.mirrorwatch.udfs.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiFamilyTest {

  private static final List<ResourceId> MIRROR =
      List.of(new ResourceId("mirror.target_id", "tmt-1", true));

  private static Optional<String> family(String cloud, String action) {
    return ApiFamily.changedBy(cloud, action, Outcome.SUCCESS, MIRROR);
  }

  @ParameterizedTest
  @CsvSource({
    "aws, CreateTrafficMirrorTarget, ec2.amazonaws.com TrafficMirror",
    "aws, ModifyTrafficMirrorFilterNetworkServices, ec2.amazonaws.com TrafficMirror",
    "azure, microsoft.network/virtualnetworktaps/write, microsoft.network virtualNetworkTaps",
    "azure, MICROSOFT.NETWORK/NETWORKINTERFACES/TAPCONFIGURATIONS/WRITE,"
        + " microsoft.network virtualNetworkTaps",
    "azure, Microsoft.Network/networkWatchers/packetCaptures/stop/action,"
        + " microsoft.network packetCaptures",
    "azure, Microsoft.Network/connections/startPacketCapture/action,"
        + " microsoft.network packetCaptures",
    "gcp, v1.compute.packetMirrorings.insert, gcp packetMirrorings",
    "gcp, beta.compute.packetMirrorings.patch, gcp packetMirrorings",
    "gcp, v1.compute.forwardingRules.insert, gcp packetMirrorings",
    "gcp, v1.compute.networkFirewallPolicies.addPacketMirroringRule, gcp packetMirrorings",
    "gcp, google.cloud.networksecurity.v1.Mirroring.CreateMirroringDeployment,"
        + " gcp packetMirrorings",
    "cisco, command, cisco monitor",
  })
  void isWhatCopiesTrafficThere(String cloud, String action, String family) {
    assertThat(family(cloud, action)).contains(family);
  }

  @ParameterizedTest
  @CsvSource({
    "aws, DescribeTrafficMirrorTargets",
    "aws, RunInstances",
    "azure, Microsoft.Network/virtualNetworkTaps/read",
    "gcp, v1.compute.packetMirrorings.list",
    "gcp, v1.compute.packetMirrorings.testIamPermissions",
    "gcp, v1.compute.regionBackendServices.insert",
    "gcp, google.cloud.networksecurity.v1.Mirroring.ListMirroringDeployments",
    "cisco, LOGIN_SUCCESS",
    "aws, v1.compute.packetMirrorings.insert",
  })
  void whatCopiesNothingMakesNobodyKnown(String cloud, String action) {
    assertThat(family(cloud, action)).isEmpty();
  }

  @Test
  void neitherDoesAnAttemptNorACallOfNoMirror() {
    String call = "CreateTrafficMirrorTarget";
    assertThat(ApiFamily.changedBy("aws", call, Outcome.DENIED, MIRROR)).isEmpty();
    assertThat(ApiFamily.changedBy("aws", call, Outcome.SUCCESS, List.of())).isEmpty();
  }
}

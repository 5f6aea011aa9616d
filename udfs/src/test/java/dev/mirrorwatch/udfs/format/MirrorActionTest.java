package dev.mirrorwatch.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MirrorActionTest {

  @ParameterizedTest
  @CsvSource({
    "CreateTrafficMirrorSession, Creation",
    "ModifyTrafficMirrorFilterNetworkServices, Modification",
    "DeleteTrafficMirrorTarget, Deletion",
    "DescribeTrafficMirrorTargets, Other",
    "MICROSOFT.NETWORK/VIRTUALNETWORKTAPS/WRITE, Creation/Modification",
    "Microsoft.Network/virtualNetworkTaps/delete, Deletion",
    "Microsoft.Network/virtualNetworkTaps/join/action, Other",
    "v1.compute.packetMirrorings.insert, Creation",
    "beta.compute.packetMirrorings.patch, Modification",
    "v1.compute.networkFirewallPolicies.addPacketMirroringRule, Creation",
    "v1.compute.packetMirrorings.list, Other",
    "RunInstances,",
    "monitor session 1 destination interface Gi1/0/2,"
  })
  void callsAreClassed(String call, String action) {
    assertThat(MirrorAction.of(call)).isEqualTo(action);
  }
}

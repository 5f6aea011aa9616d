package dev.mirrorwatch.udfs.format.gcp;

import static dev.mirrorwatch.udfs.format.gcp.GcpRecords.entry;
import static dev.mirrorwatch.udfs.format.gcp.GcpRecords.event;
import static dev.mirrorwatch.udfs.format.gcp.GcpRecords.sample;
import static dev.mirrorwatch.udfs.format.gcp.GcpRecords.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.ResourceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcpMirrorCallTest {

  private static final String REGION = "projects/net-prod-4711/regions/europe-west1/";
  private static final String COLLECTOR = REGION + "forwardingRules/tap-collector";

  @ParameterizedTest
  @CsvSource({
    "mirror.session_id, projects/net-prod-4711/regions/europe-west1/packetMirrorings/copy-all",
    "mirror.target_id, projects/net-prod-4711/regions/europe-west1/forwardingRules/tap-collector",
    "mirror.active_target_id,"
        + " projects/net-prod-4711/regions/europe-west1/forwardingRules/tap-collector",
    "mirror.source_id, projects/net-prod-4711/regions/europe-west1/subnetworks/db",
    "mirror.source_tag, web",
    "mirror.direction, BOTH",
    "mirror.cidr_any, true",
    "mirror.enabled, TRUE",
    "mirror.target_type, forwarding-rule",
    "credential.id, alice@example.com"
  })
  void aMirroringNamesItsTargetAndSources(String field, String value) {
    assertThat(values(sample("packet-mirroring-insert-first"), field)).containsExactly(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.googleapis.com/compute/v1/projects/p-1/regions/r/forwardingRules/c",
        "https://compute.googleapis.com/compute/beta/projects/p-1/regions/r/forwardingRules/c",
        "//compute.googleapis.com/projects/p-1/regions/r/forwardingRules/c",
        "projects/p-1/regions/r/forwardingRules/c",
        "regions/r/forwardingRules/c"
      })
  void aForwardingRuleHasOneNameHoweverItIsWritten(String url) {
    String record =
        entry(
            "v1.compute.packetMirrorings.insert",
            "\"resourceName\":\"projects/p-1/regions/r/packetMirrorings/m\","
                + "\"request\":{\"collectorIlb\":{\"url\":\""
                + url
                + "\"}}");
    assertThat(values(record, "mirror.target_id"))
        .containsExactly("projects/p-1/regions/r/forwardingRules/c");
  }

  @Test
  void aCollectorMakesTheTargetThatTheMirroringUses() {
    assertThat(event(sample("forwarding-rule-collector")).resources())
        .contains(new ResourceId("mirror.target_id", COLLECTOR, true));
    assertThat(event(sample("packet-mirroring-insert-first")).resources())
        .contains(new ResourceId("mirror.target_id", COLLECTOR, false));
    assertThat(values(sample("forwarding-rule-collector"), "mirror.collector_id"))
        .containsExactly(REGION + "backendServices/tap");
  }

  @Test
  void anOrdinaryForwardingRuleIsNoTarget() {
    String ordinary =
        sample("forwarding-rule-collector")
            .replace("\"isMirroringCollector\": true", "\"isMirroringCollector\": false");
    assertThat(values(ordinary, "mirror.target_id")).isEmpty();
  }

  @Test
  void aRuleThatIsPointedElsewhereNamesBoth() {
    assertThat(values(sample("forwarding-rule-set-target"), "mirror.target_id"))
        .containsExactly(COLLECTOR);
    assertThat(values(sample("forwarding-rule-set-target"), "mirror.collector_id"))
        .containsExactly(REGION + "backendServices/other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "list", "delete", "testIamPermissions"})
  void noTargetIsActiveThroughALookOrADeletion(String verb) {
    String call =
        sample("packet-mirroring-patch-beta").replace("Mirrorings.patch", "Mirrorings." + verb);
    assertThat(values(call, "mirror.session_id")).isNotEmpty();
    assertThat(values(call, "mirror.active_target_id")).isEmpty();
  }

  @Test
  void whatWasRefusedIsNotActive() {
    assertThat(values(sample("packet-mirroring-insert-denied"), "mirror.target_id")).isNotEmpty();
    assertThat(values(sample("packet-mirroring-insert-denied"), "mirror.active_target_id"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "deployment-group, mirror.deployment_group_id, projects/net-prod-4711/locations/global/mirroringDeploymentGroups/taps",
    "deployment, mirror.deployment_group_id, projects/net-prod-4711/locations/global/mirroringDeploymentGroups/taps",
    "deployment, mirror.deployment_id, projects/net-prod-4711/locations/europe-west1-b/mirroringDeployments/tap-b",
    "deployment, mirror.target_id, projects/net-prod-4711/regions/europe-west1/forwardingRules/tap-collector",
    "endpoint-group, mirror.deployment_group_id, projects/net-prod-4711/locations/global/mirroringDeploymentGroups/taps",
    "endpoint-group, mirror.endpoint_group_id, projects/net-prod-4711/locations/global/mirroringEndpointGroups/taps",
    "association, mirror.endpoint_group_id, projects/net-prod-4711/locations/global/mirroringEndpointGroups/taps",
    "association, mirror.source_id, projects/net-prod-4711/global/networks/prod",
    "profile, mirror.endpoint_group_id, projects/net-prod-4711/locations/global/mirroringEndpointGroups/taps",
    "profile, mirror.profile_id, organizations/123456789012/locations/global/securityProfiles/copy",
    "profile-group, mirror.profile_id, organizations/123456789012/locations/global/securityProfiles/copy",
    "profile-group, mirror.profile_group_id, organizations/123456789012/locations/global/securityProfileGroups/copy",
    "rule, mirror.profile_group_id, organizations/123456789012/locations/global/securityProfileGroups/copy",
    "rule, mirror.session_id, projects/net-prod-4711/global/firewallPolicies/prod/packetMirroringRules/1000"
  })
  void thePartsOfOutOfBandMirroringNameEachOther(String sample, String field, String value) {
    assertThat(values(sample("mirroring-" + sample), field)).containsExactly(value);
  }

  @ParameterizedTest
  @CsvSource({
    "service-account-key, deployer@net-prod-4711.iam.gserviceaccount.com",
    "access-token, deployer@net-prod-4711.iam.gserviceaccount.com",
    "iam-grant, mallory@example.com",
    "impersonated, deployer@net-prod-4711.iam.gserviceaccount.com"
  })
  void whoCanActFromNowOnIsTheCredential(String sample, String credential) {
    assertThat(values(sample(sample), "credential.id")).containsExactly(credential);
  }

  @Test
  void aMemberTakenAwayIsNoGrantee() {
    assertThat(values(sample("iam-grant").replace("\"ADD\"", "\"REMOVE\""), "iam.grantee"))
        .isEmpty();
    assertThat(values(sample("iam-grant"), "iam.role"))
        .containsExactly("roles/compute.networkAdmin");
  }
}

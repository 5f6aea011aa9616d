package dev.mirrorwatch.udfs.risk;

import static dev.mirrorwatch.udfs.risk.Calls.call;
import static dev.mirrorwatch.udfs.risk.Calls.in;
import static dev.mirrorwatch.udfs.risk.Calls.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.Evidence;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetOwnersTest {

  private static final String LOAD_BALANCER =
      "arn:aws:elasticloadbalancing:eu-central-1:%s:loadbalancer/net/sensor/1";
  private static final String TAP =
      "/subscriptions/%s/resourcegroups/rg/providers/microsoft.network/virtualnetworktaps/tap-1";
  private static final String RULE = "projects/%s/regions/europe-west1/forwardingRules/tap";

  private static Evidence made(String cloud, String account, String... fields) {
    return in(cloud, account, "made", call("target", "t", 1, role("x"), fields));
  }

  @ParameterizedTest
  @CsvSource({
    "aws, 444455556666, 444455556666, ''",
    "aws, 111122223333, 444455556666, 444455556666",
    "azure, 7e1a, 7e1a, ''",
    "azure, 7e1a, 0bad, 0bad",
    "azure, 7E1A, 7e1a, ''",
    "gcp, net-prod, net-prod, ''",
    "gcp, net-prod, elsewhere, elsewhere",
    "gcp, net-prod, 123456789012, ''",
  })
  void theOwnerStandsInTheIdOfWhatReceives(
      String cloud, String account, String owner, String elsewhere) {
    String id =
        switch (cloud) {
          case "aws" -> LOAD_BALANCER;
          case "azure" -> TAP;
          default -> RULE;
        };
    Evidence call = made(cloud, account, "mirror.collector_id=" + id.formatted(owner));
    assertThat(String.join(",", TargetOwners.elsewhere(call))).isEqualTo(elsewhere);
  }

  @Test
  void aTapIsUsedFromAnotherSubscription() {
    Evidence used =
        in(
            "azure",
            "7e1a",
            "used",
            call("session", "s", 1, role("x"), "mirror.target_id=" + TAP.formatted("0bad")));
    assertThat(TargetOwners.elsewhere(used)).containsExactly("0bad");
    assertThat(TargetOwners.accounts(List.of(used))).containsExactly("0bad");
  }

  @Test
  void theAccountsAreThoseOfTargetAndCollector() {
    Evidence tap =
        made(
            "azure",
            "7e1a",
            "mirror.target_id=" + TAP.formatted("7e1a"),
            "mirror.collector_id=/subscriptions/0bad/resourcegroups/rg/providers/x/y/nic");
    assertThat(TargetOwners.accounts(List.of(tap))).containsExactlyInAnyOrder("7e1a", "0bad");
    Evidence mirror = made("aws", "111122223333", "mirror.target_id=tmt-1");
    assertThat(TargetOwners.accounts(List.of(mirror))).containsExactly("111122223333");
  }

  @Test
  void aDeviceSendsToAnAddress() {
    Evidence command = made("cisco", "sw1", "mirror.destination=198.51.100.9");
    assertThat(TargetOwners.targets(List.of(command))).containsExactly("198.51.100.9");
    assertThat(TargetOwners.accounts(List.of(command))).isEmpty();
  }
}

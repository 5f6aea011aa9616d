package dev.mirrorwatch.udfs.risk;

import static dev.mirrorwatch.udfs.risk.Calls.alert;
import static dev.mirrorwatch.udfs.risk.Calls.call;
import static dev.mirrorwatch.udfs.risk.Calls.person;
import static dev.mirrorwatch.udfs.risk.Calls.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.ApprovalLoader;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.ConsideredApproval;
import dev.mirrorwatch.udfs.event.Evidence;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApprovalFitTest {

  private static final RuleSet RULES = Calls.rules("");

  private static final String ENTRY =
      """
      approvals:
        - name: roll-out
          principal: arn:aws:iam::111122223333:role/sensor
          target: {id: tmt-1}
          change: CHG-1
          owner: net
          reason: sensors
      """;

  private static final Evidence TARGET =
      call("target", "t", 1, role("boot"), "mirror.target_id=tmt-1", "mirror.tag=creator=net");
  private static final Evidence SESSION =
      call(
          "session",
          "s",
          9,
          role("boot"),
          "mirror.target_id=tmt-1",
          "user_agent.original=Terraform/1");

  private static Alert scored(String more, Evidence... evidence) {
    String text = ENTRY + ("expires: 2026-12-31\n" + more).indent(4);
    return scoredAgainst(text, alert(RULES, evidence));
  }

  private static Alert scoredAgainst(String text, Alert alert) {
    return new AlertScoring(RULES, new ApprovalLoader().load(new RuleFile("a.yml", text)))
        .score(alert, Acquaintances.NONE);
  }

  private static void suppressed(String more, Evidence... evidence) {
    assertThat(scored(more, evidence).status()).isEqualTo(AlertStatus.SUPPRESSED);
  }

  private static void open(String misfit, String more, Evidence... evidence) {
    Alert alert = scored(more, evidence);
    assertThat(alert.status()).isEqualTo(AlertStatus.OPEN);
    assertThat(alert.approval()).isEmpty();
    assertThat(alert.approvals()).flatMap(ConsideredApproval::misfits).containsExactly(misfit);
  }

  @Test
  void whatIsApprovedIsSuppressedWithItsReason() {
    Alert alert = scored("", TARGET, SESSION);
    assertThat(alert.status()).isEqualTo(AlertStatus.SUPPRESSED);
    assertThat(alert.status().stands()).isFalse();
    assertThat(alert.approval())
        .contains(
            new ConsideredApproval(
                "roll-out",
                "net",
                "sensors",
                "CHG-1",
                java.time.Instant.parse("2027-01-01T00:00:00Z").toEpochMilli(),
                List.of()));
  }

  @Test
  void everyEventMustBeByThePrincipal() {
    open(
        "the principal arn:aws:iam::111122223333:user/alice is another one",
        "",
        TARGET,
        call("session", "s", 9, person(), "mirror.target_id=tmt-1"));
  }

  /** A role session is called what its caller likes: somebody's address is no proof. */
  @Test
  void aNameThatTheCallerChoseIsNoPrincipal() {
    String byName = ENTRY.replace("arn:aws:iam::111122223333:role/sensor", "boss@example.org");
    Alert claimed =
        alert(RULES, call("target", "t", 1, role("boss@example.org"), "mirror.target_id=tmt-1"));
    assertThat(scoredAgainst(byName + "    expires: 2026-12-31\n", claimed).status())
        .isEqualTo(AlertStatus.OPEN);
    Alert proven = alert(RULES, call("target", "t", 1, person(), "mirror.target_id=tmt-1"));
    String byPerson = ENTRY.replace("arn:aws:iam::111122223333:role/sensor", "alice");
    assertThat(scoredAgainst(byPerson + "    expires: 2026-12-31\n", proven).status())
        .isEqualTo(AlertStatus.SUPPRESSED);
  }

  @Test
  void everyTargetMustBeApproved() {
    open(
        "the target tmt-2 is another one",
        "",
        TARGET,
        call("session", "s", 9, role("boot"), "mirror.target_id=tmt-2"));
    open("the target is not known", "", call("session", "s", 9, role("boot")));
  }

  @Test
  void aTargetIsNamedByWhatReceivesOrOwns() {
    String byOwner =
        ENTRY.replace("{id: tmt-1}", "{arn: 'arn:*:loadbalancer/net/sensor/*', account: '444'}")
            + "    expires: 2026-12-31\n";
    String arn = "mirror.collector_id=arn:aws:elasticloadbalancing:eu:%s:loadbalancer/net/%s/1";
    Evidence right =
        call("target", "t", 1, role("x"), "mirror.target_id=t1", arn.formatted("444", "sensor"));
    Evidence otherName =
        call("target", "t", 1, role("x"), "mirror.target_id=t1", arn.formatted("444", "other"));
    Evidence otherOwner =
        call("target", "t", 1, role("x"), "mirror.target_id=t1", arn.formatted("555", "sensor"));
    assertThat(scoredAgainst(byOwner, alert(RULES, right)).status())
        .isEqualTo(AlertStatus.SUPPRESSED);
    assertThat(scoredAgainst(byOwner, alert(RULES, otherName)).status())
        .isEqualTo(AlertStatus.OPEN);
    assertThat(scoredAgainst(byOwner, alert(RULES, otherOwner)).status())
        .isEqualTo(AlertStatus.OPEN);
  }

  @Test
  void theTagMustBeSet() {
    suppressed("tag: creator=net", TARGET, SESSION);
    open("no call set the tag creator=sec", "tag: creator=sec", TARGET, SESSION);
  }

  @Test
  void theUserAgentMayBeAskedForBeside() {
    suppressed("user_agent: Terraform/*", SESSION);
    open("the user agent is 'aws-sdk-go-v2/1.30'", "user_agent: Terraform/*", TARGET, SESSION);
  }

  /** The events are seconds after 2026-03-01T10:00:00Z, and now is later than any of these. */
  @Test
  void eventTimeDecidesTheWindow() {
    suppressed("window: {from: 2026-03-01T10:00:01Z, to: 2026-03-01T10:00:10Z}", TARGET, SESSION);
    open(
        "its window is 2026-03-01T10:00:02Z to 2026-03-01T10:00:10Z",
        "window: {from: 2026-03-01T10:00:02Z, to: 2026-03-01T10:00:10Z}",
        TARGET,
        SESSION);
    open(
        "its window is 2026-03-01T10:00:01Z to 2026-03-01T10:00:09Z",
        "window: {from: 2026-03-01T10:00:01Z, to: 2026-03-01T10:00:09Z}",
        TARGET,
        SESSION);
  }

  @Test
  void anExpiredApprovalSaysSo() {
    Alert alert = alert(RULES, TARGET, SESSION);
    assertThat(scoredAgainst(ENTRY + "    expires: 2026-03-01\n", alert).status())
        .isEqualTo(AlertStatus.SUPPRESSED);
    Alert expired = scoredAgainst(ENTRY + "    expires: 2026-03-01T10:00:09Z\n", alert);
    assertThat(expired.status()).isEqualTo(AlertStatus.OPEN);
    assertThat(expired.approvals().get(0).misfits())
        .containsExactly("it expired at 2026-03-01T10:00:09Z");
  }

  @Test
  void whatFitsInNothingIsNotConsidered() {
    Alert alert = scored("", call("target", "t", 1, person(), "mirror.target_id=tmt-2"));
    assertThat(alert.approvals()).isEmpty();
  }

  @Test
  void whatNoLongerStandsIsNotSuppressed() {
    Alert superseded =
        alert(RULES, TARGET).told(2, AlertStatus.SUPERSEDED, List.of(), "other", 0, "less");
    assertThat(scoredAgainst(ENTRY + "    expires: 2026-12-31\n", superseded).status())
        .isEqualTo(AlertStatus.SUPERSEDED);
  }

  private static Alert scoredBy(String principal, String target, Evidence... evidence) {
    String text =
        """
        approvals:
          - name: sensor
            principal: '%s'
            target: {%s}
            owner: net
            reason: sensors
            expires: 2026-12-31
        """
            .formatted(principal, target);
    return scoredAgainst(text, alert(RULES, evidence));
  }

  private static final String TAP =
      "/subscriptions/7e1a/resourcegroups/rg/providers/microsoft.network/virtualnetworktaps/tap-1";
  private static final String RULE = "projects/net-prod/regions/r/forwardingRules/tap";

  private static Evidence azure(boolean claimed) {
    return Calls.in(
        "azure",
        "7e1a",
        "microsoft.network/virtualnetworktaps/write",
        call(
            "target",
            "t",
            1,
            Calls.user("tenant|0123", "alice@corp.example", "app", claimed),
            "mirror.target_id=" + TAP));
  }

  @Test
  void principalsAndTapsOfAzure() {
    String target = "id: '/subscriptions/7E1A/*/virtualNetworkTaps/*', account: 7e1a";
    assertThat(scoredBy("tenant|0123", target, azure(false)).status())
        .isEqualTo(AlertStatus.SUPPRESSED);
    assertThat(scoredBy("alice@corp.example", target, azure(false)).status())
        .isEqualTo(AlertStatus.SUPPRESSED);
    assertThat(scoredBy("tenant|0123", "account: 0bad", azure(false)).status())
        .isEqualTo(AlertStatus.OPEN);
    // An address that its bearer can set is nobody's.
    assertThat(scoredBy("alice@corp.example", target, azure(true)).status())
        .isEqualTo(AlertStatus.OPEN);
    assertThat(scoredBy("tenant|0123", target, azure(true)).status())
        .isEqualTo(AlertStatus.SUPPRESSED);
  }

  @Test
  void principalsAndCollectorsOfGoogleCloud() {
    Evidence mirroring =
        Calls.in(
            "gcp",
            "net-prod",
            "v1.compute.packetMirrorings.insert",
            call(
                "session",
                "s",
                1,
                Calls.user("robot@p.iam.gserviceaccount.com", "alice@corp.example", "key", false),
                "mirror.target_id=" + RULE));
    String robot = "robot@p.iam.gserviceaccount.com";
    assertThat(scoredBy(robot, "id: '*/forwardingRules/tap', account: net-prod", mirroring))
        .extracting(Alert::status)
        .isEqualTo(AlertStatus.SUPPRESSED);
    assertThat(scoredBy("alice@corp.example", "account: net-prod", mirroring).status())
        .isEqualTo(AlertStatus.SUPPRESSED);
    assertThat(scoredBy(robot, "account: net-test", mirroring).status())
        .isEqualTo(AlertStatus.OPEN);
  }

  @Test
  void usersOfADeviceAndTheAddressItSendsTo() {
    Evidence command =
        Calls.in(
            "cisco",
            "sw1",
            "command",
            call(
                "target",
                "t",
                1,
                Calls.user("sw1\\netops", "sw1\\netops", null, false),
                "mirror.destination=198.51.100.9"));
    assertThat(scoredBy("sw?\\netops", "id: 198.51.100.9", command).status())
        .isEqualTo(AlertStatus.SUPPRESSED);
    Alert elsewhere = scoredBy("sw?\\netops", "id: 198.51.100.8", command);
    assertThat(elsewhere.approvals().get(0).misfits())
        .containsExactly("the target 198.51.100.9 is another one");
  }
}

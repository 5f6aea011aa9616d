package dev.mirrorwatch.udfs.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.ConsideredApproval;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.event.Risk;
import dev.mirrorwatch.udfs.event.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertTextTest {

  @Test
  void everythingAnAnalystAsksFirst() {
    List<Evidence> evidence =
        List.of(
            Samples.evidence(
                "e1", 0, "198.51.100.7", new ResourceId("mirror.target_id", "tmt-1", true)),
            Samples.evidence("e2", 3_725, "203.0.113.9"));
    Alert alert =
        Samples.alert(
                Samples.rule("staging", "Ask.\nThen act.", "attack.t1020.001", "attack.t1040"),
                "tmt-1",
                evidence)
            .withEvidence(PackedEvidence.of(evidence), 17, 0);
    assertThat(AlertText.of(alert).lines().map(String::stripTrailing))
        .containsExactly(
            "HIGH  Title of staging by alice (claimed) in account 111122223333, eu-central-1",
            "  alert           " + alert.id() + ", revision 1, open",
            "  told because    the match is complete",
            "  rule            staging 0123456789ab",
            "  attack          T1020.001, T1040",
            "  principal       arn:aws:iam::111122223333:role/netops (AssumedRole,"
                + " key ASIAEXAMPLE, session name chosen by the caller)",
            "  from            198.51.100.7, 203.0.113.9",
            "  when            2026-03-01T10:00:00Z to 2026-03-01T11:02:05Z, 1h 02m 05s",
            "  target id       tmt-1",
            "  stages",
            "    2026-03-01T10:00:00Z  " + "%-40s".formatted("Calle1") + " tmt-1",
            "    2026-03-01T11:02:05Z  Calle2",
            "    … 17 events in all",
            "  what to do",
            "    Ask.",
            "    Then act.");
  }

  @Test
  void tellsWhatSpeaksForItAndWhoAllowsIt() {
    Alert alert =
        Samples.alert(Samples.rule("staging", null), "tmt-1", List.of(Samples.bareEvidence("e1")))
            .scored(
                AlertStatus.SUPPRESSED,
                Samples.rule("staging", null),
                new Risk(
                    55,
                    "medium",
                    0,
                    List.of(
                        new Risk.Reason("open both ways", 15, "tmf-1 is open", List.of("e1")),
                        new Risk.Reason("tagged", -5, "tagged", List.of()))),
                List.of(
                    new ConsideredApproval("roll-out", "net", "sensors", "CHG-1", 0, List.of()),
                    new ConsideredApproval(
                        "old", "net", "sensors", null, 0, List.of("it expired", "no tag"))));
    assertThat(AlertText.of(alert).lines().map(String::stripTrailing))
        .containsSubsequence(
            "  approved        roll-out by net until 1970-01-01T00:00:00Z: sensors, CHG-1",
            "  not approved    old: it expired; no tag",
            "  risk            55 of 100, confidence medium",
            "     +15  open both ways: tmf-1 is open",
            "      -5  tagged");
  }

  @Test
  void aNameThatIsNoSessionIsClaimedOtherwise() {
    Principal federated =
        new Principal(
            "principal://iam.googleapis.com/pools/w/subject/al@x.com",
            "federated",
            null,
            "al@x.com",
            "principal://iam.googleapis.com/pools/w/subject/al@x.com",
            "al@x.com",
            null,
            true,
            null,
            null,
            null,
            null);
    Alert alert =
        Samples.alert(
            Samples.rule("staging", null),
            "thing",
            List.of(Samples.bareEvidence("e1").by(federated)));
    assertThat(AlertText.of(alert))
        .contains("by al@x.com (claimed)")
        .contains("subject/al@x.com (federated, called al@x.com by claim alone)");
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    Alert alert =
        Samples.alert(Samples.rule("denied", null), "thing", List.of(Samples.bareEvidence("e1")));
    assertThat(AlertText.headline(alert))
        .isEqualTo("Title of denied by arn:aws:iam::111122223333:user/bob");
    assertThat(AlertText.of(alert))
        .doesNotContain("null")
        .doesNotContain("  attack")
        .doesNotContain("  from")
        .doesNotContain("what to do")
        .contains("[denied]");
  }
}

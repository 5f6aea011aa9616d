package dev.mirrorwatch.udfs.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.ConsideredApproval;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.event.Risk;
import dev.mirrorwatch.udfs.event.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static Alert full() {
    List<Evidence> evidence =
        List.of(
            Samples.evidence(
                "e1", 0, "198.51.100.7", new ResourceId("mirror.target_id", "tmt-1", true)),
            Samples.evidence(
                "e2",
                60,
                "198.51.100.7",
                new ResourceId("mirror.target_id", "tmt-1", false),
                new ResourceId("mirror.session_id", "tms-1", true)));
    return Samples.alert(
            Samples.rule(
                "staging", "Ask {principal.human}.", "attack.exfiltration", "attack.t1020.001"),
            "tmt-1",
            evidence)
        .told(2, AlertStatus.OPEN, List.of("lesser"), null, 0, "more evidence");
  }

  private static JsonNode json(Alert alert) throws IOException {
    return JSON.readTree(AlertJson.of(alert));
  }

  @Test
  void documentIsTheGoldenOne() throws IOException {
    try (InputStream golden = AlertJsonTest.class.getResourceAsStream("alert.golden.json")) {
      assertThat(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json(full())))
          .isEqualTo(
              JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(golden)));
    }
  }

  @Test
  void documentIsOneLine() {
    assertThat(AlertJson.of(full())).doesNotContain("\n");
  }

  @Test
  void oneAddressIsAScalarSeveralAreAnArray() throws IOException {
    assertThat(json(full()).at("/source/ip").asText()).isEqualTo("198.51.100.7");
    Alert two =
        full()
            .withEvidence(
                PackedEvidence.of(
                    List.of(
                        Samples.evidence("e1", 0, "198.51.100.7"),
                        Samples.evidence("e2", 60, "2001:db8::1"))),
                2,
                0);
    JsonNode ips = json(two).at("/source/ip");
    assertThat(ips.isArray()).isTrue();
    assertThat(ips).extracting(JsonNode::asText).containsExactly("198.51.100.7", "2001:db8::1");
    assertThat(json(two).at("/related/ip")).isEqualTo(ips);
  }

  @Test
  void whatIsNotKnownIsNoEmptyObject() throws IOException {
    JsonNode document =
        json(
            Samples.alert(
                Samples.rule("denied", null), "thing", List.of(Samples.bareEvidence("e1"))));
    assertThat(document.has("threat")).isFalse();
    assertThat(document.has("source")).isFalse();
    assertThat(document.has("user_agent")).isFalse();
    assertThat(document.at("/related/ip")).isEmpty();
    assertThat(document.at("/mirrorwatch/guide").isMissingNode()).isTrue();
    JsonNode stage = document.at("/mirrorwatch/stages/0");
    assertThat(stage.at("/event/outcome").asText()).isEqualTo("denied");
    assertThat(stage.at("/error/code").asText()).isEqualTo("Client.UnauthorizedOperation");
    assertThat(stage.get("origin").asText()).isEqualTo("trail/1@42");
    assertThat(stage.get("original_truncated").asBoolean()).isTrue();
  }

  @Test
  void riskAndApprovalsAreTold() throws IOException {
    JsonNode own =
        json(full()
                .scored(
                    AlertStatus.SUPPRESSED,
                    full().rule(),
                    new Risk(
                        55,
                        "medium",
                        0,
                        List.of(new Risk.Reason("open", 15, "tmf-1 is open", List.of("e1")))),
                    List.of(
                        new ConsideredApproval("new", "net", "sensors", "CHG-1", 0, List.of()),
                        new ConsideredApproval("old", "net", "x", null, 0, List.of("no tag")))))
            .get("mirrorwatch");
    assertThat(own.at("/alert/status").asText()).isEqualTo("suppressed");
    assertThat(own.at("/alert/risk_score").asInt()).isEqualTo(55);
    assertThat(own.get("risk"))
        .isEqualTo(
            JSON.readTree(
                """
                {"score": 55, "confidence": "medium", "reasons": [
                  {"name": "open", "points": 15, "text": "tmf-1 is open", "event_ids": ["e1"]}]}
                """));
    assertThat(own.get("suppression"))
        .isEqualTo(
            JSON.readTree(
                """
                {"approval": "new", "reason": "sensors", "owner": "net", "change": "CHG-1",
                 "expires": "1970-01-01T00:00:00Z"}
                """));
    assertThat(own.get("approvals_considered"))
        .isEqualTo(
            JSON.readTree(
                """
                [{"approval": "old", "reason": "x", "owner": "net", "change": null,
                  "expires": "1970-01-01T00:00:00Z", "misfits": ["no tag"]}]
                """));
  }

  @Test
  void supersededAlertNamesItsSuperior() throws IOException {
    JsonNode head =
        json(full().told(3, AlertStatus.SUPERSEDED, List.of(), "superior", 0, "less is said"))
            .at("/mirrorwatch/alert");
    assertThat(head.get("status").asText()).isEqualTo("superseded");
    assertThat(head.get("superseded_by").asText()).isEqualTo("superior");
    assertThat(head.get("revision").asInt()).isEqualTo(3);
  }

  @Test
  void durationOfManyCenturiesIsNotNegative() throws IOException {
    Evidence early = Samples.evidence("e1", 0, null);
    Evidence late = Samples.evidence("e2", Integer.MAX_VALUE, null);
    Alert alert = full().withEvidence(PackedEvidence.of(List.of(early, late)), 2, 0);
    assertThat(json(alert).at("/event/duration").asLong()).isEqualTo(2147483647L * 1_000_000_000L);
    Alert endless =
        new Alert(
            "id",
            1,
            AlertStatus.OPEN,
            alert.rule(),
            "x",
            List.of(),
            List.of(),
            List.of(PackedEvidence.of(early)),
            1,
            0,
            List.of(),
            null,
            0,
            List.of(),
            "the match is complete",
            -30_000_000_000_000L,
            253_402_300_799_999L,
            0);
    assertThat(json(endless).at("/event/duration").asLong()).isEqualTo(Long.MAX_VALUE);
  }

  /** Kafka refuses a message of more than a megabyte. */
  @Test
  void rawRecordsBeyondTheRoomAreLeftOut() throws IOException {
    List<Evidence> evidence = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Evidence plain = Samples.bareEvidence("e" + i);
      evidence.add(Samples.evidence(plain, plain.fields(), "x".repeat(16 << 10)));
    }
    String document = AlertJson.of(full().withEvidence(PackedEvidence.of(evidence), 60, 0));
    assertThat(document.length()).isLessThan(512 << 10);
    JsonNode stages = JSON.readTree(document).at("/mirrorwatch/stages");
    assertThat(stages).hasSize(60);
    assertThat(stages.get(0).get("original").asText()).hasSize(16 << 10);
    assertThat(stages.get(0).get("original_truncated").asBoolean()).isFalse();
    assertThat(stages.get(59).get("original").asText()).isEmpty();
    assertThat(stages.get(59).get("original_truncated").asBoolean()).isTrue();
  }
}

package dev.mirrorwatch.udfs.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.event.Risk;
import dev.mirrorwatch.udfs.event.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OcsfFindingTest {

  private static final Alert ALERT =
      Samples.alert(
          Samples.rule("staging", null, "attack.t1020.001"),
          "tmt-1",
          List.of(
              Samples.evidence(
                  "e1", 0, "198.51.100.7", new ResourceId("mirror.target_id", "tmt-1", true)),
              Samples.evidence("e2", 60, null)));

  private static JsonNode finding(Alert alert) throws Exception {
    return new ObjectMapper().readTree(OcsfFinding.of(alert));
  }

  /** What the class cannot do without. */
  @Test
  void hasWhatAFindingNeeds() throws Exception {
    JsonNode finding = finding(ALERT);
    assertThat(finding.get("category_uid").asInt()).isEqualTo(2);
    assertThat(finding.get("class_uid").asInt()).isEqualTo(2004);
    assertThat(finding.get("activity_id").asInt()).isEqualTo(1);
    assertThat(finding.get("type_uid").asInt()).isEqualTo(200401);
    assertThat(finding.get("severity_id").asInt()).isEqualTo(4);
    assertThat(finding.get("time").asLong()).isEqualTo(ALERT.detectedAt());
    assertThat(finding.at("/metadata/version").asText()).isEqualTo("1.4.0");
    assertThat(finding.at("/metadata/product/name").asText()).isEqualTo("Mirrorwatch");
    assertThat(finding.at("/finding_info/uid").asText()).isEqualTo(ALERT.id());
  }

  @Test
  void showsItsEvidence() throws Exception {
    JsonNode finding = finding(ALERT);
    assertThat(finding.at("/start_time").asLong()).isEqualTo(Samples.T0);
    assertThat(finding.at("/end_time").asLong()).isEqualTo(Samples.T0 + 60_000);
    assertThat(finding.get("evidences")).hasSize(2);
    assertThat(finding.at("/evidences/0/api/operation").asText()).isEqualTo("Calle1");
    assertThat(finding.at("/evidences/0/actor/user/uid").asText())
        .isEqualTo("arn:aws:iam::111122223333:role/netops");
    assertThat(finding.at("/evidences/0/src_endpoint/ip").asText()).isEqualTo("198.51.100.7");
    assertThat(finding.at("/evidences/1/src_endpoint").isMissingNode()).isTrue();
    assertThat(finding.at("/resources/0/uid").asText()).isEqualTo("tmt-1");
    assertThat(finding.at("/finding_info/analytic/name").asText()).isEqualTo("staging");
    assertThat(finding.at("/finding_info/attacks/1/sub_technique/uid").asText())
        .isEqualTo("T1020.001");
  }

  @Test
  void showsItsRisk() throws Exception {
    JsonNode finding =
        finding(
            ALERT.scored(
                AlertStatus.OPEN,
                ALERT.rule(),
                new Risk(55, "medium", 0, List.of(new Risk.Reason("a", 5, "b", List.of("e1")))),
                List.of()));
    assertThat(finding.get("risk_score").asInt()).isEqualTo(55);
    assertThat(finding.get("confidence_id").asInt()).isEqualTo(2);
    assertThat(finding.at("/unmapped/risk/reasons/0/points").asInt()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "1, OPEN, 1, 1, true",
    "2, OPEN, 2, 1, true",
    "2, STALLED, 2, 1, true",
    "2, SUPPRESSED, 2, 3, false",
    "2, SUPERSEDED, 3, 4, false",
    "2, RETRACTED, 3, 4, false"
  })
  void aLaterRevisionUpdatesOrCloses(
      int revision, AlertStatus status, int activity, int statusId, boolean alert)
      throws Exception {
    JsonNode finding = finding(ALERT.told(revision, status, List.of(), null, 0, "more"));
    assertThat(finding.get("activity_id").asInt()).isEqualTo(activity);
    assertThat(finding.get("status_id").asInt()).isEqualTo(statusId);
    assertThat(finding.get("is_alert").asBoolean()).isEqualTo(alert);
  }
}

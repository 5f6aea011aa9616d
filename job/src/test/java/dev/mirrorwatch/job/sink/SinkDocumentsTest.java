package dev.mirrorwatch.job.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.rules.model.RuleHeader;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.DeadLetter;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.event.LateEvent;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.Original;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.Risk;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SinkDocumentsTest {

  private static final long TIME = Instant.parse("2026-05-04T09:00:00Z").toEpochMilli();

  @Test
  void aDeadLetterKeepsItsBytesAndItsText() throws Exception {
    byte[] bytes = {'{', '"', (byte) 0xff, '\n'};
    String line =
        SideDocuments.of(
            new DeadLetter(
                DefectReason.MALFORMED_JSON,
                "cut off",
                "trail",
                Origin.kafka("topic", 3, 14),
                bytes,
                99));

    JsonNode document = new ObjectMapper().readTree(line);
    assertThat(line).doesNotContain("\n");
    assertThat(document.get("payload").binaryValue()).isEqualTo(bytes);
    assertThat(document.get("text").asText()).isEqualTo(new String(bytes, UTF_8));
    assertThat(document.get("reason").asText()).isEqualTo("malformed_json");
    assertThat(document.get("detail").asText()).isEqualTo("cut off");
    assertThat(document.get("source").asText()).isEqualTo("trail");
    assertThat(document.get("origin").asText()).isEqualTo("topic/3@14");
    assertThat(document.get("size").asLong()).isEqualTo(99);
  }

  @Test
  void aLateEventSaysWhatItMissed() throws Exception {
    JsonNode document =
        new ObjectMapper()
            .readTree(
                SideDocuments.of(new LateEvent("rule-1", evidence(), TIME + 5000, "too late")));

    assertThat(document.get("@timestamp").asText()).isEqualTo("2026-05-04T09:00:00Z");
    assertThat(document.get("watermark").asText()).isEqualTo("2026-05-04T09:00:05Z");
    assertThat(document.get("rule").asText()).isEqualTo("rule-1");
    assertThat(document.get("stage").asText()).isEqualTo("stage-1");
    assertThat(document.get("event_id").asText()).isEqualTo("e-1");
    assertThat(document.get("reason").asText()).isEqualTo("too late");
    assertThat(document.get("origin").asText()).isEqualTo("file.json:7");
    assertThat(document.get("original").asText()).isEqualTo("{}");
  }

  @Test
  void theVersionGrowsWithEvidenceThenStatusWhateverTheRevision() {
    long first = version(9, AlertStatus.OPEN, 4, TIME);

    assertThat(version(1, AlertStatus.OPEN, 4, TIME)).isEqualTo(first);
    assertThat(
            List.of(
                first,
                version(1, AlertStatus.SUPERSEDED, 4, TIME),
                version(1, AlertStatus.RETRACTED, 4, TIME),
                version(1, AlertStatus.OPEN, 5, TIME),
                version(1, AlertStatus.OPEN, Long.MAX_VALUE, TIME),
                version(1, AlertStatus.OPEN, 1, TIME + 1000)))
        .isSorted()
        .doesNotHaveDuplicates()
        .allMatch(version -> version > 0);
    assertThat(version(1, AlertStatus.OPEN, 1, -1)).isNotNegative();
    assertThat(
            List.of(
                version(1, AlertStatus.RETRACTED, Long.MAX_VALUE, Long.MAX_VALUE, 0),
                version(1, AlertStatus.OPEN, 1, TIME, 1),
                version(1, AlertStatus.RETRACTED, Long.MAX_VALUE, Long.MAX_VALUE, 99)))
        .as("what was taken back comes again with a higher one")
        .isSorted()
        .doesNotHaveDuplicates()
        .allMatch(version -> version > 0);
  }

  /** An alert that somebody allows is open, and may still be superseded. */
  @Test
  void theVersionGrowsWithWhatIsKnownAndWhatIsAllowed() {
    Alert alert = alert(1, AlertStatus.OPEN, 4, TIME);
    assertThat(
            List.of(
                AlertDocuments.version(alert),
                AlertDocuments.version(known(alert, AlertStatus.SUPPRESSED, 0)),
                AlertDocuments.version(known(alert, AlertStatus.SUPERSEDED, 0)),
                AlertDocuments.version(known(alert, AlertStatus.OPEN, 1)),
                AlertDocuments.version(known(alert, AlertStatus.OPEN, 2)),
                AlertDocuments.version(known(alert, AlertStatus.OPEN, 99)),
                AlertDocuments.version(byAFederatedUser(known(alert, AlertStatus.OPEN, 99))),
                version(1, AlertStatus.OPEN, 5, TIME)))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  private static Alert byAFederatedUser(Alert alert) {
    Evidence event = alert.evidence().get(0);
    Principal known = event.principal().handedOnBy(event.principal(), TIME);
    return alert.withEvidence(
        List.of(PackedEvidence.of(event.by(known))), alert.seen(), alert.takenOver());
  }

  private static Alert known(Alert alert, AlertStatus status, int known) {
    return alert.scored(status, alert.rule(), new Risk(40, "low", known, List.of()), List.of());
  }

  @Test
  void aDocumentMayBeAFinding() throws Exception {
    AlertDocument document = new AlertDocuments(true).map(alert(3, AlertStatus.OPEN, 1, TIME));

    assertThat(new ObjectMapper().readTree(document.json()).get("class_uid").asInt())
        .isEqualTo(2004);
  }

  @Test
  void aDocumentCarriesItsAlert() throws Exception {
    AlertDocument document = new AlertDocuments(false).map(alert(3, AlertStatus.OPEN, 1, TIME));

    assertThat(document.id()).isEqualTo("alert-1");
    assertThat(document.time()).isEqualTo(TIME);
    assertThat(
            new ObjectMapper().readTree(document.json()).at("/mirrorwatch/alert/revision").asInt())
        .isEqualTo(3);
  }

  private static long version(int revision, AlertStatus status, long seen, long lastTime) {
    return version(revision, status, seen, lastTime, 0);
  }

  private static long version(
      int revision, AlertStatus status, long seen, long lastTime, int undone) {
    return AlertDocuments.version(alert(revision, status, seen, lastTime, undone));
  }

  private static Alert alert(int revision, AlertStatus status, long seen, long lastTime) {
    return alert(revision, status, seen, lastTime, 0);
  }

  private static Alert alert(
      int revision, AlertStatus status, long seen, long lastTime, int undone) {
    return alert("alert-1", revision, status, seen, lastTime, undone);
  }

  static Alert alert(
      String id, int revision, AlertStatus status, long seen, long lastTime, int undone) {
    return new Alert(
        id,
        revision,
        status,
        new RuleHeader(
            "rule-1",
            "id-1",
            "Title",
            Level.HIGH,
            "test",
            "",
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            "1",
            "2",
            null,
            "rule.yml",
            1),
        "tmt-1",
        List.of(),
        List.of(),
        List.of(PackedEvidence.of(evidence())),
        seen,
        0,
        List.of(),
        null,
        undone,
        List.of(),
        "the match is complete",
        TIME,
        lastTime,
        TIME);
  }

  private static Evidence evidence() {
    return new Evidence(
        "stage-1",
        "e-1",
        TIME,
        "aws",
        "ec2.amazonaws.com",
        "CreateTrafficMirrorTarget",
        Outcome.SUCCESS,
        null,
        new Principal(
            "p-1", "IAMUser", null, "alice", "p-1", "alice", null, false, null, null, null, null),
        null,
        null,
        null,
        "111122223333",
        "eu-west-1",
        List.of(),
        new FieldValues(Map.of(), List.of()),
        Origin.file("file.json", 7),
        Original.of("{}"),
        false);
  }
}

package dev.mirrorwatch.udfs.format.gcp;

import static dev.mirrorwatch.udfs.format.gcp.GcpRecords.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.assemble.WholeEvents;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The two entries of a long operation, put together. */
class GcpOperationTest {

  private static final String FIRST = sample("packet-mirroring-insert-first");
  private static final String LAST = sample("packet-mirroring-insert-last");
  private static final String DENIED = sample("packet-mirroring-insert-denied");
  private static final String TARGET =
      "projects/net-prod-4711/regions/europe-west1/forwardingRules/tap-collector";

  private static List<AuditEvent> told(String... records) {
    List<AuditEvent> told = new ArrayList<>();
    WholeEvents events = new WholeEvents(Duration.ofHours(1), log -> null, told::add);
    for (String record : records) {
      events.arrive(
          GcpRecords.event(record, "mirror.target_id", "mirror.active_target_id", "source.ip"));
    }
    events.end();
    return told;
  }

  @Test
  void bothEntriesAreOneEventInEitherOrder() {
    for (List<AuditEvent> told :
        List.of(told(FIRST, LAST), told(LAST, FIRST), told(LAST, FIRST, FIRST, LAST))) {
      assertThat(told).hasSize(1);
      AuditEvent event = told.get(0);
      assertThat(event.outcome()).isEqualTo(Outcome.SUCCESS);
      assertThat(event.time()).isEqualTo(Instant.parse("2026-03-02T09:00:09.5Z").toEpochMilli());
      assertThat(event.sourceIp()).isEqualTo("198.51.100.23");
      assertThat(event.fields().values("mirror.target_id")).containsExactly(TARGET);
      assertThat(event.fields().values("mirror.active_target_id")).containsExactly(TARGET);
    }
  }

  @Test
  void anEndThatFailedMakesTheWholeFail() {
    String failed = LAST.replace("\"serviceName\"", "\"status\": {\"code\": 3}, \"serviceName\"");
    AuditEvent event = told(FIRST, failed).get(0);
    assertThat(event.outcome()).isEqualTo(Outcome.FAILURE);
    assertThat(event.fields().has("mirror.active_target_id")).isFalse();
  }

  @Test
  void aLastEntryAloneIsToldAsItIs() {
    AuditEvent event = told(LAST).get(0);
    assertThat(event.outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(event.fields().has("mirror.target_id")).isFalse();
  }

  @Test
  void aFirstEntryAloneHasNoOutcome() {
    AuditEvent event = told(FIRST).get(0);
    assertThat(event.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(event.fields().values("mirror.target_id")).containsExactly(TARGET);
    assertThat(event.fields().has("mirror.active_target_id")).isFalse();
  }

  @Test
  void aDenialIsToldAtOnce() {
    List<AuditEvent> told = new ArrayList<>();
    new WholeEvents(Duration.ofHours(1), log -> null, told::add).arrive(GcpRecords.event(DENIED));
    assertThat(told).extracting(AuditEvent::outcome).containsExactly(Outcome.DENIED);
  }
}

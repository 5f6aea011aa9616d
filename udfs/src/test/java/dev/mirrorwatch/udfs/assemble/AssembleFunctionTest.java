package dev.mirrorwatch.udfs.assemble;

import static dev.mirrorwatch.udfs.event.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.event.WholeEvent;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogFormats;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssembleFunctionTest {

  private static final long WAIT = Duration.ofMinutes(15).toMillis();

  private KeyedOneInputStreamOperatorTestHarness<String, AuditEvent, WholeEvent> harness;

  @BeforeEach
  void open() throws Exception {
    start(null);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private void start(OperatorSubtaskState state) throws Exception {
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new AssembleFunction(Duration.ofHours(1))),
            event -> event.part().assemblyKey(),
            Types.STRING);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  private void arrive(AuditEvent event) throws Exception {
    harness.processElement(event, event.time());
  }

  private List<Outcome> told() {
    return harness.extractOutputValues().stream().map(whole -> whole.event().outcome()).toList();
  }

  @Test
  void keepsNothingOfWhatWasTold() throws Exception {
    arrive(Parts.first(0));
    arrive(Parts.last(2, true, Outcome.SUCCESS));
    arrive(Parts.further(1));
    assertThat(told()).containsExactly(Outcome.SUCCESS);
    assertThat(harness.numEventTimeTimers()).isEqualTo(1);

    harness.processWatermark(T0 + 2_000 + WAIT);

    assertThat(told()).containsExactly(Outcome.SUCCESS);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
  }

  @Test
  void theEndOfTheInputReleasesWhatWaits() throws Exception {
    arrive(Parts.first(0));
    harness.processWatermark(Long.MAX_VALUE);

    assertThat(told()).containsExactly(Outcome.UNKNOWN);
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void aRestartForgetsNoRecord() throws Exception {
    arrive(Parts.first(0));
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    start(state);
    arrive(Parts.last(2, false, Outcome.SUCCESS));

    assertThat(told()).containsExactly(Outcome.SUCCESS);
    assertThat(harness.extractOutputValues().get(0).event().principal().id()).isEqualTo("alice");
  }

  @Test
  void aRestartTellsNoOperationTwice() throws Exception {
    arrive(Parts.last(2, true, Outcome.SUCCESS));
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    start(state);
    arrive(Parts.last(2, true, Outcome.SUCCESS));
    arrive(Parts.first(0));
    harness.processWatermark(Long.MAX_VALUE);

    assertThat(told()).isEmpty();
  }

  private static AuditEvent segment(int number, String text) {
    String line =
        "<181>May  4 09:00:02 ise1 CISE_TACACS_Accounting 7 2 %d %s".formatted(number, text);
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    RawLog log =
        new RawLog(
            "s",
            Origin.file("f", 1),
            number == 0 ? T0 : RawLog.NO_TIME,
            bytes,
            bytes.length,
            null,
            null);
    return new LogFormats(new FieldDemand(Set.of(), false)).normalize(log).event();
  }

  private static final String BEGINNING =
      "2026-01-01 09:00:01.000 +00:00 1 3301 NOTICE Tacacs-Accounting: TACACS+ Accounting START,";

  private List<String> records() {
    var records = harness.getSideOutput(AssembleFunction.RECORDS);
    return records == null
        ? List.of()
        : records.stream()
            .map(record -> new String(record.getValue().payload(), StandardCharsets.UTF_8))
            .toList();
  }

  @Test
  void aRestartForgetsNoSegment() throws Exception {
    arrive(segment(1, " User=alice"));
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    start(state);
    arrive(segment(0, BEGINNING));

    assertThat(records()).hasSize(1);
    assertThat(records().get(0)).endsWith("Accounting 7 1 0 " + BEGINNING + " User=alice");
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  /** A segment behind the first tells no time; it waits from where event time is by then. */
  @Test
  void aSegmentThatTellsNoTimeWaitsForTheOthersToo() throws Exception {
    arrive(segment(1, " User=alice"));
    harness.processWatermark(T0);
    harness.processWatermark(T0 + WAIT - 1);
    assertThat(records()).isEmpty();
    assertThat(harness.numEventTimeTimers()).isEqualTo(1);

    harness.processWatermark(T0 + WAIT);

    assertThat(records()).hasSize(1);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
  }
}

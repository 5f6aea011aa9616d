package dev.mirrorwatch.udfs.assemble;

import static dev.mirrorwatch.udfs.event.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.ResourceId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class OperationAssemblyTest {

  private static final long WAIT = Duration.ofMinutes(15).toMillis();

  private final List<AuditEvent> told = new ArrayList<>();
  private final WholeEvents events = new WholeEvents(Duration.ofHours(1), log -> null, told::add);

  @Test
  void aCompleteEndWaitsForNothing() {
    AuditEvent end = Parts.last(2, true, Outcome.SUCCESS);

    events.arrive(end);

    assertThat(told).containsExactly(end.whole());
  }

  @Test
  void furtherRecordsOfWhatWasToldAreSwallowed() {
    events.arrive(Parts.last(2, true, Outcome.SUCCESS));
    events.arrive(Parts.first(0));
    events.arrive(Parts.further(1));
    events.end();

    assertThat(told).hasSize(1);
  }

  @Test
  void anIncompleteEndIsToldWithItsBeginning() {
    events.arrive(Parts.last(9, false, Outcome.SUCCESS));
    assertThat(told).isEmpty();
    events.arrive(Parts.first(0));

    AuditEvent whole = told.get(0);
    assertThat(whole.part()).isNull();
    assertThat(whole.time()).isEqualTo(T0 + 9_000);
    assertThat(whole.outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(whole.principal().id()).isEqualTo("alice");
    assertThat(whole.account()).isEqualTo("subscription");
    assertThat(whole.sourceIp()).isEqualTo("198.51.100.7");
    assertThat(whole.fields().values("principal.origin")).containsExactly("alice");
    assertThat(whole.fields().values("event.outcome")).containsExactly("success");
    assertThat(whole.fields().values("mirror.target_id")).containsExactly("tap");
    assertThat(whole.fields().values("mirror.active_target_id")).containsExactly("tap");
    assertThat(whole.fields().leaves()).containsExactly("FIRST", "LAST");
    assertThat(whole.resources()).extracting(ResourceId::id).containsExactly("LAST", "FIRST");
    assertThat(new String(whole.raw(), StandardCharsets.UTF_8))
        .isEqualTo("{\"role\":\"FIRST\",\"second\":0}\n{\"role\":\"LAST\",\"second\":9}");
  }

  @Test
  void whatFailedMadeNothingActive() {
    events.arrive(Parts.first(0));
    events.arrive(Parts.last(9, false, Outcome.FAILURE));

    assertThat(told.get(0).outcome()).isEqualTo(Outcome.FAILURE);
    assertThat(told.get(0).fields().has("mirror.active_target_id")).isFalse();
    assertThat(told.get(0).fields().has("mirror.target_id")).isTrue();
  }

  @Test
  void whatHasNoEndIsToldWhenTheWatermarkHasPassedItsLatestRecord() {
    events.arrive(Parts.first(0));
    events.arrive(Parts.further(60));

    events.advance(T0 + 60_000 + WAIT - 1);
    assertThat(told).isEmpty();
    events.advance(T0 + 60_000 + WAIT);

    assertThat(told).hasSize(1);
    assertThat(told.get(0).time()).isEqualTo(T0);
    assertThat(told.get(0).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(told.get(0).fields().has("mirror.active_target_id")).isFalse();
  }

  @Test
  void anEndWithoutItsBeginningIsToldAsItIs() {
    AuditEvent end = Parts.last(9, false, Outcome.SUCCESS);
    events.arrive(end);
    events.arrive(Parts.further(5));
    events.end();

    assertThat(told).containsExactly(end.whole());
  }

  @Test
  void anEndAfterTheWaitIsToldToo() {
    events.arrive(Parts.first(0));
    events.advance(T0 + WAIT);
    events.arrive(Parts.last(3600, true, Outcome.SUCCESS));

    assertThat(told)
        .extracting(AuditEvent::outcome)
        .containsExactly(Outcome.UNKNOWN, Outcome.SUCCESS);
    assertThat(told).extracting(AuditEvent::id).containsOnly(Parts.OPERATION);
  }

  @Test
  void noneWaitsLongerThanAnEventMayBeLate() {
    WholeEvents impatient = new WholeEvents(Duration.ofMinutes(1), log -> null, told::add);
    impatient.arrive(Parts.first(0));
    impatient.advance(T0 + 60_000);

    assertThat(told).hasSize(1);
  }

  @Provide
  Arbitrary<List<AuditEvent>> arrivals() {
    List<AuditEvent> triple =
        List.of(Parts.first(0), Parts.further(1), Parts.last(2, true, Outcome.SUCCESS));
    List<AuditEvent> pair = List.of(Parts.first(0), Parts.last(40, false, Outcome.SUCCESS));
    List<AuditEvent> open = List.of(Parts.first(0), Parts.further(1));
    return Arbitraries.of(triple, pair, open)
        .flatMap(
            records ->
                Arbitraries.of(records)
                    .list()
                    .ofMaxSize(4)
                    .flatMap(
                        copies -> {
                          List<AuditEvent> all = new ArrayList<>(records);
                          all.addAll(copies);
                          return Arbitraries.shuffle(all);
                        }));
  }

  @Property(tries = 300)
  void orderAndCopiesChangeNothing(@ForAll("arrivals") List<AuditEvent> arrivals) {
    List<AuditEvent> inThisOrder = told(arrivals);
    List<AuditEvent> inOrderOfTime =
        told(
            arrivals.stream()
                .distinct()
                .sorted((one, other) -> Long.compare(one.time(), other.time()))
                .toList());

    assertThat(inThisOrder).hasSize(1);
    assertThat(inThisOrder).usingRecursiveComparison().isEqualTo(inOrderOfTime);
  }

  private static List<AuditEvent> told(List<AuditEvent> arrivals) {
    List<AuditEvent> told = new ArrayList<>();
    WholeEvents events = new WholeEvents(Duration.ofHours(1), log -> null, told::add);
    arrivals.forEach(events::arrive);
    events.end();
    return told;
  }
}

package dev.mirrorwatch.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {
  private static final WorkloadSettings SETTINGS =
      WorkloadSettings.defaults().withEvents(5_000).withRelevantShare(0.02);

  private static List<WorkloadRecord> records(WorkloadSettings settings) {
    List<WorkloadRecord> records = new ArrayList<>();
    Workload.of(settings).forEach(records::add);
    return records;
  }

  private static List<String> texts(Iterable<WorkloadRecord> records) {
    List<String> texts = new ArrayList<>();
    records.forEach(record -> texts.add(record.json()));
    return texts;
  }

  @Test
  void equalSeedsGiveEqualRecordsAndTruth() {
    assertThat(records(SETTINGS)).isEqualTo(records(SETTINGS));
    assertThat(Workload.of(SETTINGS).truth()).isEqualTo(Workload.of(SETTINGS).truth());
    assertThat(Workload.of(SETTINGS).decoys()).isEqualTo(Workload.of(SETTINGS).decoys());
  }

  @Test
  void otherSeedsGiveOtherRecords() {
    assertThat(records(SETTINGS)).isNotEqualTo(records(SETTINGS.withSeed(2)));
  }

  @Test
  void asManyRecordsAsAskedForComeInTheOrderOfTheirArrival() {
    List<WorkloadRecord> records = records(SETTINGS);

    assertThat(records).hasSize(5_000);
    assertThat(records).extracting(WorkloadRecord::arrival).isSorted();
  }

  @Test
  void theOrderOfArrivalIsNotThatOfEventTime() throws Exception {
    int behind = 0;
    Instant latest = Instant.MIN;
    for (WorkloadRecord record :
        records(SETTINGS.withTime(SETTINGS.start(), Duration.ofHours(2)))) {
      Instant time =
          Instant.parse(new JsonMapper().readTree(record.json()).get("eventTime").asText());
      assertThat(time).isBefore(record.arrival());
      behind += time.isBefore(latest) ? 1 : 0;
      latest = time.isAfter(latest) ? time : latest;
    }
    assertThat(behind).isGreaterThan(2_500);
  }

  @Test
  void everyRecordIsJsonOfTheSizeAndFormOfARealOne() throws Exception {
    long bytes = 0;
    List<WorkloadRecord> records = records(SETTINGS);
    for (WorkloadRecord record : records) {
      JsonNode json = new JsonMapper().readTree(record.json());
      assertThat(record.json()).doesNotContain("\n");
      assertThat(json.fieldNames())
          .toIterable()
          .contains(
              "eventVersion",
              "userIdentity",
              "eventTime",
              "eventSource",
              "eventName",
              "awsRegion",
              "sourceIPAddress",
              "userAgent",
              "requestParameters",
              "responseElements",
              "requestID",
              "eventID",
              "readOnly",
              "eventType",
              "managementEvent",
              "recipientAccountId",
              "eventCategory");
      assertThat(json.get("eventID").asText()).isEqualTo(record.eventId());
      assertThat(json.get("awsRegion").asText()).isEqualTo(record.region());
      assertThat(json.get("recipientAccountId").asText()).isEqualTo(record.account());
      bytes += record.json().length();
    }
    assertThat(bytes / records.size()).isBetween(1_200L, 1_600L);
  }

  @Test
  void anEventIdStandsForOneTextAndIsRepeatedOnlyByDuplicates() {
    Map<String, String> texts = new HashMap<>();
    int duplicates = 0;
    for (WorkloadRecord record : records(SETTINGS.withDuplicateShare(0.01))) {
      String before = texts.put(record.eventId(), record.json());
      if (before != null) {
        duplicates++;
        assertThat(record.json()).isEqualTo(before);
      }
    }
    assertThat(duplicates).isBetween(20, 120);
  }

  @Test
  void withoutDuplicatesEveryEventIdIsUnique() {
    WorkloadSettings once =
        SETTINGS.withDuplicateShare(0).withShapes(4, List.of(Shape.ORDER_TFRS, Shape.MALMIRROR));

    assertThat(records(once)).extracting(WorkloadRecord::eventId).doesNotHaveDuplicates();
  }

  @Test
  void everyShapeAndDecoyIsPlantedWhenTheCountsAllow() {
    Workload workload = Workload.of(SETTINGS);

    assertThat(workload.truth().stream().map(ExpectedAlert::shape).collect(Collectors.toSet()))
        .isEqualTo(Arrays.stream(Shape.values()).map(Shape::name).collect(Collectors.toSet()));
    assertThat(workload.decoys())
        .extracting(PlantedDecoy::decoy)
        .containsExactly(Arrays.stream(Decoy.values()).map(Decoy::name).toArray(String[]::new));
  }

  @Test
  void truthAndDecoysNameEventsOfTheWorkload() {
    Workload workload = Workload.of(SETTINGS);
    Set<String> known = new HashSet<>();
    workload.forEach(record -> known.add(record.eventId()));

    assertThat(workload.truth()).allSatisfy(it -> assertThat(known).containsAll(it.eventIds()));
    assertThat(workload.decoys()).allSatisfy(it -> assertThat(known).containsAll(it.eventIds()));
    assertThat(workload.truth()).extracting(ExpectedAlert::targetId).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theTruthIsWhatTheRulesSay(long seed) {
    Workload workload =
        Workload.of(
            SETTINGS
                .withSeed(seed)
                .withShapes(3 * Shape.values().length, SETTINGS.shapes())
                .withDecoys(3 * Decoy.values().length, SETTINGS.decoyKinds()));

    assertThat(RuleOracle.openAlerts(texts(workload)))
        .containsExactlyInAnyOrderElementsOf(
            workload.truth().stream().map(WorkloadTest::found).toList());
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void eachShapeAloneIsWhatTheRulesSay(Shape shape) {
    Workload workload = Workload.of(bare().withShapes(1, List.of(shape)));

    assertThat(workload.truth()).isNotEmpty();
    assertThat(RuleOracle.openAlerts(texts(workload)))
        .containsExactlyInAnyOrderElementsOf(
            workload.truth().stream().map(WorkloadTest::found).toList());
  }

  @ParameterizedTest
  @EnumSource(Decoy.class)
  void noDecoyAloneAlerts(Decoy decoy) {
    Workload workload = Workload.of(bare().withDecoys(1, List.of(decoy)));

    assertThat(workload.decoys().get(0).eventIds()).isNotEmpty();
    assertThat(RuleOracle.openAlerts(texts(workload))).isEmpty();
  }

  private static WorkloadSettings bare() {
    return SETTINGS.withEvents(100).withShapes(0, List.of()).withDecoys(0, List.of());
  }

  private static RuleOracle.Found found(ExpectedAlert alert) {
    return new RuleOracle.Found(alert.rule(), alert.targetId(), new TreeSet<>(alert.eventIds()));
  }

  @Test
  void latePreparationArrivesFourMinutesAfterTheSession() {
    Workload workload = Workload.of(bare().withShapes(1, List.of(Shape.LATE_PREPARATION)));
    List<String> evidence = workload.truth().get(0).eventIds();
    Map<String, Instant> arrivals = new HashMap<>();
    workload.forEach(record -> arrivals.put(record.eventId(), record.arrival()));

    Instant session = arrivals.get(evidence.get(3));
    assertThat(evidence.subList(0, 3))
        .allSatisfy(
            id -> assertThat(arrivals.get(id)).isEqualTo(session.plus(Duration.ofMinutes(4))));
  }

  @Test
  void reversedArrivalTurnsTheOrderRound() {
    Workload workload = Workload.of(bare().withShapes(1, List.of(Shape.REVERSED_ARRIVAL)));
    List<String> evidence = workload.truth().get(0).eventIds();
    List<String> arrived = new ArrayList<>();
    workload.forEach(record -> arrived.add(record.eventId()));
    arrived.retainAll(evidence);

    List<String> reversed = new ArrayList<>(evidence);
    Collections.reverse(reversed);
    assertThat(arrived).isEqualTo(reversed);
  }

  @Test
  void aDuplicatedStagingIsDeliveredTwice() {
    Workload workload =
        Workload.of(bare().withDuplicateShare(0).withShapes(1, List.of(Shape.DUPLICATES)));
    List<String> arrived = new ArrayList<>();
    workload.forEach(record -> arrived.add(record.eventId()));

    assertThat(workload.truth().get(0).eventIds())
        .allSatisfy(id -> assertThat(arrived).filteredOn(id::equals).hasSize(2));
  }

  @Test
  void someAccountIdsAreWrittenAsNumbers() {
    List<String> texts = texts(Workload.of(SETTINGS));

    assertThat(texts).anyMatch(text -> text.matches(".*\"ownerId\":\\d+.*"));
    assertThat(texts).anyMatch(text -> text.matches(".*\"ownerId\":\"\\d{12}\".*"));
    assertThat(texts).anyMatch(text -> text.contains("\"tagSet\":\"\""));
  }

  @Test
  void aFloodIsMirrorCallsOfOneUserAtOnePlace() throws Exception {
    WorkloadSettings quiet = bare().withEvents(5_000).withRelevantShare(0).withDuplicateShare(0);
    Map<String, Integer> callers = new HashMap<>();
    for (WorkloadRecord record : records(quiet.withFloodShare(0.3))) {
      if (record.json().contains("TrafficMirror")) {
        JsonNode json = new JsonMapper().readTree(record.json());
        callers.merge(
            json.at("/userIdentity/arn").asText() + " " + record.region(), 1, Integer::sum);
      }
    }

    assertThat(callers).containsOnlyKeys("arn:aws:iam::111122223333:user/user-200 us-east-1");
    assertThat(callers.values()).allSatisfy(calls -> assertThat(calls).isBetween(1_350, 1_650));
  }

  @Test
  void aMillionPrincipalsAreSeenOnceOrTwice() throws Exception {
    Set<String> seen = new HashSet<>();
    for (WorkloadRecord record : records(bare().withEvents(5_000).withPrincipals(1_000_000))) {
      seen.add(new JsonMapper().readTree(record.json()).at("/userIdentity/arn").asText());
    }

    // Roots are four, and services have no name of their own.
    assertThat(seen.size()).isGreaterThan(4_000);
  }

  @Test
  void morePlantingsThanEventsAreRefused() {
    assertThatThrownBy(() -> Workload.of(SETTINGS.withEvents(10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than the 10 asked for");
  }

  @Test
  void settingsThatMakeNoWorkloadAreRefused() {
    assertThatThrownBy(() -> SETTINGS.withRelevantShare(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("relevantShare must be between 0 and 1");
    assertThatThrownBy(() -> SETTINGS.withFloodShare(-0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("floodShare must be between 0 and 1");
    assertThatThrownBy(() -> SETTINGS.withPrincipals(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("principals must be positive");
  }

  @Test
  void theIteratorEnds() {
    Iterator<WorkloadRecord> records = Workload.of(bare()).iterator();
    records.forEachRemaining(record -> {});

    assertThatThrownBy(records::next).isInstanceOf(NoSuchElementException.class);
  }
}

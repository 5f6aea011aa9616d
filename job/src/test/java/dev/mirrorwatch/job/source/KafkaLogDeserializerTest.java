package dev.mirrorwatch.job.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaLogDeserializerTest {

  private static final String TIME = "2026-05-04T09:00:00Z";
  private static final String RECORD = "{\"eventID\":\"e-1\",\"eventTime\":\"" + TIME + "\"}";

  static List<byte[]> containers() throws IOException {
    String data =
        "{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[{\"message\":"
            + "\"{\\\"eventID\\\":\\\"e-1\\\",\\\"eventTime\\\":\\\""
            + TIME
            + "\\\"}\"}]}";
    String packed = Base64.getEncoder().encodeToString(gzip(data));
    return List.of(
        RECORD.getBytes(UTF_8),
        ("[" + RECORD + "]").getBytes(UTF_8),
        ("{\"Records\":[" + RECORD + "]}").getBytes(UTF_8),
        gzip("{\"Records\":[" + RECORD + "]}"),
        ("{\"detail-type\":\"AWS API Call via CloudTrail\",\"detail\":" + RECORD + "}")
            .getBytes(UTF_8),
        data.getBytes(UTF_8),
        gzip(data),
        packed.getBytes(UTF_8),
        ("{\"awslogs\":{\"data\":\"" + packed + "\"}}").getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("containers")
  void takesTheRecordOutOfItsContainer(byte[] value) {
    assertThat(read(value))
        .singleElement()
        .satisfies(
            log -> {
              assertThat(log.defect()).isNull();
              assertThat(new String(log.payload(), UTF_8)).isEqualTo(RECORD);
              assertThat(log.eventTime()).isEqualTo(Instant.parse(TIME).toEpochMilli());
              assertThat(log.source()).isEqualTo("trail");
              assertThat(log.origin()).hasToString("topic/3@14");
            });
  }

  @Test
  void readsNothingFromADeletionMark() {
    assertThat(read(null)).isEmpty();
  }

  @Test
  void tellsWhatIsBroken() {
    assertThat(read("{\"broken".getBytes(UTF_8)))
        .extracting(RawLog::defect)
        .containsExactly(DefectReason.MALFORMED_JSON);
  }

  @Test
  void aLineWithoutAYearIsOfTheYearInWhichItWasProduced() {
    byte[] line = "<189>7: sw1: May  4 09:00:00: %SYS-5-RESTART: System restarted".getBytes(UTF_8);
    List<RawLog> logs = new ArrayList<>();

    new KafkaLogDeserializer("syslog", ZoneOffset.UTC, RecordLimits.DEFAULT, null)
        .deserialize(
            new ConsumerRecord<>(
                "topic",
                3,
                14,
                Instant.parse("2021-06-01T00:00:00Z").toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                line.length,
                null,
                line,
                new RecordHeaders(),
                Optional.empty()),
            new ListCollector<>(logs));

    assertThat(logs)
        .extracting(RawLog::eventTime)
        .containsExactly(Instant.parse("2021-05-04T09:00:00Z").toEpochMilli());
  }

  /** Each partition has a trace of its own, at the time of its records. */
  @Test
  void skipsWhatNoRuleCanMatchAndTellsOfIt() {
    RuleSet rules = new RuleSetLoader().load(new RuleSetLoader().shipped());
    KafkaLogDeserializer deserializer =
        new KafkaLogDeserializer("trail", ZoneOffset.UTC, RecordLimits.DEFAULT, rules);
    deserializer.open(null);
    List<RawLog> logs = new ArrayList<>();

    for (int i = 0; i < 2560; i++) {
      byte[] value =
          "{\"eventName\":\"Nobody\",\"eventTime\":\"%s\"}".formatted(TIME).getBytes(UTF_8);
      deserializer.deserialize(
          new ConsumerRecord<>("topic", i % 2, i, null, value), new ListCollector<>(logs));
    }
    byte[] wanted = "{\"eventName\":\"CreateTrafficMirrorSession\"}".getBytes(UTF_8);
    deserializer.deserialize(
        new ConsumerRecord<>("topic", 0, 2560, null, wanted), new ListCollector<>(logs));

    assertThat(logs.get(logs.size() - 1).payload()).isEqualTo(wanted);
    List<RawLog> traces = logs.subList(0, logs.size() - 1);
    assertThat(traces).hasSizeGreaterThanOrEqualTo(2);
    assertThat(traces).allMatch(log -> log.payload().length == 0);
    assertThat(traces).allMatch(log -> log.eventTime() == Instant.parse(TIME).toEpochMilli());
    assertThat(traces).extracting(log -> log.origin().partition()).contains(0, 1);
    // Those after the last trace of a partition are told by its next one.
    assertThat(traces.stream().mapToInt(RawLog::skipped).sum()).isBetween(2560 - 2 * 255, 2560);
  }

  private static List<RawLog> read(byte[] value) {
    List<RawLog> logs = new ArrayList<>();
    new KafkaLogDeserializer("trail", ZoneOffset.UTC, RecordLimits.DEFAULT, null)
        .deserialize(new ConsumerRecord<>("topic", 3, 14, null, value), new ListCollector<>(logs));
    return logs;
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(UTF_8));
    }
    return packed.toByteArray();
  }
}

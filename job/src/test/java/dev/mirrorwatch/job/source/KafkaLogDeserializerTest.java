package dev.mirrorwatch.job.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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

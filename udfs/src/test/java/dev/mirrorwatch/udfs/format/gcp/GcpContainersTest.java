package dev.mirrorwatch.udfs.format.gcp;

import static dev.mirrorwatch.udfs.format.Logs.decode;
import static dev.mirrorwatch.udfs.format.Logs.defects;
import static dev.mirrorwatch.udfs.format.Logs.good;
import static dev.mirrorwatch.udfs.format.Logs.gzip;
import static dev.mirrorwatch.udfs.format.Logs.utf8;
import static dev.mirrorwatch.udfs.format.gcp.GcpRecords.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.DefectReason;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Google's transports wrap entries in. */
class GcpContainersTest {

  private static final String A = entry("a", "");
  private static final String B = entry("b", "");
  private static final long TIME = Instant.parse("2026-03-02T09:00:00Z").toEpochMilli();

  private static String message(byte[] data) {
    return "{\"data\":\""
        + Base64.getEncoder().encodeToString(data)
        + "\",\"attributes\":{\"logging.googleapis.com/timestamp\":\"2026-03-02T09:00:00Z\"},"
        + "\"messageId\":\"7\",\"publishTime\":\"2026-03-02T09:00:03Z\"}";
  }

  @Test
  void entriesComeAloneInLinesAndInAList() {
    assertThat(good(decode(utf8(A)))).containsExactly(A);
    assertThat(good(decode(utf8(A + "\n" + B)))).containsExactly(A, B);
    assertThat(good(decode(utf8("[" + A + ",\n" + B + "]")))).containsExactly(A, B);
  }

  @Test
  void pubSubPushesOne() {
    String pushed = "{\"message\":" + message(utf8(A)) + ",\"subscription\":\"projects/p/s\"}";
    assertThat(good(decode(utf8(pushed)))).containsExactly(A);
    assertThat(decode(utf8(pushed)).get(0).eventTime()).isEqualTo(TIME);
  }

  @Test
  void pubSubIsPulledInLists() {
    String one = "{\"ackId\":\"x\",\"message\":" + message(utf8(A)) + "}";
    String two = "{\"ackId\":\"y\",\"message\":" + message(gzip(utf8(B))) + "}";
    assertThat(good(decode(utf8("{\"receivedMessages\":[" + one + "," + two + "]}"))))
        .containsExactly(A, B);
    assertThat(good(decode(utf8("[" + one + "]")))).containsExactly(A);
    assertThat(good(decode(utf8(message(utf8(A)))))).containsExactly(A);
  }

  @Test
  void aMessageThatIsNoBase64IsADeadLetter() {
    String broken = "{\"messageId\":\"7\",\"data\":\"?\"}";
    assertThat(defects(decode(utf8(broken)))).containsExactly(DefectReason.CORRUPT_COMPRESSION);
  }

  @Test
  void aCloudEventHoldsTheEntry() {
    String head =
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"time\":\"2026-03-02T09:00:04Z\","
            + "\"type\":\"google.cloud.audit.log.v1.written\",";
    assertThat(good(decode(utf8(head + "\"data\":" + A + "}")))).containsExactly(A);
    String packed = Base64.getEncoder().encodeToString(utf8(A));
    assertThat(good(decode(utf8(head + "\"data_base64\":\"" + packed + "\"}")))).containsExactly(A);
  }

  @Test
  void aCloudEventMayHoldAPubSubMessage() {
    String event =
        "{\"type\":\"google.cloud.pubsub.topic.v1.messagePublished\",\"data\":{\"subscription\":"
            + "\"s\",\"message\":"
            + message(utf8(A))
            + "}}";
    assertThat(good(decode(utf8(event)))).containsExactly(A);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"com.example.other\",\"data\":{\"eventName\":\"x\"}}",
        "{\"message\":{\"data\":\"e30=\"}}"
      })
  void whatOnlyLooksAlikeIsLeftAsItIs(String record) {
    assertThat(good(decode(utf8(record)))).containsExactly(record);
  }
}

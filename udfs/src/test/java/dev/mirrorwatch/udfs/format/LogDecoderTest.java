package dev.mirrorwatch.udfs.format;

import static dev.mirrorwatch.udfs.format.Logs.decode;
import static dev.mirrorwatch.udfs.format.Logs.defects;
import static dev.mirrorwatch.udfs.format.Logs.good;
import static dev.mirrorwatch.udfs.format.Logs.gzip;
import static dev.mirrorwatch.udfs.format.Logs.texts;
import static dev.mirrorwatch.udfs.format.Logs.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogDecoderTest {

  private static final String A =
      "{\"eventTime\":\"2026-03-02T09:01:00Z\",\"eventSource\":\"ec2.amazonaws.com\", \"eventID\":\"a\"}";
  private static final String B =
      "{\"eventID\":\"b\",\"eventTime\":\"2026-03-02T09:02:00Z\",\"eventName\":\"StopLogging\"}";
  private static final long TIME_OF_A = Instant.parse("2026-03-02T09:01:00Z").toEpochMilli();

  private static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String subscription(String... messages) {
    StringBuilder events = new StringBuilder();
    for (String message : messages) {
      events.append(events.isEmpty() ? "" : ",");
      events
          .append("{\"id\":\"1\",\"timestamp\":1,\"message\":")
          .append(quoted(message))
          .append('}');
    }
    return "{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"111122223333\",\"logGroup\":\"trail\","
        + "\"logStream\":\"s\",\"subscriptionFilters\":[\"f\"],\"logEvents\":["
        + events
        + "]}";
  }

  private static String eventBridge(String detail) {
    return "{\"version\":\"0\",\"id\":\"i\",\"detail-type\":\"AWS API Call via CloudTrail\","
        + "\"source\":\"aws.ec2\",\"account\":\"111122223333\",\"time\":\"2026-03-02T09:05:00Z\","
        + "\"region\":\"eu-central-1\",\"resources\":[],\"detail\":"
        + detail
        + "}";
  }

  // ---- Containers of wire-formats 1.2

  @Test
  void whatBeginsAsCloudTrailWritesItIsOneRecordWhateverElseIsInIt() {
    String record =
        "{\"eventVersion\":\"1.10\",\"eventTime\":\"2026-03-02T09:00:00Z\","
            + "\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"RunInstances\","
            + "\"operation_name\":\"Microsoft.Compute/a\",\"detail-type\":\"x\","
            + "\"detail\":{\"eventName\":\"Other\"},\"Records\":[{\"a\":1},{\"a\":2}]}";
    List<RawLog> logs = new ArrayList<>();
    LogDecoder.decode(Logs.utf8(record), "s", Origin.file("f", 1), RecordLimits.DEFAULT, logs::add);
    assertThat(logs).hasSize(1);
    assertThat(logs.get(0).eventTime()).isEqualTo(1772442000000L);
    AuditEvent event =
        new LogFormats(new FieldDemand(Set.of(), false)).normalize(logs.get(0)).event();
    assertThat(event.product()).isEqualTo("aws");
    assertThat(event.action()).isEqualTo("RunInstances");
  }

  @Test
  void aBareRecordIsARecordWithItsTime() {
    List<RawLog> logs = decode(utf8(A));
    assertThat(logs).hasSize(1);
    RawLog log = logs.get(0);
    assertThat(Logs.text(log)).isEqualTo(A);
    assertThat(log.eventTime()).isEqualTo(TIME_OF_A);
    assertThat(log.origin()).isEqualTo(Origin.kafka("trail", 3, 14));
    assertThat(log.defect()).isNull();
  }

  @Test
  void aTrailFileInAMessagePackedOrNot() {
    byte[] file = utf8("{\"Records\":[" + A + "," + B + "]}");
    assertThat(texts(decode(file))).containsExactly(A, B);
    assertThat(texts(decode(gzip(file)))).containsExactly(A, B);
  }

  @Test
  void anEventBridgeEventHoldsItsDetailByteForByte() {
    List<RawLog> logs = decode(utf8(eventBridge(A)));
    assertThat(texts(logs)).containsExactly(A);
    assertThat(logs.get(0).eventTime()).isEqualTo(TIME_OF_A);
    assertThat(texts(decode(utf8("[" + eventBridge(A) + "," + eventBridge(B) + "]"))))
        .containsExactly(A, B);
  }

  @Test
  void aSubscriptionMessageHoldsItsMessagesInOrder() {
    assertThat(texts(decode(utf8(subscription(A, B))))).containsExactly(A, B);
  }

  @Test
  void aSubscriptionMessageAsBase64OfGzip() {
    String packed = base64(gzip(utf8(subscription(A, B))));
    assertThat(texts(decode(utf8(packed)))).containsExactly(A, B);
    assertThat(texts(decode(utf8("\"" + packed + "\"\n" + packed + "\n"))))
        .containsExactly(A, B, A, B);
    assertThat(texts(decode(utf8("[\"" + packed + "\"]")))).containsExactly(A, B);
  }

  @Test
  void aSubscriptionMessageUnderAwslogsData() {
    String event = "{\"awslogs\":{\"data\":\"" + base64(gzip(utf8(subscription(A)))) + "\"}}";
    assertThat(texts(decode(utf8(event)))).containsExactly(A);
  }

  @Test
  void aPackedSubscriptionMessageWithoutBase64() {
    assertThat(texts(decode(gzip(utf8(subscription(A) + subscription(B)))))).containsExactly(A, B);
  }

  @Test
  void aSubscriptionsProbeIsNoAuditEvent() {
    String probe =
        subscription("CWL CONTROL MESSAGE: Checking health").replace("DATA_", "CONTROL_");
    assertThat(defects(decode(utf8(probe)))).containsExactly(DefectReason.CONTROL_MESSAGE);
  }

  @Test
  void aLookupAnswerHoldsRecordsAsText() {
    String answer =
        "{\"Events\":[{\"EventId\":\"a\",\"EventTime\":1.7E9,\"CloudTrailEvent\":"
            + quoted(A)
            + "},"
            + "{\"EventId\":\"b\",\"CloudTrailEvent\":"
            + quoted(B)
            + "}]}";
    assertThat(texts(decode(utf8(answer)))).containsExactly(A, B);
  }

  @Test
  void aListInsideAWrapping() {
    String list = "{\"Records\":[" + A + "," + B + "]}";
    assertThat(texts(decode(utf8(subscription(list, "[" + A + "]"))))).containsExactly(A, B, A);
    assertThat(texts(decode(utf8(subscription(eventBridge(B)))))).containsExactly(B);
    assertThat(texts(decode(utf8("[[" + A + "]]")))).containsExactly(A);
  }

  @Test
  void aDigestFileIsNoAuditEvent() {
    String digest =
        "{\"awsAccountId\":\"111122223333\",\"digestStartTime\":\"2026-03-02T09:00:00Z\",\"logFiles\":[]}";
    assertThat(defects(decode(utf8(digest)))).containsExactly(DefectReason.DIGEST);
  }

  @Test
  void aDeletedKafkaValueHoldsNothing() {
    assertThat(decode(null)).isEmpty();
    assertThat(decode(new byte[0])).isEmpty();
  }

  // ---- Times

  @Test
  void readsLogstashsTimestampWhereEventTimeIsMissing() {
    String logstash = "{\"@timestamp\":\"2026-03-02T09:01:00.000Z\",\"@version\":\"1\"}";
    assertThat(decode(utf8(logstash)).get(0).eventTime()).isEqualTo(TIME_OF_A);
    String both = "{\"@timestamp\":\"2020-01-01T00:00:00Z\"," + A.substring(1);
    assertThat(decode(utf8(both)).get(0).eventTime()).isEqualTo(TIME_OF_A);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"eventTime\":\"TIME\"",
        "\"userIdentity\":{\"eventTime\":\"2020-01-01T00:00:00Z\"},\"eventTime\":\"TIME\"",
        "\"a\":[\"eventTime\",{\"eventTime\":\"2020-01-01T00:00:00Z\"}],\"eventTime\":\"TIME\"",
        "\"a\":\"\\\"eventTime\\\":\\\"2020-01-01T00:00:00Z\\\"\",\"eventTime\":\"TIME\"",
        "\"a\":\"{\",\"b\":\"\\\\\",\"eventTime\":\"TIME\"",
        "\"a\":{\"b\":\"}\",\"eventTime\":\"2020-01-01T00:00:00Z\"},\"eventTime\":\"TIME\"",
        "\"a\":{\"b\":\"\\\"}\\\"\",\"eventTime\":\"2020-01-01T00:00:00Z\"},\"eventTime\":\"TIME\"",
        "\"a\":\"eventTime\",\"eventTime\" : \"TIME\"",
        "\"eventTime\":\"2026-03-02T09\\u003a01:00Z\"",
        "\"event\\u0054ime\":\"TIME\"",
        "\"eventTime\":\"2026-03-02 09:01:00\"",
        "\"eventTime\":17,\"eventTime\":\"TIME\",\"eventTime\":\"2020-01-01T00:00:00Z\"",
      })
  void theTimeOfARecordIsThatOfItsOwnMember(String members) {
    String record =
        "{\"eventVersion\":\"1.10\"," + members.replace("TIME", "2026-03-02T09:01:00Z") + "}";
    assertThat(decode(utf8(record)))
        .extracting(RawLog::eventTime, RawLog::defect)
        .containsExactly(tuple(TIME_OF_A, null));
  }

  @Test
  void aRecordWithoutAReadableTimeIsStillHandedOut() {
    for (String time : new String[] {"{}", "{\"eventTime\":\"soon\"}", "{\"eventTime\":17}"}) {
      RawLog log = decode(utf8(time)).get(0);
      assertThat(log.eventTime()).isEqualTo(RawLog.NO_TIME);
      assertThat(log.defect()).isNull();
    }
  }

  // ---- Broken parts

  @Test
  void aBrokenMessageCostsOnlyItself() {
    List<RawLog> logs = decode(utf8(subscription(A, "{\"eventID\":\"cut", B)));
    assertThat(good(logs)).containsExactly(A, B);
    assertThat(defects(logs)).containsExactly(DefectReason.MALFORMED_JSON);
  }

  @Test
  void aLogEventWithoutMessageIsHandedOutAsItIs() {
    String message = "{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[{\"id\":\"1\"}]}";
    assertThat(texts(decode(utf8(message)))).containsExactly("{\"id\":\"1\"}");
  }

  @Test
  void packedTextThatDoesNotUnpackIsToldSo() {
    assertThat(defects(decode(utf8("H4sI*not base64*"))))
        .containsExactly(DefectReason.CORRUPT_COMPRESSION);
    String packed = base64(gzip(utf8(A.repeat(50))));
    String cut = packed.substring(0, packed.length() / 8 * 4);
    assertThat(defects(decode(utf8(cut)))).containsExactly(DefectReason.CORRUPT_COMPRESSION);
  }

  @Test
  void aWordThatIsNoJsonIsMalformed() {
    assertThat(defects(decode(utf8("{\"a\":nul}")))).containsExactly(DefectReason.MALFORMED_JSON);
  }

  @Test
  void aListOfNumbersIsNoKnownFormat() {
    assertThat(defects(decode(utf8("[1,\"x\"]"))))
        .containsExactly(DefectReason.UNKNOWN_FORMAT, DefectReason.UNKNOWN_FORMAT);
  }

  @Test
  void endlessWrappingEnds() {
    String wrapped = A;
    for (int i = 0; i < 20; i++) {
      wrapped = eventBridge(wrapped);
    }
    assertThat(defects(decode(utf8(wrapped)))).containsExactly(DefectReason.NESTED_TOO_DEEP);
  }

  @Test
  void anEnvelopeMayBeLargerThanARecord() {
    RecordLimits limits = new RecordLimits(200, 5000, 64, 100, 10_000, 10_000, 50);
    String many = subscription(A, B, A, B, A, B);
    assertThat(decode(utf8(many), limits)).hasSize(6).allMatch(log -> log.defect() == null);
    String large = "{\"x\":\"" + "y".repeat(300) + "\"}";
    List<RawLog> logs = decode(utf8(large), limits);
    assertThat(defects(logs)).containsExactly(DefectReason.RECORD_TOO_LARGE);
    assertThat(logs.get(0).payload()).hasSize(50);
    assertThat(logs.get(0).size()).isEqualTo(large.length());
  }

  @Test
  void aPackedMessageThatUnpacksToTooMuchIsToldSo() {
    RecordLimits limits = new RecordLimits(200, 5000, 64, 100, 1_000_000, 10_000, 50);
    List<RawLog> logs = decode(utf8(base64(gzip(utf8((A + "\n").repeat(1000))))), limits);
    assertThat(defects(logs)).containsExactly(DefectReason.UNPACKED_TOO_LARGE);
    assertThat(good(logs)).hasSizeBetween(90, 120);
  }

  // ---- Files

  @Test
  void aFileIsReadByWhatItHoldsAndSaysTheLine() throws IOException {
    byte[] file = gzip(utf8(A + "\n" + subscription(B, A) + "\nnoise\n" + B + "\n"));
    List<RawLog> logs = Logs.decodeFile(new ByteArrayInputStream(file), "logs/no-extension");
    assertThat(good(logs)).containsExactly(A, B, A, B);
    assertThat(logs)
        .extracting(log -> log.origin().toString())
        .containsExactly(
            "logs/no-extension:1",
            "logs/no-extension:2",
            "logs/no-extension:2",
            "logs/no-extension:3",
            "logs/no-extension:4");
  }
}

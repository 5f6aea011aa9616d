package dev.mirrorwatch.udfs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DeadLetter;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.KeyNews;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.Logs;
import dev.mirrorwatch.udfs.format.cloudtrail.CloudTrailRecords;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.metrics.groups.InternalOperatorMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingOperatorMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingTaskMetricGroup;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NormalizeFunctionTest {

  private static final int DEAD_LETTER_BYTES = 10;

  private final Metrics metrics = new Metrics();
  private OneInputStreamOperatorTestHarness<RawLog, AuditEvent> harness;

  /** Keeps the metrics of the function's group. */
  private static final class Metrics extends InterceptingOperatorMetricGroup {
    private String group = "";

    @Override
    public MetricGroup addGroup(String name) {
      group = name;
      return this;
    }
  }

  @BeforeEach
  void open() throws Exception {
    NormalizeFunction function =
        new NormalizeFunction(
            Set.of("mirror.target_id"), false, IdentityMap.NOBODY, DEAD_LETTER_BYTES);
    InterceptingTaskMetricGroup task =
        new InterceptingTaskMetricGroup() {
          @Override
          public InternalOperatorMetricGroup getOrAddOperator(
              OperatorID id, String name, Map<String, String> variables) {
            return metrics;
          }
        };
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(function),
            new MockEnvironmentBuilder().setMetricGroup(task).build());
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static RawLog defective(DefectReason reason) {
    return new RawLog(
        "cloudtrail",
        Origin.file("f", 9),
        RawLog.NO_TIME,
        Logs.utf8("{\"a"),
        77,
        reason,
        "cut off");
  }

  private void process(RawLog log) throws Exception {
    harness.processElement(log, 0);
  }

  private List<DeadLetter> deadLetters() {
    var letters = harness.getSideOutput(NormalizeFunction.DEAD_LETTERS);
    return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
  }

  private long count(String name) {
    AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
    LongCounter counter =
        (LongCounter) operator.getRuntimeContext().<Long, Long>getAccumulator(name);
    assertThat(metrics.group).isEqualTo("mirrorwatch");
    assertThat(((Counter) metrics.get(name)).getCount())
        .isEqualTo(counter.getLocalValuePrimitive());
    return counter.getLocalValuePrimitive();
  }

  @Test
  void aRecordBecomesAnEventWithTheFieldsThatAreRead() throws Exception {
    process(CloudTrailRecords.log(CloudTrailRecords.sample("create-traffic-mirror-session")));
    List<AuditEvent> events = harness.extractOutputValues();
    assertThat(events).hasSize(1);
    assertThat(events.get(0).fields().byField()).containsOnlyKeys("mirror.target_id");
    assertThat(deadLetters()).isEmpty();
    assertThat(count("records")).isEqualTo(1);
    assertThat(count("events")).isEqualTo(1);
  }

  @Test
  void theTraceOfSkippedRecordsOnlyCounts() throws Exception {
    byte[] sample = Logs.utf8("{\"eventName\":\"Nobody\"}");
    process(RawLog.trace("cloudtrail", Origin.file("f", 9), sample, 40).at(7));

    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(deadLetters()).isEmpty();
    assertThat(count("records")).isEqualTo(40);
    assertThat(count("skipped")).isEqualTo(40);
    assertThat(count("events")).isZero();
  }

  @Test
  void whatOnlyTellsWhoGotAKeyIsToldAndCounted() throws Exception {
    KeyAnswer answer =
        new KeyAnswer("ASIA1", null, null, "AssumedRole", "ASIA0", Logs.utf8("{}"), 7, 0);
    RawLog record = RawLog.of(answer, "cloudtrail", Origin.file("f", 9), 900);
    process(record);
    process(record);

    assertThat(harness.getSideOutput(KeyOutputs.KEY_NEWS))
        .extracting(StreamRecord::getValue)
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(KeyNews.of(answer), KeyNews.used("ASIA0", 7), KeyNews.of(answer));
    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(count("records")).isEqualTo(2);
    assertThat(count("skipped")).isEqualTo(2);
  }

  @Test
  void aDefectOfSlicingBecomesADeadLetter() throws Exception {
    process(defective(DefectReason.MALFORMED_JSON));
    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(deadLetters())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            new DeadLetter(
                DefectReason.MALFORMED_JSON,
                "cut off",
                "cloudtrail",
                Origin.file("f", 9),
                Logs.utf8("{\"a"),
                77));
    assertThat(count("dead_letters_malformed_json")).isEqualTo(1);
  }

  @Test
  void whatIsMendedIsCounted() throws Exception {
    byte[] quoted =
        Logs.utf8(
            CloudTrailRecords.sample("create-traffic-mirror-session")
                .replaceAll("\\s*\n\\s*", "")
                .replace('"', '\''));
    List<RawLog> logs = Logs.decode(quoted);
    assertThat(logs).extracting(RawLog::defect).containsExactly(DefectReason.MALFORMED_JSON);
    process(logs.get(0));

    assertThat(harness.extractOutputValues()).hasSize(1);
    assertThat(deadLetters()).isEmpty();
    assertThat(count("records_mended")).isEqualTo(1);
    assertThat(count("records")).isEqualTo(1);
  }

  @Test
  void aSegmentIsNoRecordYet() throws Exception {
    process(
        Logs.decode(Logs.utf8("<181>May  4 09:00:02 ise1 CISE_TACACS_Accounting 7 2 1 a=b"))
            .get(0));

    assertThat(harness.getSideOutput(NormalizeFunction.SEGMENTS)).hasSize(1);
    assertThat(harness.getSideOutput(NormalizeFunction.PARTS)).isNull();
    assertThat(count("segments")).isEqualTo(1);
    assertThat(count("records")).isZero();
    assertThat(count("events")).isZero();
  }

  @Test
  void aRecordThatIsNoEventBecomesADeadLetterOfItsFirstBytes() throws Exception {
    RawLog log = CloudTrailRecords.log("{\"eventSource\":\"vpc.aliyuncs.com\"}");
    process(log);
    DeadLetter letter = deadLetters().get(0);
    assertThat(letter.reason()).isEqualTo(DefectReason.UNKNOWN_FORMAT);
    assertThat(letter.payload()).isEqualTo(Logs.utf8("{\"eventSou"));
    assertThat(letter.size()).isEqualTo(log.size());
    assertThat(count("dead_letters_unknown_format")).isEqualTo(1);
    assertThat(count("events")).isZero();
  }

  @Test
  void everyReasonIsCountedAndOnlyErrorsAreKept() throws Exception {
    for (DefectReason reason : DefectReason.values()) {
      process(defective(reason));
      String group = reason.isError() ? "dead_letters_" : "not_audit_";
      assertThat(count(group + reason.text())).as(reason.text()).isEqualTo(1);
    }
    assertThat(deadLetters())
        .extracting(DeadLetter::reason)
        .containsExactlyElementsOf(
            Stream.of(DefectReason.values()).filter(DefectReason::isError).toList());
    assertThat(count("records")).isEqualTo(DefectReason.values().length);
  }
}

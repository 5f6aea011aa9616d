package dev.mirrorwatch.udfs.match;

import static dev.mirrorwatch.udfs.reload.RuleTexts.detection;
import static dev.mirrorwatch.udfs.reload.RuleTexts.rules;
import static dev.mirrorwatch.udfs.reload.RuleTexts.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.Part;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.RecordLimits;
import dev.mirrorwatch.udfs.ingest.KeyOutputs;
import dev.mirrorwatch.udfs.ingest.NormalizeFunction;
import dev.mirrorwatch.udfs.reload.FirstRules;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import dev.mirrorwatch.udfs.reload.RuleTexts;
import dev.mirrorwatch.udfs.reload.RulesInEffect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithNonKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DetectFunctionTest {

  private static final String A = detection("a", "MakeA");
  private static final String B = detection("b", "MakeB");

  /** It reads a field and the whole record, neither of which the first rules want. */
  private static final String FIELD =
      """
      title: Field
      name: field
      logsource: {product: aws, service: cloudtrail}
      detection:
        selection: {requestParameters.purpose: backup}
        words: [needle]
        condition: selection and words
      """;

  private TwoInputStreamOperatorTestHarness<RawLog, RuleSetText, StageHit> harness;

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
        new TwoInputStreamOperatorTestHarness<>(
            new CoBroadcastWithNonKeyedOperator<>(
                new DetectFunction(FirstRules.of(rules(A)), IdentityMap.NOBODY),
                List.of(RulesInEffect.descriptor())));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  private void log(String call) throws Exception {
    record(
        """
        {"eventVersion":"1.08","eventTime":"2026-03-02T09:00:00Z","eventName":"%s",\
        "eventSource":"ec2.amazonaws.com","eventID":"e","awsRegion":"eu-west-1",\
        "userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/al",\
        "accountId":"111122223333","userName":"al"},\
        "requestParameters":{"purpose":"backup","note":"a needle"}}"""
            .formatted(call));
  }

  private void record(String record) throws Exception {
    List<RawLog> logs = new ArrayList<>();
    LogDecoder.decode(
        record.getBytes(StandardCharsets.UTF_8),
        "test",
        Origin.file("test", 1),
        RecordLimits.DEFAULT,
        logs::add);
    harness.processElement1(logs.get(0), 0);
  }

  private List<String> alerts() {
    var alerts = harness.getSideOutput(MatchOutputs.SINGLE_EVENT_ALERTS);
    return alerts == null
        ? List.of()
        : alerts.stream().map(StreamRecord::getValue).map(alert -> alert.rule().name()).toList();
  }

  @Test
  void whatIsReadFollowsTheRules() throws Exception {
    log("MakeA");
    log("MakeB");
    assertThat(alerts()).containsExactly("a");
    harness.processElement2(text(B, FIELD), 0);
    log("MakeA");
    log("MakeB");
    assertThat(alerts()).containsExactlyInAnyOrder("a", "field", "b", "field");
  }

  @Test
  void hitsLeaveByTheLevelOfTheirRule() throws Exception {
    harness.processElement2(
        text(
            A,
            B,
            RuleTexts.correlation("first", 5, "", "a", "b"),
            RuleTexts.correlation("second", 5, "", "a", "first")),
        0);
    log("MakeA");
    assertThat(harness.extractOutputValues()).extracting(StageHit::rule).containsExactly("first");
    assertThat(harness.getSideOutput(MatchOutputs.hitsOf(1)))
        .extracting(hit -> hit.getValue().rule())
        .containsExactly("second");
  }

  @Test
  void restartedItGoesOnWithTheRulesThatItHad() throws Exception {
    harness.processElement2(text(B), 0);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    start(state);
    log("MakeA");
    log("MakeB");
    assertThat(alerts()).containsExactly("b");
  }

  @Test
  void ofACallThatNoRuleWantsItIsToldWhoGotTheKey() throws Exception {
    record(
        """
        {"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","accessKeyId":"ASIA0"},\
        "eventTime":"2026-03-02T09:00:00Z","eventSource":"sts.amazonaws.com",\
        "eventName":"AssumeRole","responseElements":{"credentials":{"accessKeyId":"ASIA1"}}}""");
    assertThat(harness.getSideOutput(KeyOutputs.KEY_NEWS))
        .extracting(news -> news.getValue().key())
        .containsExactly("ASIA1", "ASIA0");
    assertThat(harness.getSideOutput(KeyOutputs.KEY_NEWS).element().getValue().answer().unread())
        .isNotNull();
  }

  @Test
  void whatIsNoRecordIsADeadLetter() throws Exception {
    harness.processElement1(
        new RawLog(
            "test",
            Origin.file("test", 1),
            RawLog.NO_TIME,
            new byte[] {'{'},
            1,
            dev.mirrorwatch.udfs.event.DefectReason.MALFORMED_JSON,
            "cut"),
        0);
    assertThat(harness.getSideOutput(NormalizeFunction.DEAD_LETTERS)).hasSize(1);
  }

  @Test
  void whatIsOnlyAPartIsNotMatchedYet() throws Exception {
    harness.processElement2(
        text(
            """
            title: A tap
            name: tap
            logsource: {product: azure}
            detection:
              selection: {operationName|endswith: virtualNetworkTaps/write}
              condition: selection
            """),
        0);
    record(
        """
        {"time":"2026-05-04T09:00:00Z","operationName":"Microsoft.Network/virtualNetworkTaps/write",\
        "resourceId":"/subscriptions/s/providers/Microsoft.Network/virtualNetworkTaps/t",\
        "correlationId":"c","resultType":"Start"}""");

    assertThat(harness.getSideOutput(NormalizeFunction.PARTS))
        .extracting(part -> part.getValue().part().role())
        .containsExactly(Part.Role.FIRST);
    assertThat(alerts()).isEmpty();
  }
}

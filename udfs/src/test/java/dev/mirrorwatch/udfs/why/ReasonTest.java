package dev.mirrorwatch.udfs.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.AlertStatus;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every reason why there is no alert, one by one. */
class ReasonTest {

  private static final String JOINED =
      Calls.detections("a", "b", "c")
          + Calls.correlation(
              "rule",
              "type: temporal, rules: [a, b, c], timespan: 10m",
              "join: [{field: requestParameters.id, stages: [a, b]}], after: {b: [a]},"
                  + " distinct_events: true");

  private static final String COUNTED =
      Calls.detections("a", "b")
          + Calls.correlation(
              "rule", "type: event_count, rules: [a, b], timespan: 10m, condition: {gte: 3}", "");

  private static String valued(String type, String condition) {
    return Calls.detections("a", "b")
        + Calls.correlation(
            "rule",
            "type: %s, rules: [a, b], timespan: 10m, condition: {%s}".formatted(type, condition),
            "");
  }

  private static Attempt only(Answer answer) {
    assertThat(answer.groups()).hasSize(1);
    assertThat(answer.groups().get(0).attempts()).hasSize(1);
    return answer.groups().get(0).attempts().get(0);
  }

  private static List<String> texts(Answer answer) {
    return answer.groups().stream()
        .flatMap(
            group ->
                Stream.concat(
                    group.attempts().stream()
                        .flatMap(attempt -> attempt.stages().stream())
                        .flatMap(stage -> stage.reasons().stream()),
                    group.events().stream()))
        .map(reason -> reason.event().id() + " " + reason.kind() + ": " + reason.text())
        .toList();
  }

  private static List<String> missing(Answer answer) {
    return only(answer).stages().stream()
        .filter(stage -> stage.seen().isEmpty())
        .map(StageVerdict::stage)
        .toList();
  }

  @Test
  void aStageIsMissing() {
    Answer answer =
        new Calls(JOINED)
            .at(0, "a", "a1", "\"id\":\"x\"")
            .at(1, "b", "b1", "\"id\":\"x\"")
            .why("rule", "alice");
    assertThat(only(answer).found()).isEqualTo("2 of 3 stages");
    assertThat(only(answer).complete()).isFalse();
    assertThat(missing(answer)).containsExactly("c");
    assertThat(texts(answer)).isEmpty();
    assertThat(answer.groups().get(0).alerts()).isEmpty();
    assertThat(answer.groups().get(0).group())
        .containsExactlyEntriesOf(
            java.util.Map.of("principal.origin", "arn:aws:iam::1:user/alice"));
  }

  @Test
  void somethingUndidIt() {
    String rules =
        Calls.detections("a", "b", "gone")
            + Calls.correlation(
                "rule",
                "type: temporal, rules: [a, b], timespan: 10m",
                "until: gone, absence: {rule: gone, within: 5m}");
    Answer answer =
        new Calls(rules).at(0, "a", "a1").at(1, "gone", "g1").at(2, "b", "b1").why("rule", "alice");
    assertThat(answer.groups().get(0).alerts()).isEmpty();
    assertThat(only(answer).complete()).isFalse();
    assertThat(only(answer).found()).isEqualTo("2 of 2 stages, and undone");
    assertThat(texts(answer))
        .containsExactly(
            "g1 undoes: undoes what began before it and was not complete",
            "g1 undoes: undoes what was complete, if that was not more than 5m before it");
  }

  @Test
  void aStageHasNotRunOftenEnough() {
    String rules =
        Calls.detections("a", "b", "c")
            + Calls.correlation(
                "rule",
                "type: temporal, rules: [a, b, c], timespan: 10m",
                "stages: [{rule: a, runs: 2}, {rule: c, optional: true}]");
    Answer answer = new Calls(rules).at(0, "a", "a1").at(2, "b", "b1").why("rule", "alice");
    assertThat(only(answer).found()).isEqualTo("2 of 2 stages, 1 of 2 events of a");
    assertThat(only(answer).complete()).isFalse();
    assertThat(missing(answer)).isEmpty();
  }

  @Test
  void anAlertAndItsEvidence() {
    Answer answer =
        new Calls(JOINED)
            .at(0, "a", "a1", "\"id\":\"x\"")
            .at(1, "b", "b1", "\"id\":\"x\"")
            .at(2, "c", "c1")
            .why("rule", "alice");
    AlertVerdict alert = answer.groups().get(0).alerts().get(0);
    assertThat(alert.status()).isEqualTo(AlertStatus.OPEN);
    assertThat(alert.silent()).isFalse();
    assertThat(alert.events()).containsExactly("a1", "b1", "c1");
    assertThat(only(answer).complete()).isTrue();
    assertThat(missing(answer)).isEmpty();
  }

  @Test
  void outsideTheTimespan() {
    Answer answer =
        new Calls(JOINED)
            .at(0, "a", "a1", "\"id\":\"x\"")
            .at(1, "b", "b1", "\"id\":\"x\"")
            .at(10.5, "c", "c1")
            .why("rule", "c1");
    assertThat(texts(answer))
        .contains(
            "a1 outside_timespan: outside the timespan: 10m 30s before c c1, 30s more than 10m");
  }

  @Test
  void anotherId() {
    Answer answer =
        new Calls(JOINED)
            .at(0, "a", "a1", "\"id\":\"x\"")
            .at(1, "b", "b1", "\"id\":\"y\"")
            .at(2, "c", "c1")
            .why("rule", "a1");
    assertThat(texts(answer))
        .containsExactly("b1 other_id: another id: requestParameters.id is y, and x in a a1");
  }

  @Test
  void anAbsentIdIsAnotherOne() {
    Answer answer =
        new Calls(JOINED).at(0, "a", "a1", "\"id\":\"x\"").at(1, "b", "b1").why("rule", "a1");
    assertThat(texts(answer))
        .containsExactly("b1 other_id: another id: requestParameters.id is absent, and x in a a1");
  }

  @Test
  void theWrongOrder() {
    Answer answer =
        new Calls(JOINED)
            .at(1, "a", "a1", "\"id\":\"x\"")
            .at(0, "b", "b1", "\"id\":\"x\"")
            .why("rule", "a1");
    assertThat(texts(answer))
        .containsExactly(
            "b1 wrong_order: in the wrong order: 1m before a a1, and must not be earlier");
  }

  @Test
  void theWrongOrderOfAChainWithAGap() {
    Answer answer =
        new Calls(
                Calls.detections("a", "b", "c")
                    + Calls.correlation(
                        "rule", "type: temporal_ordered, rules: [a, b, c], timespan: 10m", ""))
            .at(0, "c", "c1")
            .at(2, "a", "a1")
            .why("rule", "c1");
    assertThat(texts(answer))
        .containsExactly(
            "a1 wrong_order: in the wrong order: 2m after c c1, and must not be later");
  }

  @Test
  void oneEventForTwoStages() {
    String both =
        Calls.detections("a")
            + Calls.detections("a").replace("Stage a", "Stage b").replace("name: a", "name: b")
            + Calls.correlation(
                "rule", "type: temporal, rules: [a, b], timespan: 10m", "distinct_events: true");
    Answer answer = new Calls(both).at(0, "a", "e1").why("rule", "alice");
    assertThat(texts(answer))
        .containsExactly("e1 same_event: the same event is already b, and counts once");
  }

  @Test
  void excludedByANegatedSearch() {
    Answer answer =
        new Calls(JOINED)
            .at(0, "a", "a1", "\"id\":\"x\"")
            .record(1, "c", "c1", ",\"requestParameters\":{\"kind\":\"scanner\"}", "alice")
            .why("rule", "alice");
    assertThat(texts(answer))
        .containsExactly(
            "c1 excluded: is no c: excluded by 'scanner':"
                + " requestParameters.kind 'scanner' fulfils requestParameters.kind: 'scanner'");
  }

  @Test
  void excludedByAFilter() {
    String filtered =
        JOINED
            + """
            title: Known
            logsource: {product: aws, service: cloudtrail}
            filter:
              rules: [c]
              known: {requestParameters.kind: robot}
              condition: not known
            """;
    Answer answer =
        new Calls(filtered)
            .at(0, "a", "a1", "\"id\":\"x\"")
            .record(1, "c", "c1", ",\"requestParameters\":{\"kind\":\"robot\"}", "alice")
            .why("rule", "alice");
    assertThat(texts(answer))
        .containsExactly(
            "c1 excluded: is no c: excluded by filter 'known':"
                + " requestParameters.kind 'robot' fulfils requestParameters.kind: 'robot'");
  }

  @Test
  void almostAStage() {
    Answer answer =
        new Calls(JOINED)
            .at(0, "a", "a1", "\"id\":\"x\"")
            .record(1, "c", "c1", ",\"errorCode\":\"AccessDenied\"", "alice")
            .why("rule", "alice");
    assertThat(texts(answer))
        .containsExactly(
            "c1 almost_stage: almost c: 'selection' fails:"
                + " event.outcome 'denied' does not fulfil event.outcome: 'success'");
  }

  @Test
  void anEventAskedByIdIsPutToEveryStage() {
    Answer answer = new Calls(JOINED).at(0, "d", "d1").why("rule", "d1");
    assertThat(answer.asked()).isEqualTo(1);
    assertThat(answer.groups()).isEmpty();
    assertThat(answer.events())
        .map(Reason::text)
        .containsExactly(
            "is no a: 'selection' fails: eventName 'd' does not fulfil eventName: 'a'",
            "is no b: 'selection' fails: eventName 'd' does not fulfil eventName: 'b'",
            "is no c: 'selection' fails: eventName 'd' does not fulfil eventName: 'c'");
    assertThat(new Calls(JOINED).at(0, "d", "d1").why("rule", "alice").events()).isEmpty();
  }

  @Test
  void aDuplicateAndWhereItWasRead() {
    Answer answer =
        new Calls(JOINED)
            .at(0, "a", "a1", "\"id\":\"x\"")
            .at(1, "c", "c1")
            .at(0, "a", "a1", "\"id\":\"x\"")
            .why("rule", "alice");
    assertThat(texts(answer))
        .containsExactly("a1 duplicate: delivered 2 times, counts once: log.json:1, log.json:3");
  }

  @Test
  void whatWouldBeLate() {
    String late =
        "a1 late: would be late in a job that reads these files in this order:"
            + " 1h 16m behind the newest event, more than 1h 15m of disorder and lateness";
    assertThat(
            texts(
                new Calls(JOINED)
                    .by("bob", 76, "d", "d1")
                    .at(0, "a", "a1", "\"id\":\"x\"")
                    .why("rule", "alice")))
        .containsExactly(late);
    assertThat(
            texts(
                new Calls(JOINED)
                    .by("bob", 75, "d", "d1")
                    .at(0, "a", "a1", "\"id\":\"x\"")
                    .why("rule", "alice")))
        .isEmpty();
  }

  @Test
  void noGroup() {
    String byRole =
        JOINED.replace("group-by: [principal.origin]", "group-by: [requestParameters.role]");
    Answer answer = new Calls(byRole).at(0, "a", "a1", "\"id\":\"x\"").why("rule", "alice");
    assertThat(answer.groups()).isEmpty();
    assertThat(answer.events())
        .map(Reason::text)
        .containsExactly("is a and in no group: it has no requestParameters.role");
  }

  @Test
  void aCountInItsBestWindow() {
    Answer answer =
        new Calls(COUNTED)
            .at(0, "a", "a1")
            .at(20, "a", "a2")
            .at(29, "b", "b1")
            .at(31, "a", "a3")
            .why("rule", "alice");
    assertThat(only(answer).found())
        .isEqualTo(
            "2 events from 2026-03-01T10:29:00Z to 2026-03-01T10:31:00Z;"
                + " the condition is gte: 3 in 10m");
    assertThat(texts(answer))
        .containsExactly(
            "a2 outside_timespan: outside the timespan: 11m before a a3, 1m more than 10m",
            "a1 outside_timespan: outside the timespan: 31m before a a3, 21m more than 10m");
  }

  @Test
  void aCountThroughTheEventAskedAbout() {
    Answer answer =
        new Calls(COUNTED).at(0, "a", "a1").at(20, "a", "a2").at(29, "b", "b1").why("rule", "a1");
    assertThat(only(answer).found()).startsWith("1 events from 2026-03-01T10:00:00Z");
  }

  @Test
  void aValueThatWasCountedAndOneThatIsNotThere() {
    Answer answer =
        new Calls(valued("value_count", "gte: 3, field: requestParameters.id"))
            .at(0, "a", "a1", "\"id\":\"x\"")
            .at(1, "a", "a2", "\"id\":\"y\"")
            .at(2, "b", "b1", "\"id\":\"x\"")
            .at(3, "b", "b2")
            .why("rule", "alice");
    assertThat(only(answer).found()).startsWith("2 values of requestParameters.id from");
    assertThat(texts(answer))
        .containsExactly(
            "b1 repeated_value: nothing new: requestParameters.id is x, as in a a1",
            "b2 no_value: not counted: it has no requestParameters.id");
  }

  @Test
  void whatIsNoNumber() {
    Answer answer =
        new Calls(valued("value_sum", "gte: 100, field: requestParameters.size"))
            .at(0, "a", "a1", "\"size\":40.5")
            .at(1, "a", "a2", "\"size\":\"many\"")
            .why("rule", "alice");
    assertThat(only(answer).found()).startsWith("40.5 as the sum of requestParameters.size from");
    assertThat(texts(answer))
        .containsExactly(
            "a2 no_value: not counted: requestParameters.size is many, which is no number");
  }

  @Test
  void tooManyForACondition() {
    Answer answer =
        new Calls(valued("event_count", "lt: 2"))
            .at(0, "a", "a1")
            .at(1, "b", "b1")
            .why("rule", "alice");
    assertThat(only(answer).complete()).isFalse();
    assertThat(only(answer).found()).startsWith("2 events").contains("lt: 2");
  }

  @Test
  void aStageThatMustNotBeThere() {
    String without =
        Calls.detections("a", "b")
            + """
            title: Rule
            name: rule
            correlation:
              type: temporal
              rules: [a, b]
              group-by: [principal.origin]
              timespan: 10m
              condition: a and not b
            level: high
            """;
    Answer answer = new Calls(without).at(0, "b", "b1").at(3, "a", "a1").why("rule", "alice");
    assertThat(only(answer).complete()).isFalse();
    assertThat(texts(answer))
        .containsExactly(
            "b1 unwanted_stage: excludes the alert: within a timespan of a a1,"
                + " and the condition is a and not b");
    assertThat(
            only(new Calls(without).at(0, "b", "b1").at(11, "a", "a1").why("rule", "alice"))
                .complete())
        .isTrue();
  }

  @Test
  void aConditionOverStages() {
    String either =
        Calls.detections("a", "b", "c")
            + Calls.correlation(
                "rule",
                "type: temporal, rules: [a, b, c], timespan: 10m, condition: a and (b or c)",
                "");
    Answer answer = new Calls(either).at(0, "b", "b1").why("rule", "alice");
    assertThat(only(answer).found()).isEqualTo("1 of the stages; the condition is a and (b or c)");
    assertThat(missing(answer)).containsExactly("a", "c");
  }
}

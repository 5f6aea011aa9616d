package dev.mirrorwatch.udfs.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.AlertStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a question finds: principals, groups, things, alerts and the rules beside the one asked. */
class InquiryTest {

  private static final String ABOUT =
      "join: [{field: requestParameters.id, stages: [a, b]}], identity: [requestParameters.id]";

  private static final String LINKED =
      Calls.detections("a", "b")
          + Calls.correlation("rule", "type: temporal, rules: [a, b], timespan: 10m", ABOUT);

  private static final String CHAINED =
      Calls.detections("a", "b", "c")
          + Calls.correlation(
              "inner", "type: event_count, rules: [a], timespan: 10m, condition: {gte: 2}", "")
          + Calls.correlation(
              "outer", "type: temporal_ordered, rules: [inner, c], timespan: 10m", "");

  private static List<String> about(Answer answer) {
    return answer.groups().stream()
        .flatMap(group -> group.attempts().stream())
        .map(attempt -> attempt.about() + " " + attempt.found())
        .toList();
  }

  @Test
  void aPrincipalGoesByAnyOfItsNames() {
    for (String name : List.of("alice", "arn:aws:iam::1:user/alice", "a1")) {
      Answer answer =
          new Calls(LINKED)
              .at(0, "a", "a1", "\"id\":\"x\"")
              .by("bob", 1, "a", "a2")
              .why("rule", name);
      assertThat(answer.asked()).as(name).isEqualTo(1);
      assertThat(answer.read()).isEqualTo(2);
      assertThat(answer.groups()).hasSize(1);
    }
  }

  @Test
  void aRoleSessionGoesByAnyOfItsNames() {
    String role =
        ",\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"AROA1:ann@example.com\","
            + "\"arn\":\"arn:aws:sts::1:assumed-role/Admin/ann@example.com\","
            + "\"accountId\":\"1\",\"accessKeyId\":\"ASIA1\",\"sessionContext\":{\"sessionIssuer\":"
            + "{\"type\":\"Role\",\"arn\":\"arn:aws:iam::1:role/Admin\",\"userName\":\"Admin\"}}}";
    for (String name :
        List.of(
            "arn:aws:iam::1:role/Admin",
            "arn:aws:sts::1:assumed-role/Admin/ann@example.com",
            "AROA1:ann@example.com",
            "ann@example.com",
            "ASIA1",
            "Admin")) {
      Answer answer = new Calls(LINKED).record(0, "a", "a1", role, "unused").why("rule", name);
      assertThat(answer.asked()).as(name).isEqualTo(1);
    }
  }

  @Test
  void oneAttemptForEachThingThatTheRuleIsAbout() {
    Answer answer =
        new Calls(LINKED)
            .at(0, "a", "a1", "\"id\":\"x\"")
            .at(1, "a", "a2", "\"id\":\"y\"")
            .at(2, "b", "b1", "\"id\":\"y\"")
            .why("rule", "alice");
    assertThat(about(answer)).containsExactly("y 2 of 2 stages", "x 1 of 2 stages");
    assertThat(answer.groups().get(0).alerts()).map(AlertVerdict::identity).containsExactly("y");
  }

  @Test
  void theThingItselfMayBeAskedAbout() {
    Answer answer =
        new Calls(LINKED)
            .at(0, "a", "a1", "\"id\":\"x\"")
            .at(1, "a", "a2", "\"id\":\"y\"")
            .why("rule", "x");
    assertThat(about(answer)).containsExactly("x 1 of 2 stages");
    assertThat(answer.asked()).isEqualTo(1);
  }

  @Test
  void manyThingsAreCountedNotListed() {
    Calls calls = new Calls(LINKED);
    for (int i = 0; i < 9; i++) {
      calls.at(i, "a", "a" + i, "\"id\":\"x" + i + "\"");
    }
    GroupVerdict group = calls.why("rule", "alice").groups().get(0);
    assertThat(group.attempts()).hasSize(5);
    assertThat(group.others()).isEqualTo(4);
  }

  @Test
  void whoIsNotThereAndWhoIsNearest() {
    Answer answer = new Calls(LINKED).at(0, "a", "a1").why("rule", "alcie");
    assertThat(answer.asked()).isZero();
    assertThat(answer.groups()).isEmpty();
    assertThat(answer.nearest()).isEqualTo("alice");
    assertThat(answer.principals()).containsExactly("arn:aws:iam::1:user/alice");
    assertThat(new Calls(LINKED).at(0, "a", "a1").why("rule", "user/ali").nearest())
        .isEqualTo("arn:aws:iam::1:user/alice");
  }

  @Test
  void anEventThatIsInTheAlertAndOneThatIsNot() {
    Calls calls =
        new Calls(
                Calls.detections("a", "b")
                    + Calls.correlation("rule", "type: temporal, rules: [a, b], timespan: 10m", ""))
            .at(0, "a", "a0")
            .at(30, "a", "a1")
            .at(31, "b", "b1");
    Answer in = calls.why("rule", "b1");
    assertThat(in.groups().get(0).attempts()).hasSize(1);
    assertThat(in.groups().get(0).attempts().get(0).complete()).isTrue();
    Answer out = calls.why("rule", "a0");
    assertThat(out.groups().get(0).alerts()).hasSize(1);
    assertThat(out.groups().get(0).attempts()).hasSize(1);
    Attempt attempt = out.groups().get(0).attempts().get(0);
    assertThat(attempt.complete()).isFalse();
    assertThat(attempt.stages().get(1).reasons())
        .map(Reason::text)
        .containsExactly("outside the timespan: 31m after a a0, 21m more than 10m");
  }

  @Test
  void anEventThatIsAStageOfAWeakerRuleMayComeNearToThisOne() {
    String weaker =
        Calls.detections("a", "b", "c", "any")
                .replace("{eventName: any, event.outcome: success}", "{eventName: b}")
            + Calls.correlation(
                "weaker",
                "type: temporal, rules: [c, any], timespan: 10m",
                ABOUT.replace("a, b]", "c, any]"))
            + Calls.correlation(
                "rule",
                "type: temporal, rules: [a, b], timespan: 10m",
                ABOUT + ", supersedes: [weaker]");
    Answer answer =
        new Calls(weaker)
            .at(0, "a", "a1", "\"id\":\"x\"")
            .record(1, "b", "b1", ",\"errorCode\":\"AccessDenied\"", "alice")
            .why("rule", "alice");
    assertThat(answer.groups().get(0).events()).map(Reason::kind).containsExactly("almost_stage");
  }

  @Test
  void otherPeoplesEventsOfTheGroupAreThere() {
    String byId =
        LINKED.replace("group-by: [principal.origin]", "group-by: [requestParameters.id]");
    String id = ",\"requestParameters\":{\"id\":\"x\"}";
    Answer answer =
        new Calls(byId)
            .record(0, "a", "a1", id, "bob")
            .record(1, "b", "b1", id, "alice")
            .why("rule", "alice");
    assertThat(answer.asked()).isEqualTo(1);
    assertThat(answer.groups().get(0).alerts().get(0).events()).containsExactly("a1", "b1");
  }

  @Test
  void theAlertThatSpeaksInstead() {
    String family =
        LINKED
            + Calls.correlation("weaker", "type: temporal, rules: [a, b], timespan: 1h", ABOUT)
                .replace("group-by: [principal.origin]", "group-by: [requestParameters.id]")
            + Calls.detections("c")
            + Calls.correlation(
                "better",
                "type: temporal, rules: [a, b, c], timespan: 10m",
                ABOUT + ", supersedes: [weaker]");
    Calls calls =
        new Calls(family)
            .at(0, "a", "a1", "\"id\":\"x\"")
            .at(1, "b", "b1", "\"id\":\"x\"")
            .by("bob", 2, "d", "d1");
    assertThat(calls.why("weaker", "x").groups().get(0).alerts())
        .map(AlertVerdict::status)
        .containsExactly(AlertStatus.OPEN);
    AlertVerdict told = calls.at(2, "c", "c1").why("weaker", "x").groups().get(0).alerts().get(0);
    assertThat(told.status()).isEqualTo(AlertStatus.SUPERSEDED);
    assertThat(told.superseding()).startsWith("better ");
    assertThat(told.events()).containsExactly("a1", "b1");
    AlertVerdict better = calls.why("better", "alice").groups().get(0).alerts().get(0);
    assertThat(better.alsoMatched()).containsExactly("weaker");
    // What is superseded before anybody was told of it.
    AlertVerdict never =
        new Calls(family)
            .at(2, "c", "c1")
            .at(0, "a", "a1", "\"id\":\"x\"")
            .at(1, "b", "b1", "\"id\":\"x\"")
            .why("weaker", "x")
            .groups()
            .get(0)
            .alerts()
            .get(0);
    assertThat(never.status()).isEqualTo(AlertStatus.SUPERSEDED);
    assertThat(never.superseding()).isEqualTo("better " + better.id());
  }

  @Test
  void aCorrelationThatIsAStage() {
    Answer fired =
        new Calls(CHAINED).at(0, "a", "a1").at(1, "a", "a2").at(2, "c", "c1").why("outer", "alice");
    assertThat(fired.groups().get(0).alerts().get(0).events()).containsExactly("a1", "a2", "c1");
    assertThat(fired.groups().get(0).attempts().get(0).stages().get(0).seen())
        .map(SeenEvent::events)
        .containsExactly(2);
    AlertVerdict inner = fired.inner().get(0).alerts().get(0);
    assertThat(inner.silent()).isTrue();

    Answer silent = new Calls(CHAINED).at(0, "a", "a1").at(2, "c", "c1").why("outer", "alice");
    assertThat(silent.groups().get(0).alerts()).isEmpty();
    assertThat(silent.groups().get(0).attempts().get(0).stages().get(0).seen()).isEmpty();
    assertThat(silent.inner()).hasSize(1);
    assertThat(silent.inner().get(0).alerts()).isEmpty();
    assertThat(silent.inner().get(0).attempts().get(0).found()).startsWith("1 events");
  }

  @Test
  void aStageOfAStageLeadsToTheOuterGroup() {
    Answer answer = new Calls(CHAINED).at(0, "a", "a1").why("outer", "a1");
    assertThat(answer.groups()).map(GroupVerdict::rule).containsExactly("outer");
    assertThat(answer.inner()).map(GroupVerdict::rule).containsExactly("inner");
  }

  @Test
  void anInnerAlertThatIsOutsideTheTimespan() {
    Answer answer =
        new Calls(CHAINED).at(0, "a", "a1").at(8, "a", "a2").at(11, "c", "c1").why("outer", "c1");
    assertThat(answer.groups().get(0).alerts()).isEmpty();
    assertThat(answer.groups().get(0).attempts().get(0).stages().get(0).reasons())
        .map(Reason::kind)
        .containsExactly("outside_timespan");
  }

  @Test
  void aDetectionSaysWhichSearchesDecided() {
    Calls calls =
        new Calls(Calls.detections("a", "b").replace("mirrorwatch: {stage: true}", "fields: []"))
            .at(0, "a", "a1")
            .record(1, "a", "a2", ",\"errorCode\":\"AccessDenied\"", "alice")
            .at(2, "b", "b1");
    Answer answer = calls.why("a", "alice");
    assertThat(answer.matches()).map(match -> match.event().id()).containsExactly("a1", "a2");
    assertThat(answer.matches().get(0).alert()).isNotNull();
    assertThat(answer.matches().get(1).alert()).isNull();
    assertThat(answer.matches().get(1).explanation().searches().get(0).reasons())
        .map(reason -> reason.field())
        .containsExactly("event.outcome");
    assertThat(calls.why("a", "b1").matches()).hasSize(1);
  }

  @Test
  void aFloodIsCut() {
    Calls calls = new Calls(LINKED);
    for (int i = 0; i < Inquiry.GREATEST_EVENTS + 1; i++) {
      calls.at(i / 1000.0, "a", "a" + i, "\"id\":\"x\"");
    }
    Answer answer = calls.why("rule", "alice");
    assertThat(answer.isCut()).isTrue();
    assertThat(answer.asked()).isEqualTo(Inquiry.GREATEST_EVENTS + 1);
    assertThat(about(answer)).containsExactly("x 1 of 2 stages");
  }

  @Test
  void onlyWhatConcernsTheQuestionIsKept() {
    Calls calls = new Calls(LINKED).at(0, "a", "a1", "\"id\":\"x\"");
    for (int i = 0; i < Inquiry.GREATEST_EVENTS + 1; i++) {
      calls.by("bob", 1, "a", "b" + i);
    }
    assertThat(calls.why("rule", "alice").isCut()).isFalse();
  }
}

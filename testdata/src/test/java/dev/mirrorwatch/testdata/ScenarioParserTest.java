package dev.mirrorwatch.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioParserTest {
  private static final String HEADER = "title: A story\nrules: aws_tm_staging\n";
  private static final String END = "\n=> nothing\n";

  private static Scenario parse(String text) {
    return ScenarioParser.parse("story.scenario", text);
  }

  private static JsonNode json(Scenario.Delivery delivery) throws Exception {
    return new JsonMapper().readTree(delivery.json());
  }

  @Test
  void readsHeaderEventsAndEnd() throws Exception {
    Scenario scenario =
        parse(
            """
            # Comments are free.
            title: Session #1 only
            rules: aws_tm_staging, aws_tm_reused_parts
            start: 2026-01-02T03:04:05Z

            1d+00:00:10  alice  CreateTrafficMirrorSession  target=tmt-1 filter=tmf-1  # done

            => aws_tm_reused_parts target=tmt-1 stages=2 events=3
            """);

    assertThat(scenario.name()).isEqualTo("story");
    assertThat(scenario.title()).isEqualTo("Session #1 only");
    assertThat(scenario.rules()).containsExactly("aws_tm_staging", "aws_tm_reused_parts");
    assertThat(scenario.expected())
        .containsExactly(
            new Scenario.Alert(
                "aws_tm_reused_parts",
                "tmt-1",
                OptionalInt.of(2),
                OptionalInt.of(3),
                Optional.empty(),
                Optional.empty()));
    assertThat(scenario.records()).hasSize(1);
    Scenario.Delivery delivery = scenario.records().get(0);
    assertThat(delivery.eventTime()).isEqualTo(Instant.parse("2026-01-03T03:04:15Z"));
    assertThat(delivery.arrival()).isEqualTo(delivery.eventTime());
    assertThat(delivery.line()).isEqualTo(6);
    JsonNode record = json(delivery);
    assertThat(record.at("/eventID").asText()).isEqualTo(delivery.eventId());
    assertThat(record.at("/eventTime").asText()).isEqualTo("2026-01-03T03:04:15Z");
    assertThat(record.at("/userIdentity/arn").asText())
        .isEqualTo("arn:aws:iam::111122223333:user/alice");
    JsonNode request = record.at("/requestParameters/CreateTrafficMirrorSessionRequest");
    assertThat(request.at("/TrafficMirrorTargetId").asText()).isEqualTo("tmt-1");
    assertThat(request.at("/TrafficMirrorFilterId").asText()).isEqualTo("tmf-1");
  }

  @Test
  void placesAndOutcomesOfALine() throws Exception {
    Scenario scenario =
        parse(
            HEADER
                + """
                00:00:00 role:deploy/run-1  CreateTrafficMirrorTarget  denied account=444455556666
                00:00:01 sso:Net/alice      CreateTrafficMirrorFilter  dry-run region=eu-west-1
                00:00:02 root               CreateTrafficMirrorSession failed console
                00:00:03 alice              s3:GetObject
                """
                + END);

    JsonNode denied = json(scenario.records().get(0));
    assertThat(denied.at("/errorCode").asText()).isEqualTo("Client.UnauthorizedOperation");
    assertThat(denied.at("/responseElements").isNull()).isTrue();
    assertThat(denied.at("/recipientAccountId").asText()).isEqualTo("444455556666");
    assertThat(denied.at("/errorMessage").asText()).contains("assumed-role/deploy/run-1");
    JsonNode dryRun = json(scenario.records().get(1));
    assertThat(dryRun.at("/errorCode").asText()).isEqualTo("Client.DryRunOperation");
    assertThat(dryRun.at("/awsRegion").asText()).isEqualTo("eu-west-1");
    assertThat(dryRun.at("/userIdentity/sessionContext/sessionIssuer/userName").asText())
        .startsWith("AWSReservedSSO_Net_");
    JsonNode failed = json(scenario.records().get(2));
    assertThat(failed.at("/errorCode").asText()).isEqualTo("Client.InvalidParameterValue");
    assertThat(failed.at("/sourceIPAddress").asText()).isEqualTo("AWS Internal");
    assertThat(failed.at("/userIdentity/type").asText()).isEqualTo("Root");
    JsonNode other = json(scenario.records().get(3));
    assertThat(other.at("/eventSource").asText()).isEqualTo("s3.amazonaws.com");
  }

  @Test
  void arrivalOrderFollowsDelaysAndTiesKeepTheOrderOfTheFile() {
    Scenario scenario =
        parse(
            HEADER
                + """
                00:00:00 alice CreateTrafficMirrorTarget  target=tmt-1 arrives=+4m
                00:00:05 alice CreateTrafficMirrorFilter  filter=tmf-1 twice
                00:00:05 alice CreateTrafficMirrorSession target=tmt-1
                """
                + END);

    assertThat(scenario.records()).extracting(Scenario.Delivery::line).containsExactly(4, 5, 4, 3);
    Scenario.Delivery again = scenario.records().get(2);
    assertThat(again.json()).isEqualTo(scenario.records().get(0).json());
    assertThat(Duration.between(again.eventTime(), scenario.records().get(3).arrival()))
        .isEqualTo(Duration.ofSeconds(235));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0:00 alice CreateTrafficMirrorTarget             | 3:1: '0:00' is no time such as 00:01:30 or 30d+00:00:00
          00:00:00 alice                                   | 3:1: an event is: time, who, call, then ids and marks
          00:00:00 alice CreateTrafficMirrorTrget          | 3:16: unknown mirror call 'CreateTrafficMirrorTrget'; calls of other kinds are service:CallName
          00:00:00 x:alice CreateTrafficMirrorTarget       | 3:10: unknown caller 'x:alice'; write a user name, root, role:Role/session or sso:PermissionSet/person
          00:00:00 alice CreateTrafficMirrorTarget late    | 3:42: unknown id or mark 'late'
          00:00:00 alice CreateTrafficMirrorTarget target= | 3:42: 'target=' has no value
          00:00:00 alice CreateTrafficMirrorTarget twice twice | 3:48: 'twice' stands twice in this line
          00:00:00 alice CreateTrafficMirrorTarget failed denied | 3:49: a call is either failed or denied
          00:00:00 alice CreateTrafficMirrorTarget arrives=4m | 3:42: '4m' is no delay such as +4m or +90s
          00:00:00 alice CreateTrafficMirrorTarget account=7 | 3:42: an account has twelve digits
          when: now                                        | 3:1: unknown header 'when'; known are title, rules and start
          title: Again                                     | 3:1: the header 'title' stands twice
          start:                                           | 3:1: the header 'start' has no value
          =>                                               | 3:1: after '=>' comes the name of a rule, or 'nothing'
          => aws_tm_staging                                | 3:4: an expected alert names its target= or session=, or when it was complete with at=, or when its last event came with stalled=
          => aws_tm_other target=tmt-1                     | 3:4: 'aws_tm_other' is not among the rules under test
          => aws_tm_staging target=tmt-1 stages=0          | 3:32: '0' is no count
          => aws_tm_staging target=tmt-1 who=alice         | 3:32: unknown 'who=alice'; known are target=, session=, at=, stalled=, stages=, events=, score=, suppressed=
          => nothing much                                  | 3:12: '=> nothing' stands alone
          """)
  void saysWhereALineIsWrong(String line, String message) {
    assertThatThrownBy(() -> parse(HEADER + line + "\n"))
        .isInstanceOf(ScenarioSyntaxException.class)
        .hasMessage("story.scenario:" + message);
  }

  @Test
  void saysWhatIsMissing() {
    String event = "00:00:00 alice CreateTrafficMirrorTarget\n";
    assertThatThrownBy(() -> parse("rules: a\n" + event + END))
        .hasMessage("story.scenario:4:1: the header 'title:' is missing");
    assertThatThrownBy(() -> parse("title: A\n" + event + END))
        .hasMessage("story.scenario:4:1: the header 'rules:' is missing");
    assertThatThrownBy(() -> parse(HEADER + END))
        .hasMessage("story.scenario:4:1: the scenario has no events");
    assertThatThrownBy(() -> parse(HEADER + event))
        .hasMessageEndingWith("write '=> nothing' if no alert");
  }

  @Test
  void saysWhatStandsInTheWrongPlace() {
    String event = "00:00:00 alice CreateTrafficMirrorTarget\n";
    assertThatThrownBy(() -> parse(HEADER + event + "start: 2026-01-01T00:00:00Z\n"))
        .hasMessage("story.scenario:4:1: headers stand before the first event");
    assertThatThrownBy(() -> parse(HEADER + event + "=> nothing\n" + event))
        .hasMessage("story.scenario:5:1: events stand before the expected alerts");
    assertThatThrownBy(() -> parse(HEADER + event + "=> nothing\n=> nothing\n"))
        .hasMessage("story.scenario:5:1: '=> nothing' stands alone");
    assertThatThrownBy(() -> parse(HEADER + "start: noon\n" + event))
        .hasMessage("story.scenario:3:1: 'noon' is no time such as 2026-05-04T09:00:00Z");
  }
}

package dev.mirrorwatch.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.testdata.Scenario;
import dev.mirrorwatch.testdata.ScenarioParser;
import dev.mirrorwatch.udfs.why.Inquiries;
import dev.mirrorwatch.udfs.why.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code mirrorwatch replay --why} as it is typed. */
class WhyCommandTest {

  private static final String SAMPLE = "../testdata/sample/AWSLogs";
  private static final String TARGET = "tmt-0d2a8130c815bc79e";
  private static final String UPN = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";

  /** In a line of a device, of its accounting or of a TACACS+ server. */
  private static final Pattern DEVICE_USER =
      Pattern.compile("(?:[Uu]ser(?:name)?[:=] ?|\\bby |@pts/\\d+:|\\tsw\\d\\t)(\\w+)");

  private static final RuleSet RULES = new RuleSetLoader().load(new RuleSetLoader().shipped());
  private static final Inquiries INQUIRIES = new Inquiries(RULES);

  @TempDir private Path folder;

  static List<Scenario> scenarios() {
    return ScenarioParser.shipped();
  }

  private static String golden(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/why").resolve(name + ".txt"));
  }

  private Path logs(Scenario scenario) throws IOException {
    return Files.write(
        folder.resolve(scenario.name() + ".jsonl"),
        scenario.records().stream().map(Scenario.Delivery::json).toList());
  }

  private String logs(String scenario) throws IOException {
    return logs(scenarios().stream()
            .filter(candidate -> candidate.name().equals(scenario))
            .findFirst()
            .orElseThrow())
        .toString();
  }

  private static CommandRun why(String value, String rule, String... more) {
    String[] all = new String[more.length + 5];
    all[0] = "replay";
    all[1] = "--why";
    all[2] = value;
    all[3] = "--rule";
    all[4] = rule;
    System.arraycopy(more, 0, all, 5, more.length);
    return CommandRun.of(all);
  }

  @ParameterizedTest
  @CsvSource({
    "staging_other_target, alice, aws_tm_staging",
    "staging_over_two_hours, alice, aws_tm_staging",
    "staging_session_before_target, alice, aws_tm_staging",
    "staging_dry_run, alice, aws_tm_staging",
    "staging_guide_order, alice, aws_tm_staging",
    "lineage_split_role, bob, aws_tm_target_lineage",
    "reused_superseded_by_staging, tmt-1, aws_tm_reused_parts",
    "staging_denied, alice, aws_tm_session"
  })
  void saysWhy(String scenario, String value, String rule) throws IOException {
    CommandRun run = why(value, rule, logs(scenario));
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo(golden(scenario));
  }

  @Test
  void ofAnEventItAsksEveryStage() throws IOException {
    String logs = logs("staging_dry_run");
    String id =
        new ObjectMapper()
            .readTree(Files.readAllLines(Path.of(logs)).get(0))
            .at("/eventID")
            .asText();
    CommandRun run = why(id, "aws_tm_staging", logs);
    assertThat(run.out()).isEqualTo(golden("event"));
  }

  @Test
  void inTheSample() throws IOException {
    CommandRun run = why(TARGET, "aws_tm_staging", SAMPLE);
    assertThat(run.out()).isEqualTo(golden("sample"));
    assertThat(why(TARGET, "aws_tm_staging").out()).isEqualTo(run.out());
  }

  /** Each alert that a scenario expects, and no other, is one that the question finds open. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void findsTheAlertsOfEveryScenario(Scenario scenario) throws IOException {
    LogEvents events = LogEvents.ofFiles(List.of(logs(scenario)), RULES, IdentityMap.NOBODY);
    Set<String> principals = new TreeSet<>();
    for (Scenario.Delivery record : scenario.records()) {
      caller(record.json()).ifPresent(principals::add);
    }
    List<String> asked =
        RULES.correlations().stream()
            .filter(RULES::alertsAlone)
            .map(rule -> rule.header().name())
            .filter(scenario::tests)
            .toList();
    for (String rule : asked) {
      Set<String> open = new TreeSet<>();
      for (String principal : principals) {
        events
            .answer(
                INQUIRIES.into(
                    RULES.rule(rule).orElseThrow(),
                    new Question.About(principal),
                    System.currentTimeMillis()))
            .groups()
            .stream()
            .flatMap(group -> group.alerts().stream())
            .filter(alert -> alert.status().stands())
            .forEach(alert -> open.add(alert.identity()));
      }
      assertThat(open)
          .as(rule)
          .isEqualTo(
              scenario.expected().stream()
                  .filter(alert -> alert.rule().equals(rule))
                  .map(Scenario.Alert::targetId)
                  .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  /** As the record itself writes it: ARN, user principal name, mail address or a device's user. */
  private static Optional<String> caller(String record) throws IOException {
    if (!record.startsWith("{")) {
      Matcher user = DEVICE_USER.matcher(record);
      return user.find() ? Optional.of(user.group(1)) : Optional.empty();
    }
    JsonNode json = new ObjectMapper().readTree(record);
    return Stream.of(
            json.at("/userIdentity/arn"),
            json.at("/identity/claims").path(UPN),
            json.at("/protoPayload/authenticationInfo/principalEmail"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .findFirst();
  }

  /** The names under which the other logs know a person, an operation, a record of it. */
  @ParameterizedTest
  @CsvSource({
    "azure_vtap_staging, alice@corp.example, az_tm_vtap_staging",
    "azure_vtap_staging, Alice@Corp.Example, az_tm_vtap_staging",
    "gcp_mirroring_staged, alice@corp.example, gcp_tm_staging",
    "ios_erspan_by_logger, alice, cisco_tm_erspan",
    "ios_erspan_by_logger, sw1\\alice, cisco_tm_erspan",
    "nxos_erspan_by_accounting, alice, cisco_tm_erspan"
  })
  void knowsThePrincipalsOfOtherLogs(String scenario, String value, String rule)
      throws IOException {
    CommandRun run = why(value, rule, logs(scenario));
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).containsPattern("alert  +[0-9a-f]{8}").doesNotContain("would call late");
  }

  @Test
  void knowsAnOperationByItsCorrelationId() throws IOException {
    String logs = logs("azure_vtap_staging");
    String record = Files.readAllLines(Path.of(logs)).get(0);
    String value = new ObjectMapper().readTree(record).at("/correlationId").asText();
    CommandRun run = why(value, "az_tm_vtap_staging", logs);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("4 events, 1 of them asked about");
  }

  /** Any record of an operation that the provider shows leads to the operation. */
  @ParameterizedTest
  @CsvSource({
    "azure_vtap_staging, /eventDataId, az_tm_vtap_staging, Microsoft.Network/virtualNetworkTaps/write",
    "azure_vtap_staging, /operationId, az_tm_vtap_staging, Microsoft.Network/virtualNetworkTaps/write",
    "gcp_mirroring_staged, /insertId, gcp_tm_staging, packetMirrorings.insert",
    "gcp_mirroring_staged, /operation/id, gcp_tm_staging, packetMirrorings.insert"
  })
  void knowsAnEventByTheIdsOfItsProvider(String scenario, String field, String rule, String call)
      throws IOException {
    String logs = logs(scenario);
    Set<String> ids = new TreeSet<>();
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(logs))) {
      ObjectNode record = (ObjectNode) new ObjectMapper().readTree(line);
      if (scenario.startsWith("azure")) {
        // Event Hub has neither; where they are, each record has its own, and each operation.
        record.put("eventDataId", "DATA-" + lines.size());
        record.put("operationId", "op-of-" + record.get("correlationId").asText());
      }
      if (line.toLowerCase(Locale.ROOT).contains(call.toLowerCase(Locale.ROOT))) {
        ids.add(record.at(field).asText());
      }
      lines.add(record.toString());
    }
    Files.write(Path.of(logs), lines);
    assertThat(ids).isNotEmpty().doesNotContain("");
    for (String id : ids) {
      CommandRun run = why(id.toLowerCase(Locale.ROOT), rule, logs);
      assertThat(run.err()).as(id).isEmpty();
      assertThat(run.out())
          .as(id)
          .contains(", 1 of them asked about")
          .containsPattern("alert  +[0-9a-f]{8}");
    }
  }

  /** What a line means is told by lines that come later, too. */
  @Test
  void ofALineOfADeviceItTellsWhatItMeansInTheEnd() throws IOException {
    CommandRun run = why("alice", "cisco_tm_erspan", logs("ios_erspan_disorder"));
    assertThat(run.out())
        .contains("8 events, 8 of them asked about", "sw1/1")
        .doesNotContain("delivered");
  }

  @Test
  void oneObjectALine() throws IOException {
    List<JsonNode> lines =
        JsonOutput.jsonLines(
            why("alice", "aws_tm_staging", "--output", "json", logs("staging_other_target")));
    assertThat(lines).map(line -> line.get("line").asText()).containsExactly("answer", "group");
    assertThat(lines.get(0).get("read").asInt()).isEqualTo(4);
    JsonNode attempt = lines.get(1).at("/attempts/0");
    assertThat(attempt.get("about").asText()).isEqualTo("tmt-1");
    assertThat(attempt.get("complete").asBoolean()).isFalse();
    JsonNode session = attempt.at("/stages/3");
    assertThat(session.get("seen")).isEmpty();
    JsonNode reason = session.at("/reasons/0");
    assertThat(reason.get("kind").asText()).isEqualTo("other_id");
    assertThat(reason.get("field").asText()).isEqualTo("mirror.target_id");
    assertThat(reason.at("/values/0").asText()).isEqualTo("tmt-old");
    assertThat(reason.at("/partnerValues/0").asText()).isEqualTo("tmt-1");
    assertThat(reason.get("text").asText()).startsWith("another id: ");
    assertThat(reason.at("/event/time").asText()).isEqualTo("2026-05-04T09:00:15Z");
    JsonNode late =
        JsonOutput.jsonLines(
                why("alice", "aws_tm_staging", "--output", "json", logs("staging_over_two_hours")))
            .get(1)
            .at("/attempts/0/stages/0/reasons/0");
    assertThat(late.get("over").asText()).isEqualTo("PT1S");
  }

  @Test
  void tellsOfCorrelationsThatAreStagesWhenAsked() throws IOException {
    String stages =
        """
        title: Target
        name: made
        logsource: {product: aws, service: cloudtrail}
        detection: {selection: {eventName: CreateTrafficMirrorTarget}, condition: selection}
        level: low
        ---
        title: Targets
        name: many_made
        correlation:
          {type: event_count, rules: [made], group-by: [principal.origin], timespan: 1h, condition: {gte: 2}}
        level: low
        ---
        title: Session
        name: used
        logsource: {product: aws, service: cloudtrail}
        detection: {selection: {eventName: CreateTrafficMirrorSession}, condition: selection}
        level: low
        ---
        title: Made And Used
        name: chain
        correlation: {type: temporal, rules: [many_made, used], group-by: [principal.origin], timespan: 1h}
        level: low
        """;
    Path rules = Files.writeString(folder.resolve("chain.yml"), stages);
    String logs = logs("staging_guide_order");
    CommandRun run = why("alice", "chain", "--rules", rules.toString(), logs);
    assertThat(run.out())
        .contains("a correlation, which fired in 0 of 1 groups; --inner tells why")
        .doesNotContain("group of many_made");
    CommandRun inner = why("alice", "chain", "--inner", "--rules", rules.toString(), logs);
    assertThat(inner.out())
        .contains("group of many_made", "1 events from", "the condition is gte: 2 in 1h");
    assertThat(
            JsonOutput.jsonLines(
                why(
                    "alice",
                    "chain",
                    "--inner",
                    "--output",
                    "json",
                    "--rules",
                    rules.toString(),
                    logs)))
        .map(line -> line.get("line").asText())
        .containsExactly("answer", "group", "inner");
  }

  @Test
  void whatIsNotKnownIsNamedWithWhatMayBeMeant() throws IOException {
    String logs = logs("staging_dry_run");
    CommandRun principal = why("alcie", "aws_tm_staging", logs);
    assertThat(principal.code()).isEqualTo(2);
    assertThat(principal.out()).isEmpty();
    assertThat(principal.err())
        .isEqualToNormalizingNewlines(
            """
            nothing is known of 'alcie': no principal, event id, or group of aws_tm_staging by that name
              read        4 events
              principals  1: arn:aws:iam::111122223333:user/alice
              did you mean 'alice'?
            """);
    CommandRun rule = why("alice", "aws_tm_stagin", logs);
    assertThat(rule.code()).isEqualTo(2);
    assertThat(rule.err())
        .isEqualToNormalizingNewlines(
            "--rule: unknown rule 'aws_tm_stagin', did you mean 'aws_tm_staging'?\n");
    assertThat(why("alice", "xyz", logs).err()).contains("'mirrorwatch rules check' lists");
  }

  @Test
  void anIdleRuleIsNamedWithItsReason() throws IOException {
    Path rules =
        Files.writeString(
            folder.resolve("idle.yml"),
            """
            title: Idle
            name: idle
            logsource: {product: okta, service: okta}
            detection: {selection: {eventType: x}, condition: selection}
            level: low
            """);
    CommandRun run = why("alice", "idle", "--rules", rules.toString(), logs("staging_dry_run"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("--rule: rule 'idle' is inactive: no running log source");
  }

  @Test
  void recordsThatAreNoEventsAreCounted() throws IOException {
    Path logs = Path.of(logs("staging_dry_run"));
    Files.writeString(logs, Files.readString(logs) + "{\"broken\n");
    assertThat(why("alice", "aws_tm_staging", logs.toString()).out())
        .contains("4 events, 4 of them asked about; 1 records are no events");
  }

  @Test
  void optionsThatDoNotGoTogether() {
    for (String[] options :
        new String[][] {
          {"replay", "--why", "alice", SAMPLE},
          {"replay", "--rule", "aws_tm_staging", SAMPLE},
          {"replay", "--inner", SAMPLE},
          {"replay", "--why", "alice", "--rule", "aws_tm_staging", "--fail-on", "low", SAMPLE},
          {"replay", "--why", "alice", "--rule", "aws_tm_staging", "--parallelism", "2", SAMPLE}
        }) {
      CommandRun run = CommandRun.of(options);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err()).contains("--why").doesNotContain("\tat ");
    }
  }
}

package dev.mirrorwatch.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.testdata.Scenario;
import dev.mirrorwatch.testdata.ScenarioParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesExplainCommandTest {

  private static final String RULES = "../rules/sigma";
  private static final String SESSION = RULES + "/aws/stages/aws_tm_session.yml";
  private static final String STAGING = RULES + "/aws/correlations/aws_tm_staging.yml";
  private static final String SAMPLES = "../testdata/rules/aws_tm_session/";

  private static CommandRun explain(String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "rules";
    all[1] = "explain";
    System.arraycopy(args, 0, all, 2, args.length);
    return CommandRun.of(all);
  }

  private static String golden(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/explain").resolve(name));
  }

  private static String sample(String prefix) throws IOException {
    try (var files = Files.list(Path.of(SAMPLES))) {
      return files
          .map(Path::toString)
          .filter(f -> f.startsWith(SAMPLES + prefix))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void showsADetection() throws IOException {
    CommandRun run = explain(SESSION);
    assertThat(run.out()).isEqualTo(golden("session.txt"));
    assertThat(run.code()).isZero();
  }

  @Test
  void aCorrelationFindsItsRulesInTheFolderAndItselfOnlyOnce() {
    CommandRun run = explain(STAGING, "--rules", RULES);
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("rule aws_tm_staging: ").contains("flowchart LR");
  }

  @Test
  void aRuleThatIsRefusedIsListed() {
    CommandRun run = explain(STAGING);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("unknown rule 'aws_tm_target'")
        .contains("rule 'aws_tm_staging' is refused: ");
  }

  @Test
  void jsonSaysTheSame() throws IOException {
    JsonNode session = JsonOutput.json(explain(SESSION, "--output", "json"));
    assertThat(session.get("rule").asText()).isEqualTo("aws_tm_session");
    assertThat(session.get("status").asText()).isEqualTo("active");
    assertThat(session.at("/logSource/service").asText()).isEqualTo("cloudtrail");
    assertThat(session.at("/literals/values/0").asText()).isEqualTo("CreateTrafficMirrorSession");
    assertThat(session.at("/condition/children/0/children")).hasSize(3);
    assertThat(session.at("/condition").has("holds")).isFalse();
    JsonNode staging = JsonOutput.json(explain(STAGING, "--rules", RULES, "--output", "json"));
    assertThat(staging.get("stages")).hasSize(4);
    assertThat(staging.get("timespan").asText()).isEqualTo("2h");
    assertThat(staging.get("graph").asText()).startsWith("flowchart LR\n");
    JsonNode refused = JsonOutput.jsonLines(explain(STAGING, "--output", "json")).get(0);
    assertThat(refused.get("id").asText()).isEqualTo("MW-UNKNOWN-RULE");
  }

  @Test
  void saysWhyRecordsMatchAndWhyNot() throws IOException {
    CommandRun match = explain(SESSION, "--event", sample("match-"));
    assertThat(match.out()).isEqualTo(golden("session-match.txt"));
    assertThat(match.code()).isZero();
    assertThat(explain(SESSION, "--event", sample("no-match-dry-run")).out())
        .isEqualTo(golden("session-no-match.txt"));
  }

  @Test
  void recordsInJson() throws IOException {
    JsonNode denied =
        JsonOutput.json(
            explain(SESSION, "--event", sample("no-match-dry-run"), "--output", "json"));
    assertThat(denied.get("rule").asText()).isEqualTo("aws_tm_session");
    assertThat(denied.get("matches").asBoolean()).isFalse();
    JsonNode reason = denied.at("/searches/0/reasons/0");
    assertThat(reason.get("field").asText()).isEqualTo("event.outcome");
    assertThat(reason.get("value").asText()).isEqualTo("'dry_run'");
    assertThat(denied.at("/condition/holds").asBoolean()).isFalse();
  }

  @Test
  void ofAnIdleRuleItSaysWhyThereIsNoVerdict(@TempDir Path folder) throws IOException {
    Path rule = folder.resolve("idle.yml");
    Files.writeString(
        rule,
        """
        title: Idle
        name: idle
        logsource: {product: okta, service: okta}
        detection:
          selection: {eventType: x}
          condition: selection
        """);
    String reason = "no running log source delivers product okta, service okta";
    CommandRun run = explain(rule.toString(), "--event", sample("match-"));
    assertThat(run.out().strip()).isEqualTo("rule idle is inactive: " + reason);
    JsonNode status =
        JsonOutput.json(explain(rule.toString(), "--event", sample("match-"), "--output", "json"));
    assertThat(status.get("status").asText()).isEqualTo("inactive");
    assertThat(status.get("reason").asText()).isEqualTo(reason);
  }

  @Test
  void aCorrelationSaysItOfEachStage() throws IOException {
    CommandRun run =
        explain(STAGING, "--rules", RULES, "--event", sample("match-"), "--output", "json");
    assertThat(JsonOutput.jsonLines(run))
        .map(line -> line.get("rule").asText() + " " + line.get("matches").asBoolean())
        .containsExactly(
            "aws_tm_filter false",
            "aws_tm_filter_rule false",
            "aws_tm_session true",
            "aws_tm_target false");
  }

  @ParameterizedTest
  @CsvSource({
    "azure, az_vtap, match-virtualnetworktaps-write.json, true",
    "azure, az_vtap, no-match-denied.json, false",
    "gcp, gcp_pm, match-insert.json, true",
    "gcp, gcp_pm, no-match-disabled.json, false",
    "cisco, ios_erspan_source, match-a-session.json, true",
    "cisco, ios_erspan_source, no-match-local.json, false"
  })
  void recordsOfOtherLogs(String product, String rule, String sample, boolean matches)
      throws IOException {
    JsonNode explanation =
        JsonOutput.json(
            explain(
                RULES + "/" + product + "/stages/" + rule + ".yml",
                "--event",
                "../testdata/rules/" + rule + "/" + sample,
                "--output",
                "json"));
    assertThat(explanation.get("rule").asText()).isEqualTo(rule);
    assertThat(explanation.get("matches").asBoolean()).isEqualTo(matches);
  }

  /** Each line once, as what it means among the others: the address is the session's. */
  @Test
  void linesOfADeviceAreText(@TempDir Path folder) throws IOException {
    String address =
        "%PARSER-5-CFGLOG_LOGGEDCMD: User:alice  logged command:ip address 198.51.100.9";
    String opening =
        "%PARSER-5-CFGLOG_LOGGEDCMD: User:alice  logged command:monitor session 1 type erspan-source";
    Path lines =
        Files.write(
            folder.resolve("sw1.log"),
            List.of(
                "<189>2: sw1: 000002: May  4 2026 09:00:02: " + address,
                "<189>1: sw1: 000001: May  4 2026 09:00:01: " + opening));
    assertThat(
            JsonOutput.jsonLines(
                explain(
                    RULES + "/cisco/stages/ios_erspan_dst.yml",
                    "--event",
                    lines.toString(),
                    "--output",
                    "json")))
        .map(line -> line.get("matches").asBoolean())
        .containsExactlyInAnyOrder(true, false);
  }

  /** An operation of two records is one event. */
  @Test
  void recordsOfACallArePutTogether(@TempDir Path folder) throws IOException {
    Scenario staged =
        ScenarioParser.shipped().stream()
            .filter(scenario -> scenario.name().equals("azure_vtap_staging"))
            .findFirst()
            .orElseThrow();
    Path records =
        Files.write(
            folder.resolve("activity.json"),
            staged.records().stream().map(Scenario.Delivery::json).toList());
    assertThat(
            JsonOutput.jsonLines(
                explain(
                    RULES + "/azure/stages/az_vtap.yml",
                    "--event",
                    records.toString(),
                    "--output",
                    "json")))
        .filteredOn(line -> line.get("matches").asBoolean())
        .hasSize(1);
  }

  @Test
  void recordsThatAreNoEventsAreTold(@TempDir Path folder) throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\"a\": 1}\n");
    assertThat(explain(SESSION, "--event", broken.toString()).out())
        .startsWith("record 1 is no event: no record of a known source");
    assertThat(JsonOutput.json(explain(SESSION, "--event", broken.toString(), "--output", "json")))
        .hasToString(
            "{\"record\":1,\"defect\":\"unknown_format\",\"detail\":\"no record of a known source:"
                + " it has none of the fields that tell one, such as CloudTrail's eventSource,"
                + " Azure's operationName or Google's protoPayload\"}");
    Path empty = Files.writeString(folder.resolve("empty.json"), "");
    assertThat(explain(SESSION, "--event", empty.toString()).code()).isEqualTo(2);
    assertThat(explain(SESSION, "--event", folder + "/nowhere").code()).isEqualTo(2);
    assertThat(explain(folder + "/nowhere.yml").code()).isEqualTo(2);
  }
}

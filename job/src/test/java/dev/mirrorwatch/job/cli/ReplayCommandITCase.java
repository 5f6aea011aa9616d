package dev.mirrorwatch.job.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.testdata.Scenario;
import dev.mirrorwatch.testdata.ScenarioParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mirrorwatch replay} as it is typed, on its own embedded Flink. */
class ReplayCommandITCase {

  /** One alert for each restart of a network device. */
  static final String RESTARTS =
      """
      title: Restart
      name: restart
      logsource: {product: cisco}
      detection:
        selection: {event.code: RESTART}
        condition: selection
      level: low
      ---
      title: Restarts
      name: restarts
      correlation:
        type: event_count
        rules: [restart]
        group-by: [host.name]
        timespan: 1h
        condition: {gte: 1}
      level: low
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void replaysTheSampleWithoutAPath() {
    CommandRun run = CommandRun.of("replay");

    assertThat(run.code()).isZero();
    assertThat(run.out()).containsOnlyOnce("  alert  ").contains("tmt-0d2a8130c815bc79e");
    assertThat(run.err()).contains("replaying the sample", "dead letters  0", "alerts        1 (");
  }

  /** As on a machine with as many processors. */
  @Test
  void manySubtasksHaveRoomForWhatTheySendEachOther() {
    CommandRun run = CommandRun.of("replay", "--parallelism", "12");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).containsOnlyOnce("  alert  ");
  }

  @Test
  void printsOneDocumentALineWithAllFieldsOfTheContract() throws Exception {
    CommandRun run = CommandRun.of("replay", "--output", "json");

    assertThat(run.lines()).hasSize(1);
    JsonNode alert = JSON.readTree(run.out());
    for (String field :
        List.of(
            "/@timestamp",
            "/event/start",
            "/event/end",
            "/rule/id",
            "/rule/name",
            "/rule/version",
            "/threat/technique/id/0",
            "/threat/tactic/name/0",
            "/user/id",
            "/user/name",
            "/source/ip",
            "/cloud/account/id",
            "/cloud/region",
            "/mirrorwatch/alert/id",
            "/mirrorwatch/alert/revision",
            "/mirrorwatch/alert/status",
            "/mirrorwatch/alert/severity",
            "/mirrorwatch/alert/risk_score",
            "/mirrorwatch/principal/id",
            "/mirrorwatch/principal/type",
            "/mirrorwatch/principal/origin",
            "/mirrorwatch/guide")) {
      assertThat(alert.at(field).asText()).as(field).isNotEmpty();
    }
    assertThat(alert.at("/event/kind").asText()).isEqualTo("alert");
    assertThat(alert.at("/mirrorwatch/group").size()).isPositive();
    List<Instant> times = new ArrayList<>();
    for (JsonNode stage : alert.at("/mirrorwatch/stages")) {
      times.add(Instant.parse(stage.at("/event/time").asText()));
      assertThat(stage.at("/rule").asText()).isNotEmpty();
      assertThat(stage.at("/event/id").asText()).isNotEmpty();
      assertThat(stage.at("/event/outcome").asText()).isEqualTo("success");
      String action = stage.at("/event/action").asText();
      if (action.startsWith("CreateTrafficMirror")) {
        assertThat(stage.at("/resources").size()).isPositive();
      } else {
        assertThat(action).isIn("AuthorizeSecurityGroupIngress", "RunInstances");
      }
      assertThat(JSON.readTree(stage.at("/original").asText()).at("/eventID"))
          .isEqualTo(stage.at("/event/id"));
    }
    assertThat(times).hasSize(9).isSorted();
  }

  @Test
  void endsInTheSameAlertsEachTime() throws Exception {
    // Not the unpacked sample, whose folder has another name each time.
    String[] command = {"replay", "--output", "json", "../testdata/sample/AWSLogs"};

    assertThat(withoutDetection(CommandRun.of(command).out()))
        .isEqualTo(withoutDetection(CommandRun.of(command).out()));
  }

  private static JsonNode withoutDetection(String line) throws IOException {
    JsonNode alert = JSON.readTree(line);
    ((ObjectNode) alert.at("/event")).remove("created");
    ObjectNode head = (ObjectNode) alert.at("/mirrorwatch/alert");
    head.remove("detection_latency_ms");
    // How many revisions it took depends on the order in which files were read.
    head.remove("revision");
    return alert;
  }

  @Test
  void losesNothingOfTheGoodFilesBesideACorruptOne() throws Exception {
    Path s3 = Files.createDirectories(folder.resolve("AWSLogs/111122223333/2026"));
    byte[] good = gzip("{\"Records\":[" + String.join(",", staging()) + "]}");
    Files.write(s3.resolve("good.json.gz"), good);
    Files.write(s3.resolve("corrupt.json.gz"), Arrays.copyOf(good, good.length / 2));
    Files.writeString(s3.resolve("notes.txt"), "no log");

    CommandRun run = CommandRun.of("replay", "--output", "json", folder.toString());

    assertThat(run.code()).isZero();
    assertThat(JSON.readTree(run.out()).at("/mirrorwatch/stages").size()).isEqualTo(4);
    assertThat(run.lines()).hasSize(1);
    assertThat(run.err()).contains("files         2", "corrupt.json.gz:", "corrupt_compression");
  }

  @Test
  void readsANamedFileWhateverItsName() throws Exception {
    Path odd = folder.resolve("events of May.dump");
    Files.writeString(odd, String.join("\n", staging()));

    CommandRun run = CommandRun.of("replay", "--output", "json", odd.toString());

    assertThat(run.lines()).hasSize(1);
    assertThat(run.err()).contains("records       4", "events        4");
  }

  @Test
  void namesEveryPathThatHoldsNoLog() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path missing = folder.resolve("missing");

    CommandRun run = CommandRun.of("replay", empty.toString(), missing.toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains(empty + ": no logs in this folder", ".ndjson")
        .contains(missing + ": no such file or folder")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--outptu=json",
        "--output=xml",
        "--fail-on=worst",
        "--parallelism=0",
        "--zone=Nowhere"
      })
  void refusesBadOptions(String option) {
    CommandRun run = CommandRun.of("replay", option);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(option.split("=")[0]).doesNotContain("\tat ");
  }

  @Test
  void countsAndWritesDeadLetters() throws Exception {
    Path log = folder.resolve("mixed.jsonl");
    List<String> lines = new ArrayList<>(staging());
    lines.add(1, "{\"broken");
    lines.add(3, "{\"hello\":\"world\"}");
    Files.write(log, lines);
    Path letters = folder.resolve("letters.ndjson");

    CommandRun run =
        CommandRun.of(
            "replay", "--output", "json", "--dead-letters", letters.toString(), log.toString());

    assertThat(run.code()).isZero();
    assertThat(run.lines()).hasSize(1);
    assertThat(run.err())
        .contains("dead letters  2 {malformed_json=1, unknown_format=1}")
        .contains(log + ":2: malformed_json", log + ":4: unknown_format");
    List<JsonNode> written = new ArrayList<>();
    for (String line : Files.readAllLines(letters)) {
      written.add(JSON.readTree(line));
    }
    assertThat(written)
        .extracting(letter -> letter.get("origin").asText() + " " + letter.get("text").asText())
        .containsExactlyInAnyOrder(log + ":2 {\"broken", log + ":4 {\"hello\":\"world\"}");
    assertThat(written)
        .allSatisfy(
            letter ->
                assertThat(new String(letter.get("payload").binaryValue(), UTF_8))
                    .isEqualTo(letter.get("text").asText()));
  }

  @Test
  void refusesADeadLetterFileThatCannotBeWritten() {
    Path letters = folder.resolve("no/such/folder.ndjson");

    CommandRun run = CommandRun.of("replay", "--dead-letters", letters.toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(letters.toString(), "cannot be written").doesNotContain("\tat ");
  }

  @Test
  void failsOnAnAlertOfTheLevelOnlyIfThereIsOne() throws Exception {
    Path quiet = folder.resolve("quiet.json");
    Files.writeString(quiet, staging().get(0));

    assertThat(CommandRun.of("replay", "--fail-on", "high").code()).isEqualTo(1);
    CommandRun run = CommandRun.of("replay", "--fail-on", "informational", quiet.toString());
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEmpty();
  }

  /** The sample's attack, as if somebody had allowed it. */
  @Test
  void whatIsApprovedIsToldAndDoesNotFail() throws Exception {
    Path approvals = folder.resolve("approvals.yml");
    Files.writeString(
        approvals,
        """
        approvals:
          - name: roll-out
            principal: arn:aws:iam::111122223333:role/*ci-deploy-13
            target: {id: tmt-0d2a8130c815bc79e}
            owner: network security
            reason: sensors of the new site
            expires: 2026-12-31
        """);

    CommandRun run =
        CommandRun.of("replay", "--approvals", approvals.toString(), "--fail-on", "informational");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("suppressed")
        .contains("approved        roll-out by network security until 2027-01-01T00:00:00Z");
    assertThat(run.err()).contains("1 suppressed");
  }

  @Test
  void refusesBadApprovalsWithTheirPlace() throws Exception {
    Path approvals = folder.resolve("approvals.yml");
    Files.writeString(approvals, "approvals: [{name: all}]\n");

    CommandRun bad = CommandRun.of("replay", "--approvals", approvals.toString());
    CommandRun none = CommandRun.of("replay", "--approvals", folder.resolve("no.yml").toString());

    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).contains("approvals.yml:1:").contains("'expires' is missing");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("no.yml cannot be read");
  }

  @Test
  void printsFindingsOfOcsf() throws Exception {
    CommandRun run = CommandRun.of("replay", "--output", "ocsf");

    assertThat(JSON.readTree(run.out()).get("class_uid").asInt()).isEqualTo(2004);
  }

  @Test
  void refusesABadRuleWithItsPlace() throws Exception {
    Path rule = folder.resolve("bad.yml");
    Files.writeString(rule, "title: Bad\nlogsource: {product: aws}\ndetection: 7\n");

    CommandRun run = CommandRun.of("replay", "--rules", folder.toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("bad.yml:3:").doesNotContain("\tat ");
  }

  @Test
  void refusesAFolderWithoutRules() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    CommandRun run = CommandRun.of("replay", "--rules", empty.toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(empty + ": no rules in this folder");
  }

  @Test
  void addsSingleEventAlertsForCompatibility() throws Exception {
    Path one = folder.resolve("one.json");
    Files.writeString(one, staging().get(3));

    assertThat(CommandRun.of("replay", "--output", "json", one.toString()).out()).isEmpty();
    CommandRun run = CommandRun.of("replay", "--compatibility", "--output", "json", one.toString());
    assertThat(run.lines()).isNotEmpty();
    for (String line : run.lines()) {
      assertThat(JSON.readTree(line).at("/rule/name").asText()).startsWith("compat_");
      assertThat(JSON.readTree(line).at("/mirrorwatch/stages").size()).isEqualTo(1);
    }
  }

  @Test
  void aLineWithoutAZoneIsInTheOneGiven() throws Exception {
    Path rules = Files.createDirectory(folder.resolve("rules"));
    Files.writeString(rules.resolve("restarts.yml"), RESTARTS);
    Path log = folder.resolve("syslog.log");
    Files.writeString(log, "<189>7: sw1: May  4 2021 09:00:00: %SYS-5-RESTART: System restarted\n");

    CommandRun run =
        CommandRun.of(
            "replay",
            "--rules",
            rules.toString(),
            "--output",
            "json",
            "--zone",
            "Europe/Vienna",
            log.toString());

    assertThat(run.out()).as(run.err()).contains("2021-05-04T07:00:00");
  }

  /** Two restarts within an hour, on either side of midnight, for each night of a month. */
  private void writeNights(Path logs) throws IOException {
    Files.createDirectories(logs);
    LocalDate day = LocalDate.parse("2026-03-01");
    for (int night = 0; night < 31; night++) {
      // The names say nothing of the order.
      Path file = logs.resolve("%02d.log".formatted(night * 7 % 31));
      String line = "<189>%d: core-%d: %sT%s:00.000Z: %%SYS-5-RESTART: System restarted --\n";
      Files.writeString(
          file,
          line.formatted(1, night, day.plusDays(night), "00:20")
              + line.formatted(2, 99, day.plusDays(night), "12:00")
              + line.formatted(3, night + 1, day.plusDays(night), "23:50"));
    }
  }

  private CommandRun restarts(Path logs, String... more) throws IOException {
    Path rules = folder.resolve("restarts.yml");
    Files.writeString(rules, RESTARTS.replace("gte: 1", "gte: 2"));
    List<String> arguments =
        new ArrayList<>(
            List.of("replay", "--rules", rules.toString(), "--output", "json", logs.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "5"})
  void aHistoryThatIsReadInItsOrderTellsTheSame(String parallelism) throws Exception {
    Path logs = folder.resolve("nights");
    writeNights(logs);
    CommandRun all = restarts(logs);
    assertThat(ids(all)).as(all.err()).hasSize(30);
    assertThat(all.err()).doesNotContain("late ");

    CommandRun inOrder = restarts(logs, "--disorder", "PT0S", "--parallelism", parallelism);

    assertThat(inOrder.err()).contains("31 files in the order of their time", "late          0 (");
    assertThat(ids(inOrder)).isEqualTo(ids(all));
  }

  private static Set<String> ids(CommandRun run) throws IOException {
    Set<String> ids = new TreeSet<>();
    for (String line : run.lines()) {
      ids.add(JSON.readTree(line).at("/mirrorwatch/alert/id").asText());
    }
    return ids;
  }

  @Test
  void aDisorderThatCannotBeIsRefused() {
    CommandRun negative = CommandRun.of("replay", "--disorder", "-PT1M");
    assertThat(negative.code()).isEqualTo(2);
    assertThat(negative.err()).contains("--disorder is PT-1M", "such as PT15M");
    CommandRun endless = CommandRun.of("replay", "--disorder", "PT2562047788015215H");
    assertThat(endless.code()).isEqualTo(2);
    assertThat(endless.err()).contains("from PT0S to PT87600H");
    CommandRun answer = CommandRun.of("replay", "--why", "x", "--rule", "y", "--disorder", "PT1M");
    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err()).contains("--disorder do not go with it");
  }

  private static List<String> staging() {
    return ScenarioParser.shipped().stream()
        .filter(scenario -> scenario.name().equals("staging_guide_order"))
        .flatMap(scenario -> scenario.records().stream())
        .map(Scenario.Delivery::json)
        .toList();
  }

  private static byte[] gzip(String text) throws IOException {
    java.io.ByteArrayOutputStream packed = new java.io.ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(UTF_8));
    }
    return packed.toByteArray();
  }
}

package dev.mirrorwatch.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.testdata.Scenario;
import dev.mirrorwatch.testdata.ScenarioParser;
import dev.mirrorwatch.udfs.alert.AlertJson;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.RecordLimits;
import dev.mirrorwatch.udfs.trial.RuleTrial;
import dev.mirrorwatch.udfs.trial.TrialRules;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code mirrorwatch explain-alert} as it is typed. */
class ExplainAlertCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SAMPLE = "../testdata/sample/AWSLogs";

  @TempDir private Path folder;

  private ObjectNode document;

  /** The alert of the sample as a sink writes it. */
  @BeforeEach
  void alertOfTheSample() throws IOException {
    document = (ObjectNode) JSON.readTree(alerts(new RuleSetLoader().shipped()).get(0));
  }

  private static List<String> alerts(List<dev.mirrorwatch.rules.RuleFile> files)
      throws IOException {
    RuleSet rules = new RuleSetLoader().load(files);
    RuleTrial trial =
        new RuleTrial(new TrialRules(rules, Duration.ofHours(1)), Duration.ofDays(10_000));
    LogFormats format = new LogFormats(new FieldDemand(rules.fieldsRead(), rules.readsLeaves()));
    for (Path log : ReplayFiles.find(List.of(Path.of(SAMPLE)))) {
      List<RawLog> records = new ArrayList<>();
      LogDecoder.decode(
          Files.readAllBytes(log),
          "x",
          Origin.file(log.toString(), 1),
          RecordLimits.DEFAULT,
          records::add);
      records.forEach(record -> trial.arrive(format.normalize(record).event()));
    }
    trial.endOfLog();
    return trial.alerts().stream()
        .filter(alert -> alert.status() == AlertStatus.OPEN)
        .map(AlertJson::of)
        .toList();
  }

  /** Scenarios whose records are not of CloudTrail. */
  static List<Scenario> otherLogs() {
    return ScenarioParser.shipped().stream()
        .filter(scenario -> !scenario.expected().isEmpty())
        .filter(scenario -> scenario.name().matches("(azure|gcp|ios|nxos)_.*|two_worlds_azure.*"))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("otherLogs")
  void fromItsOwnRecordsOfOtherLogs(Scenario scenario) throws IOException {
    RuleSet rules = new RuleSetLoader().load(new RuleSetLoader().shipped());
    RuleTrial trial =
        new RuleTrial(new TrialRules(rules, Duration.ofHours(1)), Duration.ofDays(10_000));
    LogFormats format = new LogFormats(new FieldDemand(rules.fieldsRead(), rules.readsLeaves()));
    List<RawLog> records = new ArrayList<>();
    for (Scenario.Delivery record : scenario.records()) {
      LogDecoder.decode(
          record.json().getBytes(StandardCharsets.UTF_8),
          "x",
          Origin.file("x", record.line()),
          RecordLimits.DEFAULT,
          records::add);
    }
    records.forEach(record -> trial.arrive(format.normalize(record).event()));
    trial.endOfLog();
    List<Alert> alerts =
        trial.alerts().stream()
            .filter(alert -> alert.status() == AlertStatus.OPEN)
            .filter(alert -> scenario.tests(alert.rule().name()))
            .toList();
    assertThat(alerts).isNotEmpty();
    for (Alert alert : alerts) {
      document = (ObjectNode) JSON.readTree(AlertJson.of(alert));
      CommandRun run = CommandRun.of("explain-alert", alert());
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).containsPattern("alert  +" + alert.id());
    }
  }

  private String alert() throws IOException {
    return Files.writeString(folder.resolve("alert.json"), document.toString()).toString();
  }

  private static String golden(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/why").resolve(name + ".txt"));
  }

  @Test
  void fromItsOwnRecords() throws IOException {
    CommandRun run = CommandRun.of("explain-alert", alert());
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo(golden("alert"));
  }

  @Test
  void fromTheLogs() throws IOException {
    CommandRun run = CommandRun.of("explain-alert", alert(), SAMPLE);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("read                   400 events")
        .endsWith(golden("alert").substring(golden("alert").indexOf("\ngroup")));
  }

  /** Lines of a device that names no zone are in the one that it is set to. */
  @Test
  void readsLinesInTheZoneOfTheDevices() throws IOException {
    Path rules = Files.writeString(folder.resolve("rules.yml"), ReplayCommandITCase.RESTARTS);
    Path log =
        Files.writeString(
            folder.resolve("syslog.log"),
            "<189>7: sw1: May  4 2021 09:00:00: %SYS-5-RESTART: System restarted\n");
    String[] inVienna = {"--zone", "Europe/Vienna", "--rules", rules.toString()};
    CommandRun replay = CommandRun.of(with(inVienna, "replay", "--output", "json", log.toString()));
    document = (ObjectNode) JSON.readTree(replay.out());
    for (String[] from :
        new String[][] {{"explain-alert", alert()}, {"explain-alert", alert(), log.toString()}}) {
      CommandRun run = CommandRun.of(with(inVienna, from));
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).contains("2021-05-04T07:00:00Z");
      assertThat(CommandRun.of(with(new String[] {"--rules", rules.toString()}, from)).out())
          .contains("2021-05-04T09:00:00Z");
    }
    assertThat(CommandRun.of("explain-alert", alert(), "--zone", "Nowhere").code()).isEqualTo(2);
  }

  private static String[] with(String[] options, String... command) {
    return Stream.concat(Stream.of(command), Stream.of(options)).toArray(String[]::new);
  }

  @Test
  void fromStandardInputAsElasticsearchReturnsIt() throws IOException {
    InputStream before = System.in;
    String hit = "{\"_id\":\"1\",\"_source\":" + document + "}";
    System.setIn(new ByteArrayInputStream((hit + "\n" + hit).getBytes(StandardCharsets.UTF_8)));
    try {
      CommandRun run = CommandRun.of("explain-alert", "-", "--output", "json");
      assertThat(run.code()).isZero();
      assertThat(JsonOutput.jsonLines(run))
          .map(line -> line.get("line").asText())
          .containsExactly("answer", "group", "answer", "group");
      JsonNode group = JsonOutput.jsonLines(run).get(1);
      assertThat(group.at("/alerts/0/id")).isEqualTo(document.at("/mirrorwatch/alert/id"));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void anotherVersionOfTheRuleAndRecordsThatWereCutAreTold() throws IOException {
    ((ObjectNode) document.at("/rule")).put("version", "0123");
    // What comes before it was taken over from rules that say less.
    ObjectNode target =
        (ObjectNode)
            StreamSupport.stream(document.at("/mirrorwatch/stages").spliterator(), false)
                .filter(stage -> stage.get("rule").asText().equals("aws_tm_target"))
                .findFirst()
                .orElseThrow();
    target.put("original_truncated", true);
    String id = target.at("/event/id").asText();
    CommandRun run = CommandRun.of("explain-alert", alert());
    assertThat(run.err())
        .contains("is of version 0123 of aws_tm_staging; this is version ")
        .contains("carries only a part of the records of " + id)
        .contains("is not what aws_tm_staging makes of its own records");
    assertThat(run.out()).contains("missing  aws_tm_target");
    assertThat(CommandRun.of("explain-alert", alert(), SAMPLE).err())
        .doesNotContain("carries only", "is not what");
  }

  @Test
  void theAlertOfASingleEvent() throws IOException {
    List<String> all = alerts(new RuleSetLoader().shippedCompatibility());
    document = (ObjectNode) JSON.readTree(all.get(0));
    CommandRun run = CommandRun.of("explain-alert", alert(), "--compatibility");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("alert                  " + document.at("/mirrorwatch/alert/id").asText())
        .contains("matches\n");
  }

  @Test
  void whatIsNoAlertIsRefused() throws IOException {
    Path file = folder.resolve("other.json");
    for (String text : List.of("", "{\"rule\":{}}", "{\"broken", "[1]")) {
      Files.writeString(file, text);
      CommandRun run = CommandRun.of("explain-alert", file.toString());
      assertThat(run.code()).as(text).isEqualTo(2);
      assertThat(run.err()).startsWith(file + ": no alert").doesNotContain("\tat ");
    }
    assertThat(CommandRun.of("explain-alert", folder + "/nowhere").err())
        .contains("nowhere: no such file");
    ((ObjectNode) document.at("/rule")).put("name", "aws_tm_stagin");
    assertThat(CommandRun.of("explain-alert", alert()).err())
        .contains("unknown rule 'aws_tm_stagin', did you mean 'aws_tm_staging'?");
  }
}

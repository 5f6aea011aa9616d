package dev.mirrorwatch.udfs.format.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Logs;
import dev.mirrorwatch.udfs.format.Normalized;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real logs of other people, read from the folder that {@code -Dcorpus.dir} names: Elastic's
 * pipeline tests with the documents that Elastic expects, and a set of trail files.
 */
@Tag("conformance")
class CloudTrailConformanceTest {

  private static final Set<String> ECS_FIELDS =
      Set.of(
          "event.action",
          "event.provider",
          "event.id",
          "source.ip",
          "source.address",
          "user_agent.original",
          "cloud.region",
          "user.id",
          "user.name");

  private static Path corpus;

  @BeforeAll
  static void findCorpus() {
    String named = System.getProperty("corpus.dir", "");
    assertThat(named).as("the folder of the sample logs: name it with -Dcorpus.dir").isNotEmpty();
    corpus = Path.of(named);
    assertThat(corpus).as("the folder that -Dcorpus.dir names").isDirectory();
  }

  private static List<Path> files(String folder, String suffix) throws IOException {
    Path directory = Path.of(System.getProperty("corpus.dir", ""), folder);
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  static List<Path> elasticLogs() throws IOException {
    return files("ecs/aws-cloudtrail", ".log");
  }

  private static List<RawLog> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Logs.decodeFile(in, file.toString());
    }
  }

  private static Normalized normalize(RawLog log) {
    return log.defect() == null
        ? new LogFormats(new FieldDemand(ECS_FIELDS, false)).normalize(log)
        : Normalized.defect(log.defect(), log.detail());
  }

  @ParameterizedTest
  @MethodSource("elasticLogs")
  void agreesWithTheDocumentsThatElasticExpects(Path file) throws IOException {
    List<JsonNode> expected = new ArrayList<>();
    Json.parse(Files.readAllBytes(Path.of(file + "-expected.json")))
        .get("expected")
        .forEach(expected::add);
    List<AuditEvent> events = new ArrayList<>();
    for (RawLog log : read(file)) {
      Normalized result = normalize(log);
      if (result.event() != null) {
        events.add(result.event());
      } else {
        assertThat(result.defect().isError()).as(file + ": " + result.detail()).isFalse();
      }
    }
    if (file.toString().contains("digest") || file.toString().contains("insight")) {
      assertThat(events).isEmpty();
      return;
    }
    assertThat(events).isNotEmpty();
    assertThat(expected).hasSizeGreaterThanOrEqualTo(events.size());
    for (int i = 0; i < events.size(); i++) {
      assertAgrees(events.get(i), expected.get(i), file + " record " + (i + 1));
    }
  }

  private static void assertAgrees(AuditEvent event, JsonNode document, String where) {
    for (String field : ECS_FIELDS) {
      JsonNode wanted = document.at("/" + field.replace('.', '/'));
      List<String> values = wanted.isMissingNode() ? List.of() : List.of(wanted.asText());
      if (field.equals("event.id") && values.isEmpty()) {
        // Elastic leaves a record without eventID without an id; ours needs one to be told apart.
        assertThat(event.id()).as(where).matches("[0-9a-f]{64}");
        continue;
      }
      assertThat(event.fields().values(field)).as(where + " " + field).isEqualTo(values);
    }
    assertThat(Instant.ofEpochMilli(event.time()))
        .as(where + " @timestamp")
        .isEqualTo(Instant.parse(document.get("@timestamp").asText()));
    String outcome = event.outcome() == Outcome.SUCCESS ? "success" : "failure";
    assertThat(outcome)
        .as(where + " event.outcome")
        .isEqualTo(document.at("/event/outcome").asText());
  }

  @Test
  void digestAndInsightAreNoAuditEvents() throws IOException {
    Map<String, DefectReason> files =
        Map.of(
            "test-cloudtrail-digest-json.log", DefectReason.DIGEST,
            "test-insight-json.log", DefectReason.INSIGHT);
    for (Map.Entry<String, DefectReason> file : files.entrySet()) {
      List<RawLog> logs = read(corpus.resolve("ecs/aws-cloudtrail").resolve(file.getKey()));
      assertThat(logs).extracting(log -> normalize(log).defect()).containsExactly(file.getValue());
    }
  }

  @Test
  void theRealTrafficMirrorCallsShowAllTheirIds() throws IOException {
    Map<String, Map<String, String>> expected =
        Map.of(
            "CreateTrafficMirrorFilter", Map.of("filter_id", "tmf-01bee5a4ef310ec1b"),
            "CreateTrafficMirrorFilterRule",
                Map.of(
                    "filter_id", "tmf-01bee5a4ef310ec1b",
                    "filter_rule_id", "tmfr-0e6de11dee1a9c690",
                    "cidr_any", "true"),
            "CreateTrafficMirrorTarget",
                Map.of(
                    "target_id", "tmt-0c62986bff32556ac",
                    "target_type", "network-load-balancer",
                    "collector_id",
                        "arn:aws:elasticloadbalancing:us-east-1:000000000:loadbalancer/net/"
                            + "my-network-load-balancer/6e52cfd7d977b43a"),
            "CreateTrafficMirrorSession",
                Map.of(
                    "target_id", "tmt-0c62986bff32556ac",
                    "filter_id", "tmf-01bee5a4ef310ec1b",
                    "session_id", "tms-089e55493216df002",
                    "source_id", "eni-0826181775f16c3b2",
                    "vni", "3272331"));
    Set<String> seen = new HashSet<>();
    for (Path file : elasticLogs()) {
      for (RawLog log : read(file)) {
        AuditEvent event = normalize(log).event();
        if (event == null || !expected.containsKey(event.action())) {
          continue;
        }
        seen.add(event.action());
        TrafficMirrorCall call =
            TrafficMirrorCall.of(event.eventProvider(), event.action(), Json.parse(log.payload()));
        expected
            .get(event.action())
            .forEach(
                (field, value) ->
                    assertThat(call.fields()).containsEntry("mirror." + field, List.of(value)));
      }
    }
    assertThat(seen).isEqualTo(expected.keySet());
  }

  @Test
  void theParsedPathsSayWhatTheWholeRecordSays() throws IOException {
    List<Path> files = new ArrayList<>(elasticLogs());
    files.addAll(files("cloudtrail-volume", ".json"));
    FieldDemand demand = new FieldDemand(ECS_FIELDS, false);
    int compared = 0;
    for (Path file : files) {
      for (RawLog log : read(file)) {
        if (log.defect() == null) {
          JsonNode parsed =
              Logs.cloudTrail(
                  new String(log.payload(), StandardCharsets.UTF_8),
                  ECS_FIELDS.toArray(String[]::new));
          CloudTrailFormat format = new CloudTrailFormat(demand);
          assertThat(format.normalize(log, parsed))
              .as(String.valueOf(log.origin()))
              .usingRecursiveComparison()
              .isEqualTo(format.normalize(log, Json.parse(log.payload())));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(2900);
  }

  @Test
  void allOfTheTrailFilesAreEvents() throws IOException {
    Set<String> ids = new HashSet<>();
    int events = 0;
    for (Path file : files("cloudtrail-volume", ".json")) {
      for (RawLog log : read(file)) {
        Normalized result = normalize(log);
        assertThat(result.event()).as(log.origin() + ": " + result.detail()).isNotNull();
        ids.add(result.event().id());
        events++;
      }
    }
    assertThat(events).isEqualTo(2900);
    assertThat(ids).hasSize(2900);
  }
}

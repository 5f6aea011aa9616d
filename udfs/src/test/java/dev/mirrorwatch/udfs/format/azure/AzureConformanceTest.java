package dev.mirrorwatch.udfs.format.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Logs;
import dev.mirrorwatch.udfs.format.Normalized;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real records of Azure's Activity Log, read from the folder that {@code -Dcorpus.dir} names, and
 * the documents that Elastic expects of them. Where ours differ, it is listed here with the reason.
 */
@Tag("conformance")
class AzureConformanceTest {

  private static final Set<String> ECS_FIELDS =
      new TreeSet<>(
          Set.of(
              "event.action",
              "event.outcome",
              "source.ip",
              "user.name",
              "user.domain",
              "user.email",
              "azure.subscription_id",
              "azure.tenant_id",
              "azure.correlation_id",
              "azure.resource.group",
              "azure.resource.id",
              "azure.resource.provider"));

  /** Fields whose letter case Elastic keeps as recorded; ours are in lower case to be compared. */
  private static final Set<String> LOWER_CASE =
      Set.of(
          "azure.subscription_id",
          "azure.resource.group",
          "azure.resource.id",
          "azure.resource.provider");

  /** By field, why a value of ours may differ from Elastic's. */
  private static final Map<String, String> DIFFERENCES =
      Map.of(
          "event.outcome", "ours is always there, unknown until a call has ended",
          "azure.tenant_id", "Elastic's is the record's own member, ours the caller's tenant");

  private final Map<String, int[]> agreement = new TreeMap<>();
  private final List<String> unexplained = new ArrayList<>();

  @Test
  void agreesWithTheDocumentsThatElasticExpects() throws IOException {
    Path folder = Path.of(System.getProperty("corpus.dir", ""), "ecs/azure-activitylogs");
    assertThat(folder).as("the folder of the sample logs: name it with -Dcorpus.dir").isDirectory();
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.filter(file -> Files.exists(expectedOf(file))).sorted().toList();
    }
    assertThat(files).isNotEmpty();

    int events = 0;
    for (Path file : files) {
      List<JsonNode> expected = new ArrayList<>();
      Json.parse(Files.readAllBytes(expectedOf(file))).get("expected").forEach(expected::add);
      List<Normalized> results = normalized(file);
      assertThat(results).as("%s", file).hasSameSizeAs(expected);
      for (int i = 0; i < results.size(); i++) {
        AuditEvent event = results.get(i).event();
        if (event == null) {
          assertThat(results.get(i).defect())
              .as("%s record %s: %s", file, i + 1, results.get(i).detail())
              .isEqualTo(DefectReason.OTHER_LOG);
          continue;
        }
        events++;
        compare(event, expected.get(i), file.getFileName() + " record " + (i + 1));
      }
    }
    agreement.forEach(
        (field, counts) ->
            System.out.printf("azure  %-26s %d of %d%n", field, counts[0], counts[1]));
    assertThat(events).isPositive();
    assertThat(unexplained).isEmpty();
  }

  @Test
  void everyTimeOfTheCornerCasesIsRead() throws IOException {
    Path file =
        Path.of(
            System.getProperty("corpus.dir", ""),
            "ecs/azure-activitylogs/test-time-formats-corner-cases.log");
    List<RawLog> logs = logs(file);
    assertThat(logs).hasSize(11);
    // One moment, written in eleven ways; some have a fraction of a second.
    assertThat(logs)
        .extracting(log -> Instant.ofEpochMilli(log.eventTime()).truncatedTo(ChronoUnit.SECONDS))
        .containsOnly(Instant.parse("2007-01-09T09:41:00Z"));
  }

  private void compare(AuditEvent event, JsonNode document, String where) {
    for (String field : ECS_FIELDS) {
      JsonNode wanted = document.at("/" + field.replace('.', '/'));
      String theirs = wanted.isMissingNode() ? "" : wanted.asText();
      String ours = String.join(",", event.fields().values(field));
      boolean agrees =
          LOWER_CASE.contains(field) ? theirs.equalsIgnoreCase(ours) : theirs.equals(ours);
      int[] counts = agreement.computeIfAbsent(field, unseen -> new int[2]);
      counts[0] += agrees ? 1 : 0;
      counts[1]++;
      if (!agrees && !DIFFERENCES.containsKey(field)) {
        unexplained.add(where + " " + field + ": '" + ours + "' for '" + theirs + "'");
      }
    }
    assertThat(Instant.ofEpochMilli(event.time()).toString())
        .as(where + " @timestamp")
        .isEqualTo(
            Instant.ofEpochMilli(Instant.parse(document.get("@timestamp").asText()).toEpochMilli())
                .toString());
  }

  private static Path expectedOf(Path log) {
    return Path.of(log + "-expected.json");
  }

  private static List<RawLog> logs(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Logs.decodeFile(in, file.toString());
    }
  }

  private static List<Normalized> normalized(Path file) throws IOException {
    LogFormats formats = new LogFormats(new FieldDemand(ECS_FIELDS, false));
    return logs(file).stream()
        .map(
            log ->
                log.defect() == null
                    ? formats.normalize(log)
                    : Normalized.defect(log.defect(), log.detail()))
        .toList();
  }
}

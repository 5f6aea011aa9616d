package dev.mirrorwatch.udfs.format.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Logs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Elastic's pipeline tests, read from the folder that {@code -Dcorpus.dir} names, three ways: the
 * raw log, the document with its {@code event.original}, and the document without it. What each way
 * yields is compared field by field with the document. The agreement is printed; where it is less
 * than complete, the reason stands in {@code testdata/README.md}.
 */
@Tag("conformance")
class ElasticConformanceTest {

  /** A source, and our names of the fields by Elastic's, where they differ. */
  enum Source {
    AWS(
        "aws-cloudtrail",
        Map.ofEntries(
            Map.entry("event.action", "event.action"),
            Map.entry("event.provider", "event.provider"),
            Map.entry("event.id", "event.id"),
            Map.entry("source.address", "source.address"),
            Map.entry("source.ip", "source.ip"),
            Map.entry("user_agent.original", "user_agent.original"),
            Map.entry("cloud.region", "cloud.region"),
            Map.entry("user.id", "user.id"),
            Map.entry("user.name", "user.name"))),
    GCP(
        "gcp-audit",
        Map.ofEntries(
            Map.entry("event.action", "event.action"),
            Map.entry("event.id", "event.id"),
            Map.entry("service.name", "service.name"),
            Map.entry("client.user.id", "client.user.id"),
            Map.entry("client.user.email", "client.user.email"),
            Map.entry("source.ip", "source.ip"),
            Map.entry("user_agent.original", "user_agent.original"),
            Map.entry("cloud.project.id", "cloud.account.id")));

    private final String folder;
    private final Map<String, String> names;

    Source(String folder, Map<String, String> names) {
      this.folder = folder;
      this.names = names;
    }
  }

  /** What a document is read from. */
  private enum Way {
    RAW_LOG,
    WITH_ORIGINAL,
    WITHOUT_ORIGINAL
  }

  /** Agreeing and all documents of a field. */
  private final Map<String, int[]> agreement = new TreeMap<>();

  private final List<String> differences = new ArrayList<>();

  @ParameterizedTest
  @EnumSource
  void agreesWithTheDocuments(Source source) throws IOException {
    for (Path file : logs(source)) {
      List<JsonNode> documents = documents(file);
      List<RawLog> raw = new ArrayList<>();
      try (InputStream in = Files.newInputStream(file)) {
        raw.addAll(Logs.decodeFile(in, file.toString()));
      }
      for (int i = 0; i < documents.size(); i++) {
        JsonNode document = documents.get(i);
        String where = file.getFileName() + " " + (i + 1);
        if (DottedPath.find(document, "event.action").isMissingNode()) {
          // Elastic could not read the record either.
          continue;
        }
        if (i < raw.size()) {
          compare(source, document, event(source, raw.get(i)), Way.RAW_LOG, where);
        }
        compare(source, document, event(source, decoded(document)), Way.WITH_ORIGINAL, where);
        ObjectNode bare = document.deepCopy();
        ((ObjectNode) bare.get("event")).remove("original");
        compare(source, document, event(source, decoded(bare)), Way.WITHOUT_ORIGINAL, where);
      }
    }
    agreement.forEach((name, count) -> System.out.println(name + " " + count[0] + "/" + count[1]));
    differences.forEach(System.out::println);
    assertThat(agreement).isNotEmpty();
    assertThat(differences).as("differences without a reason").isEmpty();
  }

  private static List<Path> logs(Source source) throws IOException {
    String named = System.getProperty("corpus.dir", "");
    assertThat(named).as("the folder of the sample logs: name it with -Dcorpus.dir").isNotEmpty();
    try (Stream<Path> files = Files.list(Path.of(named, "ecs", source.folder))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .filter(file -> !file.toString().matches(".*(?:digest|insight).*"))
          .sorted()
          .toList();
    }
  }

  private static List<JsonNode> documents(Path file) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    Json.parse(Files.readAllBytes(Path.of(file + "-expected.json")))
        .get("expected")
        .forEach(documents::add);
    return documents;
  }

  private static RawLog decoded(JsonNode document) {
    List<RawLog> logs = Logs.decode(Logs.utf8(document.toString()));
    assertThat(logs).hasSize(1);
    return logs.get(0);
  }

  private static AuditEvent event(Source source, RawLog log) {
    FieldDemand demand = new FieldDemand(Set.copyOf(source.names.values()), false);
    var result = new LogFormats(demand).normalize(log);
    assertThat(result.event()).as(Logs.text(log) + " " + result.detail()).isNotNull();
    return result.event();
  }

  private void compare(Source source, JsonNode document, AuditEvent event, Way way, String where) {
    source.names.forEach(
        (theirs, ours) -> {
          String wanted = Json.nonEmpty(DottedPath.find(document, theirs));
          List<String> values = event.fields().values(ours);
          boolean same =
              theirs.equals("event.id")
                  ? wanted == null || event.part() != null || event.id().endsWith(wanted)
                  : values.equals(wanted == null ? List.of() : List.of(wanted));
          count(source, theirs, way, same, where, wanted, values);
        });
    Instant time = Instant.parse(document.get("@timestamp").asText());
    count(
        source,
        "@timestamp",
        way,
        event.time() == time.toEpochMilli(),
        where,
        time.toString(),
        List.of(Instant.ofEpochMilli(event.time()).toString()));
    String wanted = Json.nonEmpty(DottedPath.find(document, "event.outcome"));
    boolean begins = event.part() != null && event.outcome() == Outcome.UNKNOWN;
    boolean weaker = "unknown".equals(wanted) || begins;
    String outcome = event.outcome() == Outcome.SUCCESS ? "success" : "failure";
    count(
        source,
        weaker ? "event.outcome, theirs unknown or ours not settled" : "event.outcome",
        way,
        weaker || outcome.equals(wanted),
        where,
        wanted,
        List.of(event.outcome().text()));
  }

  private void count(
      Source source,
      String field,
      Way way,
      boolean same,
      String where,
      String wanted,
      List<String> values) {
    int[] count = agreement.computeIfAbsent(field + " " + way, unseen -> new int[2]);
    count[0] += same ? 1 : 0;
    count[1]++;
    if (!same) {
      differences.add(
          source + " " + way + " " + field + " " + where + ": " + wanted + " " + values);
    }
  }
}

package dev.mirrorwatch.udfs.format.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Logs;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.Reception;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Elastic's pipeline tests, read from the folder that {@code -Dcorpus.dir} names, three ways: the
 * raw log, the document with its {@code event.original}, and the document without it. What each way
 * yields is compared field by field with the document. The agreement is printed as the rows that
 * {@code testdata/README.md} must have, with the reason where it is less than complete.
 */
@Tag("conformance")
class ElasticConformanceTest {

  /** A source, our names of the fields by Elastic's, and why a field may differ. */
  enum Source {
    AWS(
        "aws-cloudtrail",
        "event.action",
        Map.ofEntries(
            Map.entry("event.action", "event.action"),
            Map.entry("event.provider", "event.provider"),
            Map.entry("event.id", "event.id"),
            Map.entry("source.address", "source.address"),
            Map.entry("source.ip", "source.ip"),
            Map.entry("user_agent.original", "user_agent.original"),
            Map.entry("cloud.region", "cloud.region"),
            Map.entry("user.id", "user.id"),
            Map.entry("user.name", "user.name")),
        Map.of()),
    AZURE(
        "azure-activitylogs",
        "event.action",
        Map.ofEntries(
            Map.entry("event.action", "event.action"),
            Map.entry("source.ip", "source.ip"),
            Map.entry("user.name", "user.name"),
            Map.entry("user.domain", "user.domain"),
            Map.entry("user.email", "user.email"),
            Map.entry("azure.subscription_id", "azure.subscription_id"),
            Map.entry("azure.tenant_id", "azure.tenant_id"),
            Map.entry("azure.correlation_id", "azure.correlation_id"),
            Map.entry("azure.resource.group", "azure.resource.group"),
            Map.entry("azure.resource.id", "azure.resource.id"),
            Map.entry("azure.resource.provider", "azure.resource.provider")),
        Map.of("azure.tenant_id", "Elastic's is a member of the record, ours the caller's tenant")),
    GCP(
        "gcp-audit",
        "event.action",
        Map.ofEntries(
            Map.entry("event.action", "event.action"),
            Map.entry("event.id", "event.id"),
            Map.entry("service.name", "service.name"),
            Map.entry("client.user.id", "client.user.id"),
            Map.entry("client.user.email", "client.user.email"),
            Map.entry("source.ip", "source.ip"),
            Map.entry("user_agent.original", "user_agent.original"),
            Map.entry("cloud.project.id", "cloud.account.id")),
        Map.of()),
    CISCO(
        "cisco-ios",
        "event.code",
        Map.of(
            "event.code", "event.code",
            "event.severity", "event.severity",
            "cisco.ios.facility", "event.provider",
            "log.syslog.priority", "log.syslog.priority",
            "log.syslog.hostname", "host.name",
            "source.user.name", "user.name",
            "source.ip", "source.ip"),
        Map.of(
            "event.code", "of a message in a message Elastic reads the inner one, we the outer",
            "cisco.ios.facility", "of a message in a message Elastic reads the inner one",
            "@timestamp", "the name of a zone is a fixed offset here"));

    private final String folder;
    private final String mark;
    private final Map<String, String> names;
    private final Map<String, String> reasons;

    /**
     * @param mark what a document has that Elastic could read
     */
    Source(String folder, String mark, Map<String, String> names, Map<String, String> reasons) {
      this.folder = folder;
      this.mark = mark;
      this.names = names;
      this.reasons = reasons;
    }
  }

  /** What a document is read from. */
  private enum Way {
    RAW_LOG,
    WITH_ORIGINAL,
    WITHOUT_ORIGINAL
  }

  /** The year that Elastic's documents of lines without one were made in. */
  private static final Reception MADE =
      Reception.at(Instant.parse("2024-12-31T00:00:00Z").toEpochMilli());

  /** Agreeing and all documents of a field, for each way. */
  private final Map<String, int[][]> agreement = new TreeMap<>();

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
        if (DottedPath.find(document, source.mark).isMissingNode()) {
          // Elastic could not read the record either.
          continue;
        }
        if (source == Source.CISCO) {
          compare(source, document, line(document), Way.RAW_LOG, where);
        } else if (i < raw.size()) {
          compare(source, document, raw.get(i), Way.RAW_LOG, where);
        }
        if (!document.has("@timestamp")) {
          // In an index each has one.
          continue;
        }
        compare(source, document, decoded(document), Way.WITH_ORIGINAL, where);
        ObjectNode bare = document.deepCopy();
        ((ObjectNode) bare.get("event")).remove("original");
        compare(source, document, decoded(bare), Way.WITHOUT_ORIGINAL, where);
      }
    }
    List<String> table = table(source);
    table.forEach(System.out::println);
    differences.forEach(System.out::println);
    assertThat(agreement).isNotEmpty();
    assertThat(differingFields())
        .as("fields that differ %s", differences)
        .isEqualTo(source.reasons.keySet());
    List<String> told = new ArrayList<>(table);
    told.addAll(source.reasons.values());
    assertThat(Files.readString(Path.of("../testdata/README.md")).replaceAll("\\s+", " "))
        .as("the table of testdata/README.md")
        .contains(told);
  }

  private List<String> table(Source source) {
    List<String> rows = new ArrayList<>();
    agreement.forEach(
        (field, counts) ->
            rows.add(
                Arrays.stream(counts)
                    .map(count -> count[0] + " of " + count[1] + " |")
                    .collect(
                        Collectors.joining(" ", "| " + source + " | `" + field + "` | ", ""))));
    return rows;
  }

  private Set<String> differingFields() {
    return agreement.entrySet().stream()
        .filter(field -> Arrays.stream(field.getValue()).anyMatch(count -> count[0] < count[1]))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static List<Path> logs(Source source) throws IOException {
    String named = System.getProperty("corpus.dir", "");
    assertThat(named).as("the folder of the sample logs: name it with -Dcorpus.dir").isNotEmpty();
    try (Stream<Path> files = Files.list(Path.of(named, "ecs", source.folder))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .filter(file -> !file.toString().matches(".*(?:digest|insight).*"))
          .filter(file -> Files.exists(Path.of(file + "-expected.json")))
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

  /** A file of lines does not say which of them a document is of. */
  private static RawLog line(JsonNode document) {
    List<RawLog> logs = new ArrayList<>();
    LogDecoder.decode(
        Logs.utf8(document.at("/event/original").asText()),
        "network",
        Origin.file("corpus", 1),
        MADE,
        RecordLimits.DEFAULT,
        null,
        logs::add);
    assertThat(logs).hasSize(1);
    return logs.get(0);
  }

  private void compare(Source source, JsonNode document, RawLog log, Way way, String where) {
    FieldDemand demand = new FieldDemand(Set.copyOf(source.names.values()), false);
    Normalized result =
        log.defect() == null
            ? new LogFormats(demand).normalize(log)
            : Normalized.defect(log.defect(), log.detail());
    if (result.defect() == DefectReason.OTHER_LOG) {
      return;
    }
    assertThat(result.event()).as("%s %s: %s", way, where, result.detail()).isNotNull();
    compare(source, document, result.event(), way, where);
  }

  private void compare(Source source, JsonNode document, AuditEvent event, Way way, String where) {
    source.names.forEach(
        (theirs, ours) -> {
          String wanted = Json.nonEmpty(DottedPath.find(document, theirs));
          if (source == Source.CISCO && !isOfTheLine(document, theirs, wanted)) {
            return;
          }
          List<String> values = event.fields().values(ours);
          count(theirs, way, agrees(event, theirs, wanted, values), where, wanted, values);
        });
    String clock = Json.nonEmpty(document.get("@timestamp"));
    if (clock != null && isBelieved(document)) {
      Instant time = OffsetDateTime.parse(clock).toInstant();
      Instant own = Instant.ofEpochMilli(event.time());
      boolean same = event.time() == time.toEpochMilli();
      count("@timestamp", way, same, where, clock, List.of(own.toString()));
    }
    String wanted = Json.nonEmpty(DottedPath.find(document, "event.outcome"));
    boolean begins = event.part() != null && event.outcome() == Outcome.UNKNOWN;
    if (source == Source.CISCO || wanted == null || wanted.equals("unknown") || begins) {
      return;
    }
    String outcome = event.outcome() == Outcome.SUCCESS ? "success" : "failure";
    count(
        "event.outcome",
        way,
        outcome.equals(wanted),
        where,
        wanted,
        List.of(event.outcome().text()));
  }

  /** A device marks a clock that was never set with a star; then the reception counts here. */
  private static boolean isBelieved(JsonNode document) {
    String line = document.at("/event/original").asText();
    return line.startsWith("{") || line.indexOf('*') < 0 || line.indexOf('*') > line.indexOf('%');
  }

  /** Not so what no line tells, and addresses of packets. */
  private static boolean isOfTheLine(JsonNode document, String field, @Nullable String wanted) {
    boolean ofUser = document.at("/source/user/name").isTextual();
    return wanted != null && (ofUser || !field.equals("source.ip"));
  }

  /** Names of Azure are without letter case; ours are in lower case. */
  private static boolean agrees(
      AuditEvent event, String field, @Nullable String wanted, List<String> values) {
    if (field.equals("event.id")) {
      return wanted == null || event.part() != null || event.id().endsWith(wanted);
    }
    return field.startsWith("azure.")
        ? String.join(",", values).equalsIgnoreCase(wanted == null ? "" : wanted)
        : values.equals(wanted == null ? List.of() : List.of(wanted));
  }

  private void count(
      String field,
      Way way,
      boolean same,
      String where,
      @Nullable String wanted,
      List<String> values) {
    int[][] counts = agreement.computeIfAbsent(field, unseen -> new int[Way.values().length][2]);
    int[] count = counts[way.ordinal()];
    count[0] += same ? 1 : 0;
    count[1]++;
    if (!same) {
      differences.add(way + " " + field + " " + where + ": " + wanted + " " + values);
    }
  }
}

package dev.mirrorwatch.udfs.format.cisco;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Reception;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real lines of other people's devices, read from the folder that {@code -Dcorpus.dir} names, and
 * the documents that Elastic's pipeline makes of them.
 *
 * <p>Known differences: a line without a mnemonic is no event here; the host of a line that does
 * not name it is the sender that a relay wrote down, Elastic's has none; a clock that was never set
 * or that is an uptime gives way to the reception; zone names are offsets here, so that {@code
 * AEST} is never summer time; addresses of packets in messages of access lists and the like are not
 * read, only those of users; of a message in a message the outer one counts.
 */
@Tag("conformance")
class CiscoConformanceTest {

  /** The year that Elastic's documents were made in. */
  private static final Reception MADE =
      Reception.at(Instant.parse("2024-12-31T00:00:00Z").toEpochMilli());

  private static final Map<String, String> PATHS =
      Map.of(
          "event.code", "/event/code",
          "event.severity", "/event/severity",
          "event.provider", "/cisco/ios/facility",
          "log.syslog.priority", "/log/syslog/priority",
          "host.name", "/log/syslog/hostname",
          "user.name", "/source/user/name",
          "source.ip", "/source/ip");

  private final Map<String, int[]> agreement = new TreeMap<>();

  @Test
  void agreesWithTheDocumentsThatElasticExpects() throws IOException {
    String named = System.getProperty("corpus.dir", "");
    assertThat(named).as("the folder of the sample logs: name it with -Dcorpus.dir").isNotEmpty();
    Path folder = Path.of(named).resolve("ecs/cisco-ios");
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith("-expected.json")).sorted().toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      for (JsonNode document : Json.parse(Files.readAllBytes(file)).get("expected")) {
        if (document.at("/event/code").isMissingNode()) {
          continue;
        }
        compare(document);
      }
    }
    agreement.forEach(
        (field, counts) ->
            System.out.printf("cisco-ios %-20s %d of %d agree%n", field, counts[0], counts[1]));
    for (String field : List.of("event.code", "event.severity", "log.syslog.priority")) {
      assertThat(share(field)).as(field).isGreaterThan(0.98);
    }
    assertThat(share("event.provider")).isGreaterThan(0.95);
    assertThat(share("host.name")).isGreaterThan(0.95);
    assertThat(share("user.name")).isEqualTo(1);
    assertThat(share("source.ip")).isEqualTo(1);
    assertThat(share("@timestamp")).isGreaterThan(0.9);
  }

  private double share(String field) {
    int[] counts = agreement.get(field);
    return (double) counts[0] / counts[1];
  }

  private void compare(JsonNode document) {
    String line = document.at("/event/original").asText();
    List<RawLog> logs = new ArrayList<>();
    LogDecoder.decode(
        line.getBytes(StandardCharsets.UTF_8),
        "network",
        Origin.file("corpus", 1),
        MADE,
        RecordLimits.DEFAULT,
        logs::add);
    assertThat(logs).as(line).hasSize(1);
    AuditEvent event =
        new LogFormats(new FieldDemand(Set.copyOf(PATHS.keySet()), false))
            .normalize(logs.get(0))
            .event();
    assertThat(event).as(line).isNotNull();
    PATHS.forEach(
        (field, path) -> {
          String wanted = Json.text(document.at(path));
          boolean ofUser = document.at("/source/user/name").isTextual();
          if (wanted != null && (ofUser || !field.equals("source.ip"))) {
            count(field, event.fields().values(field).contains(wanted), line);
          }
        });
    String time = Json.text(document.get("@timestamp"));
    boolean trusted = line.indexOf('*') < 0 || line.indexOf('*') > line.indexOf('%');
    if (time != null && trusted) {
      long wanted = OffsetDateTime.parse(time).toInstant().toEpochMilli();
      count("@timestamp", wanted == event.time(), line);
    }
  }

  private void count(String field, boolean agrees, String line) {
    int[] counts = agreement.computeIfAbsent(field, unseen -> new int[2]);
    counts[1]++;
    if (agrees) {
      counts[0]++;
    } else {
      System.out.printf("cisco-ios %s differs: %.140s%n", field, line);
    }
  }
}

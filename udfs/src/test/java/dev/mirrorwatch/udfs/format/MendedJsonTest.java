package dev.mirrorwatch.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MendedJsonTest {

  private static final LogFormats FORMATS =
      new LogFormats(
          new FieldDemand(Set.of("principal.id", "mirror.target_id", "event.outcome"), false));

  private String record;

  /** The last record of the sample of an event hub, on one line, without texts that hold JSON. */
  @BeforeEach
  void read() throws IOException {
    JsonNode records =
        Json.parse(Files.readAllBytes(Path.of("../testdata/events/azure/event-hub.json")))
            .get("records");
    record = ((ObjectNode) records.get(records.size() - 1)).without("properties").toString();
  }

  private static List<Normalized> read(String text) {
    return Logs.decode(text.getBytes(StandardCharsets.UTF_8)).stream()
        .map(FORMATS::normalized)
        .toList();
  }

  private AuditEvent expected() {
    AuditEvent event = read(record).get(0).event();
    assertThat(event).isNotNull();
    return event;
  }

  @Test
  void readsKeysAndTextsInSingleQuotes() {
    assertThat(record).doesNotContain("'");
    String single = record.replace('"', '\'');
    for (String text : List.of(single, record.replace("\"time\"", "'time'"))) {
      List<Normalized> results =
          read("{\"records\":[" + record + ",\n" + text + "," + record + "]}");
      assertThat(results).as(text).hasSize(3);
      assertThat(results)
          .extracting(Normalized::event)
          .usingRecursiveFieldByFieldElementComparator()
          .containsOnly(expected());
    }
    assertThat(read(single)).extracting(Normalized::event).doesNotContainNull().hasSize(1);
  }

  @Test
  void readsControlCharactersInTexts() {
    String tab = record.replaceFirst("\\{", "{\"properties\":{\"message\":\"a\tb\"},");
    assertThat(tab).isNotEqualTo(record);

    assertThat(read(tab)).extracting(Normalized::event).doesNotContainNull().hasSize(1);
  }

  /** More than one reading, or none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"message\":\"a\nb\",",
        "{'message':'it's',",
        "{\"message\":[ 218 B blob data ],",
        "{message:\"a\",",
        "{\"message\":'a\",",
        "{\"message\":\"a\" \"b\","
      })
  void whatCannotBeMendedExactlyStaysADefect(String start) {
    List<Normalized> results = read(record.replaceFirst("\\{", start) + "\n" + record);

    assertThat(results.get(0).defect()).isEqualTo(DefectReason.MALFORMED_JSON);
    assertThat(results).filteredOn(result -> result.event() != null).hasSize(1);
  }
}

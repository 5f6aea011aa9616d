package dev.mirrorwatch.job.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mirrorwatch.job.sink.AlertDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;
import org.junit.jupiter.api.Test;

class BulkEntryTest {

  private static final AlertDocument ALERT =
      new AlertDocument("a-1", 3, "{\n  \"user\": \"Zoë \\n\"\r\n}", 1_700_000_000_000L);

  @Test
  void isOneLineOfTheBulk() {
    assertThat(new String(BulkEntry.of(ALERT).line(), StandardCharsets.UTF_8))
        .isEqualTo("{   \"user\": \"Zoë \\n\"  }");
  }

  @Test
  void remembersWhenItFirstFailed() {
    BulkEntry twice = BulkEntry.of(ALERT).failedAt(1000).failedAt(2000);

    assertThat(twice.attempts()).isEqualTo(2);
    assertThat(twice.failingSince()).isEqualTo(1000);
  }

  @Test
  void aRejectedDocumentKeepsItsOriginalAsText() throws Exception {
    BulkEntry rejected =
        BulkEntry.of(ALERT).failedAt(1000).rejectedFor("document_parsing_exception", "no date");

    assertThat(rejected.rejected()).isTrue();
    assertThat(rejected.attempts()).isZero();
    assertThat(rejected.document().id()).isEqualTo("a-1");
    assertThat(rejected.document().version()).isEqualTo(3);
    JsonNode json = new ObjectMapper().readTree(rejected.document().json());
    assertThat(json.at("/@timestamp").asText()).isEqualTo("2023-11-14T22:13:20Z");
    assertThat(json.at("/event/original").asText()).isEqualTo(ALERT.json());
    assertThat(json.at("/error/type").asText()).isEqualTo("document_parsing_exception");
    assertThat(json.at("/error/message").asText()).isEqualTo("no date");
    assertThat(json.at("/mirrorwatch/alert/id").asText()).isEqualTo("a-1");
    assertThat(json.at("/mirrorwatch/alert/version").asInt()).isEqualTo(3);
  }

  @Test
  void survivesACheckpoint() throws Exception {
    AlertDocument large = new AlertDocument("a-2", 1, "{\"x\":\"" + "é".repeat(100_000) + "\"}", 5);
    List<BulkEntry> unsent =
        List.of(BulkEntry.of(large), BulkEntry.of(ALERT).rejectedFor("type", "reason"));
    BulkEntrySerializer serializer = new BulkEntrySerializer();

    byte[] bytes =
        serializer.serialize(
            new BufferedRequestState<>(
                unsent.stream().map(entry -> new RequestEntryWrapper<>(entry, 10)).toList()));
    BufferedRequestState<BulkEntry> restored =
        serializer.deserialize(serializer.getVersion(), bytes);

    assertThat(restored.getBufferedRequestEntries())
        .extracting(RequestEntryWrapper::getRequestEntry)
        .isEqualTo(unsent);
  }

  @Test
  void anAlertThatNoStoreCouldTakeIsRefusedAtOnce() {
    assertThatThrownBy(() -> new AlertDocument("", 1, "{}", 0))
        .hasMessageContaining("1 to 512 bytes");
    assertThatThrownBy(() -> new AlertDocument("é".repeat(257), 1, "{}", 0))
        .hasMessageContaining("514");
    assertThatThrownBy(() -> new AlertDocument("a", -1, "{}", 0))
        .hasMessageContaining("version -1");
  }
}

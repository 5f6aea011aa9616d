package dev.mirrorwatch.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mirrorwatch.job.config.InvalidConfigException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An alert as a sink wrote it.
 *
 * @param rule the rule's name
 * @param version the rule's version that raised it
 * @param group values in the order of the document, which is that of group-by
 * @param events ids of the events that it shows
 * @param records the raw records of these, as far as they are whole
 * @param cut ids of the events whose records are not
 */
record ToldAlert(
    String id,
    String rule,
    String version,
    String identity,
    List<String> group,
    List<String> events,
    List<RawRecords> records,
    List<String> cut) {

  /**
   * What was read of one event.
   *
   * @param text one record, or several with a line each
   * @param time of the event
   */
  record RawRecords(String text, Instant time) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads documents that follow each other, also as Elasticsearch returns them, below {@code
   * _source}.
   *
   * @param where for messages
   * @throws InvalidConfigException where there is anything but alerts, or nothing
   */
  static List<ToldAlert> all(String text, String where) {
    List<ToldAlert> alerts = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = JSON.readerFor(JsonNode.class).readValues(text)) {
      while (documents.hasNextValue()) {
        alerts.add(of(documents.nextValue(), where));
      }
    } catch (IOException e) {
      throw new InvalidConfigException(List.of(where + ": no alert: no JSON: " + e.getMessage()));
    }
    if (alerts.isEmpty()) {
      throw new InvalidConfigException(List.of(where + ": no alert in it"));
    }
    return alerts;
  }

  private static ToldAlert of(JsonNode hit, String where) {
    JsonNode document = hit.has("_source") ? hit.get("_source") : hit;
    String rule = document.at("/rule/name").asText();
    String id = document.at("/mirrorwatch/alert/id").asText();
    if (rule.isEmpty() || id.isEmpty()) {
      throw new InvalidConfigException(
          List.of(
              where
                  + ": no alert of Mirrorwatch: it has no "
                  + (rule.isEmpty() ? "rule.name" : "mirrorwatch.alert.id")));
    }
    List<String> group = new ArrayList<>();
    document.at("/mirrorwatch/group").forEach(value -> group.add(value.asText()));
    List<String> events = new ArrayList<>();
    List<RawRecords> records = new ArrayList<>();
    List<String> cut = new ArrayList<>();
    for (JsonNode stage : document.at("/mirrorwatch/stages")) {
      String event = stage.at("/event/id").asText();
      events.add(event);
      if (stage.path("original_truncated").asBoolean() || !stage.has("original")) {
        cut.add(event);
      } else {
        records.add(
            new RawRecords(
                stage.get("original").asText(), Instant.parse(stage.at("/event/time").asText())));
      }
    }
    return new ToldAlert(
        id,
        rule,
        document.at("/rule/version").asText(),
        document.at("/mirrorwatch/identity").asText(),
        group,
        events,
        records,
        cut);
  }
}

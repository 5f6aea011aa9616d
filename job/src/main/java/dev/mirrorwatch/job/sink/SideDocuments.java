package dev.mirrorwatch.job.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.event.DeadLetter;
import dev.mirrorwatch.udfs.event.LateEvent;
import dev.mirrorwatch.udfs.reload.RuleSetStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Dead letters, late events and the status of rules as lines of JSON. */
public final class SideDocuments {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SideDocuments() {}

  /**
   * {@code payload} is the record as base64, {@code text} the same for people; both capped, {@code
   * size} is not.
   */
  public static String of(DeadLetter letter) {
    ObjectNode document = JSON.createObjectNode();
    document.put("reason", letter.reason().text());
    document.put("detail", letter.detail());
    document.put("source", letter.source());
    document.put("origin", letter.origin().toString());
    document.put("size", letter.size());
    document.put("payload", letter.payload());
    document.put("text", new String(letter.payload(), StandardCharsets.UTF_8));
    return line(document);
  }

  public static String of(LateEvent late) {
    ObjectNode document = JSON.createObjectNode();
    document.put("@timestamp", Instant.ofEpochMilli(late.evidence().time()).toString());
    document.put("reason", late.reason());
    document.put("rule", late.rule());
    document.put("stage", late.evidence().stage());
    document.put("event_id", late.evidence().eventId());
    document.put("origin", late.evidence().origin().toString());
    document.put("watermark", Instant.ofEpochMilli(late.watermark()).toString());
    document.put("original", late.evidence().original().text());
    return line(document);
  }

  public static String of(RuleSetStatus status) {
    ObjectNode document = JSON.createObjectNode();
    document.put("@timestamp", Instant.ofEpochMilli(status.time()).toString());
    document.put("status", status.refused() ? "refused" : "in_effect");
    document.put("rule_set", status.version());
    document.put("in_effect", status.inEffect());
    status.problems().forEach(document.putArray("problems")::add);
    status.added().forEach(document.putArray("added")::add);
    status.changed().forEach(document.putArray("changed")::add);
    status.removed().forEach(document.putArray("removed")::add);
    return line(document);
  }

  private static String line(ObjectNode document) {
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plain document does not serialize", e);
    }
  }
}

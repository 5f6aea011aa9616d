package dev.mirrorwatch.job.sink.elasticsearch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.job.sink.AlertDocument;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One document on its way, with what was already tried.
 *
 * @param document what to store
 * @param rejected whether it goes to the index of rejected documents
 * @param attempts how often sending it failed
 * @param failingSince epoch milliseconds of the first of those failures; meaningless before
 */
record BulkEntry(AlertDocument document, boolean rejected, int attempts, long failingSince)
    implements Serializable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A document that was not tried yet. */
  static BulkEntry of(AlertDocument document) {
    return new BulkEntry(document, false, 0, 0);
  }

  /** The same document after one more failure. */
  BulkEntry failedAt(long now) {
    return new BulkEntry(document, rejected, attempts + 1, attempts == 0 ? now : failingSince);
  }

  /**
   * The document as the index of rejected documents takes it: the original is one string in it, so
   * that nothing inside can be refused again. It keeps id and revision, and so the rule that an
   * older revision never replaces a newer one.
   */
  BulkEntry rejectedFor(String type, String reason) {
    ObjectNode wrapped = JSON.createObjectNode();
    wrapped.put("@timestamp", Instant.ofEpochMilli(document.time()).toString());
    wrapped.putObject("event").put("kind", "pipeline_error").put("original", document.json());
    wrapped.putObject("error").put("type", type).put("message", reason);
    wrapped
        .putObject("mirrorwatch")
        .putObject("alert")
        .put("id", document.id())
        .put("version", document.version());
    return new BulkEntry(
        new AlertDocument(document.id(), document.version(), wrapped.toString(), document.time()),
        true,
        0,
        0);
  }

  /**
   * The document as one line of a bulk request. JSON allows line breaks between its tokens only,
   * where a space means the same.
   */
  byte[] line() {
    return document.json().replace('\n', ' ').replace('\r', ' ').getBytes(StandardCharsets.UTF_8);
  }
}

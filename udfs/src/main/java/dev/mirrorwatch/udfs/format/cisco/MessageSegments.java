package dev.mirrorwatch.udfs.format.cisco;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Joins the segments of a message of Cisco ISE. In: events of one message, whose part is a segment.
 * Out: the record that the message would be in one segment, in the wrapping of its first.
 */
public final class MessageSegments {

  /** A message that claims to have more is not waited for. */
  public static final int MOST = 64;

  /** Characters of one segment. ISE sends at most 8192 bytes. */
  public static final int LONGEST = 16 << 10;

  private static final String MESSAGE = "message";

  private MessageSegments() {}

  /**
   * @param segments in their order, from the first on, without a gap
   * @param complete whether no others are missing; where some are, the attribute that the last
   *     segment ends in is left out, for the rest of it may be missing
   */
  public static RawLog joined(List<AuditEvent> segments, boolean complete) {
    AuditEvent first = segments.get(0);
    String body =
        segments.stream().map(segment -> segment.part().text()).collect(Collectors.joining());
    String told = complete ? body : body.substring(0, Math.max(0, body.lastIndexOf(',')));
    byte[] payload = inOne(first.raw(), told).getBytes(StandardCharsets.UTF_8);
    return new RawLog(
        first.source(), first.origin(), first.time(), payload, payload.length, null, null);
  }

  /**
   * What is told of a message whose first segment never came.
   *
   * @param segments those that came, in their order; at least one
   */
  public static RawLog withoutFirst(List<AuditEvent> segments) {
    AuditEvent some = segments.get(0);
    byte[] payload =
        segments.stream()
            .map(segment -> new String(segment.raw(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("\n"))
            .getBytes(StandardCharsets.UTF_8);
    return new RawLog(
        some.source(),
        some.origin(),
        RawLog.NO_TIME,
        payload,
        payload.length,
        DefectReason.INCOMPLETE_MESSAGE,
        "segment %s of a message whose first segment, 0, did not come"
            .formatted(
                segments.stream()
                    .map(segment -> Long.toString(segment.part().sequence()))
                    .collect(Collectors.joining(", "))));
  }

  private static String inOne(byte[] record, String body) {
    if (record[0] != '{') {
      return line(new String(record, StandardCharsets.UTF_8), body);
    }
    try {
      JsonNode wrapping = Json.parse(record);
      return ((ObjectNode) wrapping)
          .put(MESSAGE, line(wrapping.path(MESSAGE).asText(), body))
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException("it was read as JSON before", e);
    }
  }

  private static String line(String first, String body) {
    return IseMessage.segment(first.strip()).line(body);
  }
}

package dev.mirrorwatch.udfs.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.cisco.DeviceLine;
import dev.mirrorwatch.udfs.format.cloudtrail.CloudTrailFormat;
import dev.mirrorwatch.udfs.format.ecs.EcsSyslog;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes audit records out of whatever they were delivered in.
 *
 * <p>In: a file or one message, in any shape {@link RecordReader} reads. Its values may be wrapped:
 * an EventBridge event, a CloudWatch Logs subscription message (also packed as base64 of gzip, also
 * under {@code awslogs.data}), an answer of CloudTrail's LookupEvents, an alert of Azure Monitor or
 * an event that holds a record of the Activity Log under {@code data}, Pub/Sub messages as pushed
 * or pulled, CloudEvents of Google, Elastic's documents that carry their {@code event.original},
 * lists of these, in each other. Out: one {@link RawLog} for each record, with its event time; what
 * is broken or known to be no audit event carries a defect. Bad data never throws.
 */
public final class LogDecoder implements Closeable {

  /** Real nesting is three: packed text in a message in a list. */
  private static final int GREATEST_LEVEL = 8;

  private static final JsonFactory JSON = new JsonFactory();

  /** Where records have their time, the more telling first. */
  private static final List<String> TIME_KEYS =
      List.of(
          "eventTime",
          "eventTimestamp",
          "event_timestamp",
          "timestamp",
          "receiveTimestamp",
          "time",
          "TimeGenerated",
          "@timestamp");

  private static final byte[] TIME_KEY = "\"eventTime\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STRING_FOLLOWS = ":\"".getBytes(StandardCharsets.US_ASCII);

  /** What Azure Monitor's alerts carry a record in, the newer way and the older. */
  private static final Set<String> ACTIVITY_WRAPPINGS =
      Set.of("alertContext", "context", "activityLog");

  private final String source;
  private final Reception reception;
  private final RecordLimits limits;
  private final @Nullable SkippedRun skipped;
  private final Deque<Level> levels = new ArrayDeque<>();

  /**
   * An input that is being read.
   *
   * @param number how many wrappings were opened to get there
   * @param time of the wrapping, for records without one
   */
  private record Level(RecordReader reader, int number, long time) {}

  private LogDecoder(
      String source,
      Reception reception,
      RecordLimits limits,
      @Nullable SkippedRun skipped,
      RecordReader reader) {
    this.source = source;
    this.reception = reception;
    this.limits = limits;
    this.skipped = skipped;
    levels.push(new Level(reader.skipping(skipped), 1, RawLog.NO_TIME));
  }

  /**
   * Decodes a file as it is read.
   *
   * @param source name of the configured source
   * @param path what {@link Origin} shall say
   */
  public static LogDecoder ofFile(InputStream in, String source, String path, RecordLimits limits) {
    return ofFile(in, source, path, Reception.now(), limits, null);
  }

  /**
   * Decodes a file as it is read.
   *
   * @param source name of the configured source
   * @param path what {@link Origin} shall say
   * @param reception for lines that do not say all of their time
   * @param skipped takes the records that nobody wants, or {@code null}
   */
  public static LogDecoder ofFile(
      InputStream in,
      String source,
      String path,
      Reception reception,
      RecordLimits limits,
      @Nullable SkippedRun skipped) {
    RecordReader.Place place = (line, offset) -> Origin.file(path, line);
    return new LogDecoder(
        source,
        reception,
        limits,
        skipped,
        new RecordReader(in, source, place, limits, limits.unpackedFileBytes()));
  }

  /**
   * Decodes a part of a file that has a record on each line: those that begin in the part.
   *
   * @param in the file from the byte before the part, if there is one
   * @param from 0-based byte at which the part begins
   * @param to byte at which the next part begins
   * @see #ofFile(InputStream, String, String, Reception, RecordLimits, SkippedRun)
   * @throws IOException where the storage fails
   */
  public static LogDecoder ofPart(
      InputStream in,
      long from,
      long to,
      String source,
      String path,
      Reception reception,
      RecordLimits limits,
      @Nullable SkippedRun skipped)
      throws IOException {
    RecordReader.Place place = (line, offset) -> Origin.part(path, offset);
    RecordReader reader = new RecordReader(in, source, place, limits, Long.MAX_VALUE);
    reader.part(from, to);
    return new LogDecoder(source, reception, limits, skipped, reader);
  }

  /**
   * Decodes one message, such as a Kafka value.
   *
   * @param value the message; {@code null}, Kafka's deletion mark, holds no records
   * @param origin shared by all records of the message
   */
  public static void decode(
      byte @Nullable [] value,
      String source,
      Origin origin,
      RecordLimits limits,
      Consumer<RawLog> records) {
    decode(value, source, origin, Reception.now(), limits, null, records);
  }

  /**
   * Decodes one message, such as a Kafka value.
   *
   * @param value the message; {@code null}, Kafka's deletion mark, holds no records
   * @param origin shared by all records of the message
   * @param reception for lines that do not say all of their time
   * @param skipped takes the records that nobody wants, or {@code null}
   */
  public static void decode(
      byte @Nullable [] value,
      String source,
      Origin origin,
      Reception reception,
      RecordLimits limits,
      @Nullable SkippedRun skipped,
      Consumer<RawLog> records) {
    if (value == null) {
      return;
    }
    RecordReader reader = readerOf(value, source, origin, limits);
    try (LogDecoder decoder = new LogDecoder(source, reception, limits, skipped, reader)) {
      for (RawLog log = decoder.next(); log != null; log = decoder.next()) {
        records.accept(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail to be read", e);
    }
  }

  /**
   * Goes on where another decoder of the same input had come to.
   *
   * @param offset its {@link #offset}
   * @param elements its {@link #elements}
   * @throws IOException where the storage fails
   */
  public void resume(long offset, long elements) throws IOException {
    RecordReader reader = levels.element().reader;
    reader.skipping(null).forward(offset);
    for (long i = 0; i < elements && reader.next() != null; i++) {
      // Read before.
    }
    reader.skipping(skipped);
  }

  /**
   * A place in the unpacked input behind which everything begins that was not handed out, but for
   * {@link #elements}: a byte at which a line, a container or a wrapping begins. What is left of an
   * open wrapping is handed out again with the rest of it.
   */
  public long offset() {
    RecordReader reader = levels.getLast().reader;
    return levels.size() > 1 ? reader.topOffset() : reader.offset();
  }

  /** Elements of the list at {@link #offset} that were read, if there is one. */
  public long elements() {
    long read = levels.getLast().reader.elements();
    return levels.size() > 1 ? Math.max(0, read - 1) : read;
  }

  /** The next record, or {@code null} at the end. Throws only what the storage throws. */
  public @Nullable RawLog next() throws IOException {
    RawLog record = null;
    while (record == null && !levels.isEmpty()) {
      Level level = levels.element();
      RawLog value = level.reader.next();
      if (value != null) {
        record = recordOf(value, level);
      } else if (levels.size() > 1) {
        levels.pop().reader.close();
      } else {
        return null;
      }
    }
    return record;
  }

  /** The record, or {@code null} where it was a wrapping that is read next. */
  private @Nullable RawLog recordOf(RawLog value, Level level) {
    if (value.skipped() > 0) {
      return timed(value, level);
    }
    return value.defect() == null && value.answer() == null ? open(value, level) : value;
  }

  @Override
  public void close() throws IOException {
    for (Level level : levels) {
      level.reader.close();
    }
    levels.clear();
  }

  private static RecordReader readerOf(
      byte[] bytes, String source, Origin origin, RecordLimits limits) {
    boolean packed = bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
    if (!packed) {
      return new RecordReader(bytes, source, (line, offset) -> origin, limits);
    }
    InputStream in = new ByteArrayInputStream(bytes);
    return new RecordReader(
        in, source, (line, offset) -> origin, limits, limits.unpackedValueBytes());
  }

  private RawLog timed(RawLog trace, Level level) {
    long time = RawLog.NO_TIME;
    try {
      byte[] sample = trace.payload();
      time = isOfCloudTrail(sample) ? ownTime(sample) : Wrapping.of(sample).time(reception);
    } catch (IOException e) {
      // Nobody knows the time of a broken record. It is not told as one: no rule wants it.
    }
    return trace.at(time == RawLog.NO_TIME ? level.time : time);
  }

  /** The value as a record, or {@code null} where it was a wrapping that is read next. */
  private @Nullable RawLog open(RawLog value, Level level) {
    try {
      return switch (value.payload()[0]) {
        case '{' -> openObject(value, level);
        case '[' -> descend(value, level, List.of(value.payload()));
        case '"' -> openText(value, level, textOf(value.payload()));
        default -> openText(value, level, new String(value.payload(), StandardCharsets.UTF_8));
      };
    } catch (JsonProcessingException e) {
      return defective(value, DefectReason.MALFORMED_JSON, e.getOriginalMessage());
    } catch (IOException e) {
      // Jackson reports broken UTF-8 so; there is no storage below an array.
      return defective(value, DefectReason.MALFORMED_JSON, e.getMessage());
    }
  }

  private static String textOf(byte[] payload) throws IOException {
    String line = new String(payload, StandardCharsets.ISO_8859_1).strip();
    if (line.startsWith('"' + RecordReader.PACKED_TEXT)) {
      // A line of packed text may carry a comma after the quote; base64 has no escapes.
      int closing = line.indexOf('"', 1);
      return line.substring(1, closing < 0 ? line.length() : closing);
    }
    try (JsonParser parser = JSON.createParser(payload)) {
      parser.nextToken();
      return parser.getText();
    }
  }

  private @Nullable RawLog openText(RawLog value, Level level, String text) {
    String stripped = text.strip();
    if (stripped.startsWith(RecordReader.PACKED_TEXT)) {
      try {
        return descend(value, level, List.of(Base64.getDecoder().decode(stripped)));
      } catch (IllegalArgumentException e) {
        return defective(value, DefectReason.CORRUPT_COMPRESSION, "no base64: " + e.getMessage());
      }
    }
    if (stripped.startsWith("{") || stripped.startsWith("[")) {
      return descend(value, level, List.of(stripped.getBytes(StandardCharsets.UTF_8)));
    }
    if (!DeviceLine.isOne(text)) {
      return defective(
          value,
          DefectReason.UNKNOWN_FORMAT,
          "neither an object, nor packed text, nor a line of a network device");
    }
    byte[] line = stripped.getBytes(StandardCharsets.UTF_8);
    Reception received =
        level.time == RawLog.NO_TIME ? reception : reception.receivedAt(level.time);
    long time = DeviceLine.time(text, received);
    return line.length > limits.recordBytes()
        ? tooLarge(value, line.length)
        : new RawLog(source, value.origin(), time, line, line.length, null, null);
  }

  private static boolean isOfCloudTrail(byte[] object) {
    return CloudTrailFormat.begins(object, 0, object.length);
  }

  /** The time of a record of CloudTrail, which stands among its first members. */
  private long ownTime(byte[] record) throws IOException {
    String written = timeAsWritten(record);
    if (written != null) {
      return EventTime.parse(written);
    }
    try (JsonParser parser = JSON.createParser(record)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isTime = parser.currentName().equals("eventTime");
        if (parser.nextToken() == JsonToken.VALUE_STRING && isTime) {
          return EventTime.parse(parser.getText());
        }
        parser.skipChildren();
      }
    }
    return Wrapping.of(record).time(reception);
  }

  /**
   * The same without parsing what stands before it, or {@code null} where it is written in another
   * way than CloudTrail does.
   */
  private static @Nullable String timeAsWritten(byte[] record) {
    int depth = 0;
    for (int i = 0; i < record.length; i++) {
      switch (record[i]) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> {
          if (depth == 1 && isAt(i, record, TIME_KEY)) {
            return plainText(record, i + TIME_KEY.length);
          }
          i = endOfString(record, i);
        }
        default -> {
          // Between the texts nothing else matters.
        }
      }
    }
    return null;
  }

  private static boolean isAt(int place, byte[] bytes, byte[] text) {
    int end = place + text.length;
    return end <= bytes.length && Arrays.equals(bytes, place, end, text, 0, text.length);
  }

  /** Where the closing quote is. */
  private static int endOfString(byte[] bytes, int start) {
    int i = start + 1;
    while (i < bytes.length && bytes[i] != '"') {
      i += bytes[i] == '\\' ? 2 : 1;
    }
    return i;
  }

  /** A string without escapes that follows a colon, or {@code null}. */
  private static @Nullable String plainText(byte[] bytes, int colon) {
    int begin = colon + 2;
    if (!isAt(colon, bytes, STRING_FOLLOWS)) {
      return null;
    }
    int end = begin;
    while (end < bytes.length && bytes[end] > ' ' && bytes[end] != '"' && bytes[end] != '\\') {
      end++;
    }
    boolean closes = end < bytes.length && bytes[end] == '"';
    return closes ? new String(bytes, begin, end - begin, StandardCharsets.US_ASCII) : null;
  }

  private @Nullable RawLog openObject(RawLog value, Level level) throws IOException {
    return isOfCloudTrail(value.payload())
        ? record(value, level, ownTime(value.payload()))
        : unwrapped(value, level);
  }

  private @Nullable RawLog unwrapped(RawLog value, Level level) throws IOException {
    Wrapping found = Wrapping.of(value.payload());
    if (found.packed != null) {
      return openText(value, level, found.packed);
    }
    if (found.controlMessage) {
      return defective(value, DefectReason.CONTROL_MESSAGE, "a subscription's probe");
    }
    if (found.message != null) {
      return openMessage(value, level, found.message);
    }
    if (!found.wrapped.isEmpty()) {
      return descend(value, level, found.wrapped);
    }
    if (found.original != null) {
      byte[] original = found.original.getBytes(StandardCharsets.UTF_8);
      return descend(value, level, List.of(original), found.time(reception));
    }
    if (found.holdsNothing) {
      return null;
    }
    if (found.digest) {
      return defective(value, DefectReason.DIGEST, "a digest of log files");
    }
    return record(value, level, found.time(reception));
  }

  private RawLog record(RawLog value, Level level, long own) {
    if (value.size() > limits.recordBytes()) {
      return tooLarge(value, value.size());
    }
    long time = own == RawLog.NO_TIME ? level.time : own;
    return new RawLog(source, value.origin(), time, value.payload(), value.size(), null, null);
  }

  private RawLog tooLarge(RawLog value, long size) {
    return defective(
        value,
        DefectReason.RECORD_TOO_LARGE,
        size + " bytes are more than the limit of " + limits.recordBytes());
  }

  /** The data of a Pub/Sub message: base64 of the record, which may be packed. */
  private @Nullable RawLog openMessage(RawLog value, Level level, String data) {
    try {
      return descend(value, level, List.of(Base64.getDecoder().decode(data)));
    } catch (IllegalArgumentException e) {
      return defective(value, DefectReason.CORRUPT_COMPRESSION, "no base64: " + e.getMessage());
    }
  }

  private @Nullable RawLog descend(RawLog value, Level level, List<byte[]> parts) {
    return descend(value, level, parts, level.time);
  }

  private @Nullable RawLog descend(RawLog value, Level level, List<byte[]> parts, long time) {
    if (level.number == GREATEST_LEVEL) {
      return defective(
          value, DefectReason.NESTED_TOO_DEEP, "wrapped more than " + GREATEST_LEVEL + " times");
    }
    for (int i = parts.size() - 1; i >= 0; i--) {
      RecordReader reader = readerOf(parts.get(i), source, value.origin(), limits);
      levels.push(new Level(reader.skipping(skipped), level.number + 1, time));
    }
    return null;
  }

  private RawLog defective(RawLog value, DefectReason reason, String detail) {
    byte[] payload = value.payload();
    return new RawLog(
        source,
        value.origin(),
        RawLog.NO_TIME,
        payload.length <= limits.keptBytes() ? payload : Arrays.copyOf(payload, limits.keptBytes()),
        value.size(),
        reason,
        detail);
  }

  /** What the keys of an object say about it. */
  private static final class Wrapping {
    private @Nullable String packed;
    private final List<byte[]> wrapped = new ArrayList<>();
    private boolean controlMessage;
    private boolean holdsNothing;
    private boolean digest;
    private final Map<String, String> times = new HashMap<>(2);

    /** What a Pub/Sub message carries, in base64. */
    private @Nullable String message;

    /** The record that a document of Elastic was made of. */
    private @Nullable String original;

    /** A text that may be the line of a device. */
    private @Nullable String line;

    /** The first that the record has, readable or not; of a line in a wrapping its own. */
    long time(Reception reception) {
      for (String key : TIME_KEYS) {
        String time = times.get(key);
        if (time != null) {
          long read = EventTime.parse(time);
          return key.equals("@timestamp") ? timeOfLine(read, reception) : read;
        }
      }
      return timeOfLine(RawLog.NO_TIME, reception);
    }

    /**
     * @param wrapped when the wrapping was made
     */
    private long timeOfLine(long wrapped, Reception reception) {
      if (line == null) {
        return wrapped;
      }
      Reception received = wrapped == RawLog.NO_TIME ? reception : reception.receivedAt(wrapped);
      long own = DeviceLine.time(line, received);
      return own == RawLog.NO_TIME ? wrapped : own;
    }

    static Wrapping of(byte[] object) throws IOException {
      Wrapping found = new Wrapping();
      String messageType = null;
      List<byte[]> logEvents = null;
      byte[] detail = null;
      byte[] data = null;
      String dataText = null;
      boolean logEntry = false;
      boolean message = false;
      byte[] queued = null;
      boolean queue = false;
      boolean shipped = false;
      boolean cisco = false;
      String cloudEvent = null;
      boolean detailType = false;
      boolean digestStart = false;
      boolean digestFiles = false;
      try (JsonParser parser = JSON.createParser(object)) {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String key = parser.currentName();
          JsonToken value = parser.nextToken();
          boolean text = value == JsonToken.VALUE_STRING;
          switch (key) {
            case "eventTime",
                "eventTimestamp",
                "event_timestamp",
                "timestamp",
                "receiveTimestamp",
                "time",
                "TimeGenerated",
                "@timestamp" -> {
              if (value != JsonToken.VALUE_NULL) {
                found.times.put(key, withoutUtc(parser.getText()));
              }
            }
            case "logName", "protoPayload", "protopayload_auditlog" -> logEntry = true;
            case "event" -> found.original = member(parser, "original");
            case "event.original" -> found.original = text ? parser.getText() : null;
            case "_source" -> {
              if (value == JsonToken.START_OBJECT) {
                found.wrapped.add(slice(parser, object));
              }
            }
            case "type" -> cloudEvent = text ? parser.getText() : null;
            case "messageId", "message_id" -> message = true;
            case "data" -> {
              if (value == JsonToken.START_OBJECT) {
                data = slice(parser, object);
              } else if (text) {
                dataText = parser.getText();
              }
            }
            case "receivedMessages" -> {
              if (value == JsonToken.START_ARRAY) {
                found.wrapped.add(slice(parser, object));
              }
            }
            case "message" -> {
              if (value == JsonToken.START_OBJECT) {
                queued = slice(parser, object);
              } else if (text) {
                found.line = parser.getText();
              }
            }
            case "subscription", "ackId" -> queue = true;
            case "agent", "ecs" -> shipped = true;
            case "cisco" -> cisco = true;
            case "data_base64" -> dataText = text ? parser.getText() : null;
            case "digestStartTime" -> digestStart = true;
            case "logFiles" -> digestFiles = true;
            case "messageType" -> messageType = text ? parser.getText() : null;
            case "logEvents" ->
                logEvents = value == JsonToken.START_ARRAY ? messages(parser, object) : null;
            case "detail-type" -> detailType = true;
            case "detail" ->
                detail = value == JsonToken.START_OBJECT ? slice(parser, object) : null;
            case "CloudTrailEvent" -> {
              if (text) {
                found.wrapped.add(parser.getText().getBytes(StandardCharsets.UTF_8));
              }
            }
            case "awslogs" -> found.packed = member(parser, "data");
            default -> {
              // Of no meaning for what the object is.
            }
          }
          parser.skipChildren();
        }
      }
      if (!logEntry) {
        found.times.remove("timestamp");
        found.times.remove("receiveTimestamp");
      }
      boolean ofGoogle = cloudEvent != null && cloudEvent.startsWith("google.cloud.");
      if (message || ofGoogle) {
        found.message = dataText;
      }
      if (data != null) {
        found.wrapped.addAll(ofGoogle ? List.of(data) : activityRecords(data));
      }
      if (queue && queued != null) {
        found.wrapped.add(queued);
      }
      if (!found.times.containsKey("@timestamp")) {
        found.original = null;
      } else if (found.original == null && found.line != null) {
        found.original = originalOf(found.line, shipped, cisco, object);
      }
      found.digest = digestStart && digestFiles;
      found.controlMessage = "CONTROL_MESSAGE".equals(messageType);
      if (detailType && detail != null) {
        found.wrapped.add(detail);
      }
      if ("DATA_MESSAGE".equals(messageType) && logEvents != null) {
        found.wrapped.addAll(logEvents);
        found.holdsNothing = logEvents.isEmpty();
      }
      return found;
    }

    /** What a shipper read: JSON as it was, a device's line put together again. */
    private static @Nullable String originalOf(
        String message, boolean shipped, boolean cisco, byte[] document) throws IOException {
      if (cisco) {
        return EcsSyslog.line(Json.parse(document));
      }
      return shipped && message.stripLeading().startsWith("{") ? message : null;
    }

    /** The bytes of the object that the parser stands on; the parser then stands on its end. */
    private static byte[] slice(JsonParser parser, byte[] object) throws IOException {
      int from = (int) parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
      return Arrays.copyOfRange(object, from, (int) parser.currentLocation().getByteOffset());
    }

    /** BigQuery writes {@code 2026-03-02 09:00:00.123 UTC}. */
    private static String withoutUtc(String time) {
      return time.endsWith(" UTC") ? time.substring(0, time.length() - " UTC".length()) : time;
    }

    /** Each log event's message; a log event without one as it is, to be told as unknown. */
    private static List<byte[]> messages(JsonParser parser, byte[] object) throws IOException {
      List<byte[]> messages = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          parser.skipChildren();
          continue;
        }
        byte[] logEvent = slice(parser, object);
        try (JsonParser inner = JSON.createParser(logEvent)) {
          inner.nextToken();
          String message = member(inner, "message");
          messages.add(message == null ? logEvent : message.getBytes(StandardCharsets.UTF_8));
        }
      }
      return messages;
    }

    /**
     * Records of Azure's Activity Log in what an event or an alert carries: the object itself, or
     * the one that an alert tells of. Event Grid's own events are none, their time stands outside.
     */
    private static List<byte[]> activityRecords(byte[] data) throws IOException {
      List<byte[]> records = new ArrayList<>();
      try (JsonParser parser = JSON.createParser(data)) {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String key = parser.currentName();
          boolean object = parser.nextToken() == JsonToken.START_OBJECT;
          if (key.equals("eventTimestamp")) {
            return List.of(data);
          }
          if (object && ACTIVITY_WRAPPINGS.contains(key)) {
            records.addAll(activityRecords(slice(parser, data)));
          }
          parser.skipChildren();
        }
      }
      return records;
    }

    /** A text member of the object that the parser stands on; the parser then stands on its end. */
    private static @Nullable String member(JsonParser parser, String name) throws IOException {
      String found = null;
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(name);
        if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
          found = parser.getText();
        }
        parser.skipChildren();
      }
      return found;
    }
  }
}

package dev.mirrorwatch.udfs.format.cloudtrail;

import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.EventTime;
import dev.mirrorwatch.udfs.format.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads who got which temporary key, of a record that nobody wants anything else of. An eighth of
 * what CloudTrail writes are such records, and next to none of them is asked for: so nothing is
 * parsed but the record's outermost members, and who asked for the key is cut out unread.
 *
 * <p>In: bytes that hold one record as CloudTrail writes it: one object, no blanks between its
 * signs, its own keys only. Out: what {@link KeyAnswer#of} says of the whole record's event. What
 * is written in any other way, and an answer of another account's, is left to be read whole.
 */
public final class KeyIssue {

  /** What CloudTrail's record contents reference lists; none of them holds another record. */
  private static final Set<String> KEYS =
      Set.of(
          "eventVersion",
          "userIdentity",
          "eventTime",
          "eventSource",
          "eventName",
          "awsRegion",
          "sourceIPAddress",
          "userAgent",
          "requestParameters",
          "responseElements",
          "additionalEventData",
          "requestID",
          "eventID",
          "readOnly",
          "resources",
          "eventType",
          "managementEvent",
          "recipientAccountId",
          "vpcEndpointId",
          "vpcEndpointAccountId",
          "eventCategory",
          "tlsDetails",
          "sessionCredentialFromConsole",
          "apiVersion");

  private static final Set<String> SESSIONS = Set.of("AssumedRole", "FederatedUser");

  private static final int NOWHERE = -1;

  private byte[] bytes = {};
  private int end;

  // The member that was read last.
  private String key = "";
  private int valueFrom;
  private int valueTo;

  private @Nullable KeyAnswer answer;

  /** Where a value stands. */
  private record Slice(int from, int to) {}

  /**
   * Reads a record of a call that hands out keys.
   *
   * @param from where the record begins
   * @param to behind its end
   * @return false where it must be read whole
   */
  public boolean read(byte[] window, int from, int to) {
    bytes = window;
    end = to;
    answer = null;
    Slice identity = null;
    Slice response = null;
    Slice more = null;
    String time = null;
    String source = null;
    String recipient = null;
    int place = from;
    boolean first = true;
    while (place < to && (first || bytes[place] == ',')) {
      if (first && bytes[place] != '{') {
        return false;
      }
      place = member(place + 1);
      if (place == NOWHERE || !KEYS.contains(key)) {
        return false;
      }
      first = false;
      switch (key) {
        case "userIdentity" -> {
          if (identity != null || bytes[valueFrom] != '{') {
            return false;
          }
          identity = new Slice(valueFrom, valueTo);
        }
        case "responseElements" -> {
          if (response != null) {
            return false;
          }
          response = new Slice(valueFrom, valueTo);
        }
        case "additionalEventData" -> more = new Slice(valueFrom, valueTo);
        case "eventName" -> {
          String name = text();
          if (name == null || !AccessCall.issuesKeys(name)) {
            return false;
          }
        }
        case "eventType" -> {
          if (!"AwsApiCall".equals(text())) {
            return false;
          }
        }
        case "eventTime" -> time = text();
        case "eventSource" -> source = text();
        case "recipientAccountId" -> recipient = text();
        default -> {
          // Of no meaning for who got a key.
        }
      }
    }
    if (place != to - 1 || bytes[place] != '}') {
      return false;
    }
    return identity != null
        && time != null
        && "sts.amazonaws.com".equals(source)
        && read(identity, response, more, recipient, EventTime.parse(time));
  }

  /** What was read: who got a key, or {@code null} where the record tells of nobody. */
  public @Nullable KeyAnswer answer() {
    return answer;
  }

  private boolean read(
      Slice identity,
      @Nullable Slice response,
      @Nullable Slice more,
      @Nullable String recipient,
      long time) {
    Slice typeAt = member(identity, "type");
    String type = typeAt == null ? null : text(typeAt);
    if (type == null || type.equals("AWSAccount") || time == RawLog.NO_TIME) {
      return false;
    }
    if (type.equals("AWSService")) {
      return true;
    }
    Slice credentials = response == null ? null : member(response, "credentials");
    Slice issuedAt = credentials == null ? null : member(credentials, "accessKeyId");
    String issued = issuedAt == null ? null : text(issuedAt);
    if (issued == null || issued.isEmpty()) {
      return false;
    }
    boolean isSession = SESSIONS.contains(type);
    Slice usedAt = isSession ? member(identity, "accessKeyId") : null;
    String used = usedAt == null ? null : text(usedAt);
    if (isSession && used == null) {
      return false;
    }
    answer =
        new KeyAnswer(
            issued,
            null,
            null,
            type,
            used != null && used.startsWith("ASIA") ? used : null,
            unread(identity, more, recipient),
            time);
    return true;
  }

  /** The part of the record that {@link CloudTrailIdentity} reads. */
  private byte[] unread(Slice identity, @Nullable Slice more, @Nullable String recipient) {
    ByteArrayOutputStream part = new ByteArrayOutputStream(identity.to - identity.from + 128);
    part.writeBytes(UnreadPart.IDENTITY);
    part.write(bytes, identity.from, identity.to - identity.from);
    if (more != null) {
      part.writeBytes(UnreadPart.MORE);
      part.write(bytes, more.from, more.to - more.from);
    }
    if (recipient != null) {
      part.writeBytes(UnreadPart.RECIPIENT);
      part.writeBytes(recipient.getBytes(StandardCharsets.US_ASCII));
      part.write('"');
    }
    part.write('}');
    return part.toByteArray();
  }

  /** What stands between the slices, so that they are an object again. */
  private static final class UnreadPart {
    static final byte[] IDENTITY = ascii("{\"userIdentity\":");
    static final byte[] MORE = ascii(",\"additionalEventData\":");
    static final byte[] RECIPIENT = ascii(",\"recipientAccountId\":\"");

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }

  /**
   * Who asked for a key.
   *
   * @param unread {@link KeyAnswer#unread()}
   * @throws IOException where it is no JSON: the record was none
   */
  public static Principal caller(byte[] unread) throws IOException {
    return CloudTrailIdentity.of(Json.parse(unread));
  }

  /** A member of an object, which must stand there once; {@code null} where it does not. */
  private @Nullable Slice member(Slice object, String name) {
    if (bytes[object.from] != '{') {
      return null;
    }
    Slice found = null;
    int place = object.from;
    while (bytes[place] != '}') {
      place = member(place + 1);
      if (place == NOWHERE || key.indexOf('.') >= 0 || found != null && key.equals(name)) {
        return null;
      }
      if (key.equals(name)) {
        found = new Slice(valueFrom, valueTo);
      }
    }
    return found;
  }

  /**
   * Reads a key and passes its value.
   *
   * @return behind the value, where a comma or the end of the object stands, or {@link #NOWHERE}
   */
  private int member(int from) {
    int colon = from < end && bytes[from] == '"' ? string(from) : NOWHERE;
    if (colon == NOWHERE || colon + 1 >= end || bytes[colon] != ':') {
      return NOWHERE;
    }
    key = new String(bytes, from + 1, colon - from - 2, StandardCharsets.ISO_8859_1);
    valueFrom = colon + 1;
    valueTo = value(valueFrom);
    return valueTo < end && (at(valueTo) == ',' || at(valueTo) == '}') ? valueTo : NOWHERE;
  }

  private int at(int place) {
    return place < 0 ? NOWHERE : bytes[place];
  }

  /** Behind the value that begins there. */
  private int value(int from) {
    byte first = bytes[from];
    if (first == '"') {
      return string(from);
    }
    if (first == '{' || first == '[') {
      return container(from);
    }
    int place = from;
    while (place < end && isLiteral(bytes[place])) {
      place++;
    }
    return place == from ? NOWHERE : place;
  }

  private static boolean isLiteral(byte sign) {
    return sign >= 'a' && sign <= 'z' || sign >= '0' && sign <= '9';
  }

  /** Behind the quote that closes the string. */
  private int string(int from) {
    byte[] all = bytes;
    int to = end;
    for (int place = from + 1; place < to; place++) {
      byte sign = all[place];
      if (sign == '"') {
        return place + 1;
      }
      if (sign == '\\') {
        place++;
      } else if (sign < ' ' && sign >= 0) {
        return NOWHERE;
      }
    }
    return NOWHERE;
  }

  /** Behind the bracket that closes the container. */
  private int container(int from) {
    int depth = 0;
    int place = from;
    while (place < end && place != NOWHERE) {
      byte sign = bytes[place];
      if (sign == '"') {
        place = string(place);
        continue;
      }
      place++;
      if (sign == '{' || sign == '[') {
        depth++;
      } else if ((sign == '}' || sign == ']') && --depth == 0) {
        return place;
      }
    }
    return NOWHERE;
  }

  /** The text that was read as value, or {@code null} where it is none that reads as written. */
  private @Nullable String text() {
    return text(new Slice(valueFrom, valueTo));
  }

  private @Nullable String text(Slice value) {
    if (bytes[value.from] != '"') {
      return null;
    }
    for (int place = value.from; place < value.to; place++) {
      if (bytes[place] < ' ' || bytes[place] == '\\') {
        return null;
      }
    }
    return new String(bytes, value.from + 1, value.to - value.from - 2, StandardCharsets.US_ASCII);
  }
}

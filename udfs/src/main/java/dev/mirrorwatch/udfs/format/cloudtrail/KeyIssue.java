package dev.mirrorwatch.udfs.format.cloudtrail;

import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.EventTime;
import dev.mirrorwatch.udfs.format.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads who got which temporary key, of a record that nobody wants anything else of. An eighth of
 * what CloudTrail writes are such records, and next to none of them is asked for: so it is gone
 * through once, nothing is parsed but its outermost members, and who asked for the key is cut out
 * unread.
 *
 * <p>In: bytes that hold one record as CloudTrail writes it: one object, no blanks between its
 * signs, its own keys only. Out: what {@link KeyAnswer#of} says of the whole record's event. What
 * is written in any other way, and an answer of another account's, is left to be read whole.
 */
public final class KeyIssue {

  /**
   * What CloudTrail's record contents reference lists, in the order in which it is written; none of
   * them holds another record.
   */
  private static final List<byte[]> KEYS =
      Stream.of(
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
              "apiVersion",
              "managementEvent",
              "recipientAccountId",
              "vpcEndpointId",
              "vpcEndpointAccountId",
              "eventCategory",
              "tlsDetails",
              "sessionCredentialFromConsole")
          .map(KeyIssue::ascii)
          .toList();

  private static final int IDENTITY = index("userIdentity");
  private static final int TIME = index("eventTime");
  private static final int SOURCE = index("eventSource");
  private static final int NAME = index("eventName");
  private static final int RESPONSE = index("responseElements");
  private static final int MORE = index("additionalEventData");
  private static final int TYPE = index("eventType");
  private static final int RECIPIENT = index("recipientAccountId");

  private static final byte[] TYPE_KEY = ascii("type");
  private static final byte[] CREDENTIALS_KEY = ascii("credentials");
  private static final byte[] KEY_ID_KEY = ascii("accessKeyId");
  private static final byte[] EXPIRATION_KEY = ascii("expiration");

  private static final byte[] STS = ascii("sts.amazonaws.com");
  private static final byte[] API_CALL = ascii("AwsApiCall");
  private static final Set<String> SESSIONS = Set.of("AssumedRole", "FederatedUser");

  private static final int NOWHERE = -1;

  private byte[] bytes = {};
  private int end;

  // The key that was read last.
  private int keyFrom;
  private int keyTo;

  /** Where the values begin that were found, and where they end. */
  private final int[] from = new int[KEYS.size()];

  private final int[] to = new int[KEYS.size()];

  private @Nullable String callerType;
  private @Nullable String callerKey;
  private @Nullable String issued;
  private @Nullable String expiration;
  private @Nullable KeyAnswer answer;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static int index(String key) {
    byte[] wanted = ascii(key);
    for (int i = 0; i < KEYS.size(); i++) {
      if (Arrays.equals(KEYS.get(i), wanted)) {
        return i;
      }
    }
    throw new IllegalArgumentException(key);
  }

  /**
   * Reads a record of a call that hands out keys.
   *
   * @param start where the record begins
   * @param stop behind its end
   * @return false where it must be read whole
   */
  public boolean read(byte[] window, int start, int stop) {
    bytes = window;
    end = stop;
    answer = null;
    callerType = null;
    callerKey = null;
    issued = null;
    expiration = null;
    Arrays.fill(from, NOWHERE);
    int place = start;
    int expected = 0;
    while (place == start ? bytes[place] == '{' : bytes[place] == ',') {
      place = key(place + 1);
      int key = place == NOWHERE ? NOWHERE : known(expected);
      if (key == NOWHERE || from[key] != NOWHERE) {
        return false;
      }
      expected = key + 1;
      from[key] = place;
      place = key == IDENTITY ? identity(place) : key == RESPONSE ? response(place) : value(place);
      if (place == NOWHERE || place >= end) {
        return false;
      }
      to[key] = place;
    }
    return bytes[place] == '}' && place == end - 1 && isOfSts() && tell();
  }

  /** What was read: who got a key, or {@code null} where the record tells of nobody. */
  public @Nullable KeyAnswer answer() {
    return answer;
  }

  /** Which of the keys was read last; most records have them in order. */
  private int known(int expected) {
    for (int i = 0; i < KEYS.size(); i++) {
      int candidate = (expected + i) % KEYS.size();
      if (isKey(KEYS.get(candidate))) {
        return candidate;
      }
    }
    return NOWHERE;
  }

  private boolean isKey(byte[] name) {
    return keyTo - keyFrom == name.length
        && Arrays.equals(bytes, keyFrom, keyTo, name, 0, name.length);
  }

  private boolean isOfSts() {
    String name = text(NAME);
    return holds(SOURCE, STS)
        && name != null
        && AccessCall.issuesKeys(name)
        && (from[TYPE] == NOWHERE || holds(TYPE, API_CALL));
  }

  private boolean holds(int key, byte[] text) {
    return from[key] != NOWHERE
        && bytes[from[key]] == '"'
        && to[key] - from[key] == text.length + 2
        && Arrays.equals(bytes, from[key] + 1, to[key] - 1, text, 0, text.length);
  }

  private boolean tell() {
    if (callerType == null || callerType.equals("AWSAccount")) {
      return false;
    }
    if (callerType.equals("AWSService")) {
      return true;
    }
    long time = EventTime.parse(text(TIME));
    boolean isSession = SESSIONS.contains(callerType);
    if (time == RawLog.NO_TIME || issued == null || issued.isEmpty()) {
      return false;
    }
    if (isSession && callerKey == null) {
      return false;
    }
    answer =
        new KeyAnswer(
            issued,
            null,
            null,
            callerType,
            isSession && callerKey.startsWith("ASIA") ? callerKey : null,
            unread(),
            time,
            expiresAt());
    return true;
  }

  private long expiresAt() {
    long expires = EventTime.parse(expiration);
    return expires == RawLog.NO_TIME ? 0 : expires;
  }

  /** The part of the record that {@link CloudTrailIdentity} reads. */
  private byte[] unread() {
    ByteArrayOutputStream part = new ByteArrayOutputStream(to[IDENTITY] - from[IDENTITY] + 128);
    part.write('{');
    for (int key : new int[] {IDENTITY, MORE, RECIPIENT}) {
      if (from[key] != NOWHERE) {
        // With the key before it, its quotes and the colon.
        int begin = from[key] - KEYS.get(key).length - 3;
        part.write(part.size() > 1 ? ',' : ' ');
        part.write(bytes, begin, to[key] - begin);
      }
    }
    part.write('}');
    return part.toByteArray();
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

  /** Goes through the caller; behind it. */
  private int identity(int start) {
    int place = start;
    while (bytes[place] == (place == start ? '{' : ',')) {
      int value = key(place + 1);
      place = value(value);
      if (place == NOWHERE || place >= end) {
        return NOWHERE;
      }
      if (isKey(TYPE_KEY)) {
        if (callerType != null || (callerType = text(value, place)) == null) {
          return NOWHERE;
        }
      } else if (isKey(KEY_ID_KEY)
          && (callerKey != null || (callerKey = text(value, place)) == null)) {
        return NOWHERE;
      }
    }
    return bytes[place] == '}' && place > start ? place + 1 : NOWHERE;
  }

  /** Goes through what the call answered, for the key and its end; behind it. */
  private int response(int start) {
    return bytes[start] == '{' ? response(start, false) : value(start);
  }

  private int response(int start, boolean isOfCredentials) {
    int place = start;
    while (bytes[place] == (place == start ? '{' : ',')) {
      int value = key(place + 1);
      if (value == NOWHERE || hasDot()) {
        return NOWHERE;
      }
      if (isOfCredentials) {
        place = credential(value);
      } else if (!isKey(CREDENTIALS_KEY)) {
        place = value(value);
      } else if (issued != null || expiration != null) {
        return NOWHERE;
      } else {
        place = bytes[value] == '{' ? response(value, true) : value(value);
      }
      if (place == NOWHERE || place >= end) {
        return NOWHERE;
      }
    }
    return bytes[place] == '}' && place > start ? place + 1 : NOWHERE;
  }

  /** Goes through a member of the credentials, whose key was read last; behind it. */
  private int credential(int value) {
    boolean isId = isKey(KEY_ID_KEY);
    boolean isExpiration = isKey(EXPIRATION_KEY);
    int place = value(value);
    if (place == NOWHERE || !isId && !isExpiration) {
      return place;
    }
    String text = (isId ? issued : expiration) == null ? text(value, place) : null;
    if (isId) {
      issued = text;
    } else {
      expiration = text;
    }
    return text == null ? NOWHERE : place;
  }

  /** Rules read a key with dots like a path. */
  private boolean hasDot() {
    for (int i = keyFrom; i < keyTo; i++) {
      if (bytes[i] == '.') {
        return true;
      }
    }
    return false;
  }

  /** Reads a key; where its value begins, or {@link #NOWHERE}. */
  private int key(int place) {
    int colon = place < end && bytes[place] == '"' ? string(place) : NOWHERE;
    if (colon == NOWHERE || colon + 1 >= end || bytes[colon] != ':') {
      return NOWHERE;
    }
    keyFrom = place + 1;
    keyTo = colon - 1;
    return colon + 1;
  }

  /** Behind the value that begins there. */
  private int value(int start) {
    if (start == NOWHERE) {
      return NOWHERE;
    }
    byte first = bytes[start];
    if (first == '"') {
      return string(start);
    }
    if (first == '{' || first == '[') {
      return container(start);
    }
    int place = start;
    while (place < end && isLiteral(bytes[place])) {
      place++;
    }
    return place == start ? NOWHERE : place;
  }

  private static boolean isLiteral(byte sign) {
    return sign >= 'a' && sign <= 'z' || sign >= '0' && sign <= '9';
  }

  /** Behind the quote that closes the string. */
  private int string(int start) {
    byte[] all = bytes;
    int stop = end;
    for (int place = start + 1; place < stop; place++) {
      byte sign = all[place];
      if (sign == '"') {
        return place + 1;
      }
      if (sign == '\\') {
        place++;
      }
    }
    return NOWHERE;
  }

  /** Behind the bracket that closes the container. */
  private int container(int start) {
    byte[] all = bytes;
    int stop = end;
    int depth = 0;
    boolean inString = false;
    for (int place = start; place < stop; place++) {
      byte sign = all[place];
      if (sign == '"') {
        inString = !inString;
      } else if (inString) {
        if (sign == '\\') {
          place++;
        }
      } else if (sign == '{' || sign == '[') {
        depth++;
      } else if ((sign == '}' || sign == ']') && --depth == 0) {
        return place + 1;
      }
    }
    return NOWHERE;
  }

  private @Nullable String text(int key) {
    return from[key] == NOWHERE ? null : text(from[key], to[key]);
  }

  /** The text that a value is, or {@code null} where it is none that reads as written. */
  private @Nullable String text(int start, int stop) {
    if (bytes[start] != '"') {
      return null;
    }
    for (int place = start; place < stop; place++) {
      if (bytes[place] < ' ' || bytes[place] == '\\') {
        return null;
      }
    }
    return new String(bytes, start + 1, stop - start - 2, StandardCharsets.US_ASCII);
  }
}

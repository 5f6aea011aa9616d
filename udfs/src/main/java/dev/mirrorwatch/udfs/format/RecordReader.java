package dev.mirrorwatch.udfs.format;

import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.cisco.DeviceLine;
import dev.mirrorwatch.udfs.format.cloudtrail.CloudTrailFormat;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an input into the JSON values that stand where records stand, byte for byte.
 *
 * <p>In: bytes, packed or not, holding one object, objects after each other on any number of lines,
 * an array, or an object with a list of records under {@code Records}, {@code records}, {@code
 * Events} or {@code value}. What it is shows in the bytes; names say nothing. Out: one {@link
 * RawLog} for each value, without an event time; a broken value is one with a defect, and reading
 * goes on after it.
 *
 * <p>A broken value ends where its brackets close or, as most are cut off lines, at the line's end:
 * at a line break in a string, before an object that begins a line where none can stand, and at the
 * end of the value's first line if it was broken there. So a broken line costs only itself.
 *
 * <p>Memory: one window of at most about twice {@link RecordLimits#envelopeBytes}. Throws only what
 * the storage throws.
 */
public final class RecordReader implements Closeable {

  private static final int WINDOW = 1 << 17;
  static final Set<String> LIST_KEYS = Set.of("Records", "Events", "records", "value");
  private static final int LONGEST_LIST_KEY = 7;
  private static final int NO_LINE = -1;
  private static final byte[] NOTHING = {};
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** How base64 of gzip begins. */
  static final String PACKED_TEXT = "H4sI";

  /** Where a value stands, by the 1-based line and the 0-based byte at which it begins. */
  interface Place {
    Origin of(long line, long offset);
  }

  /** What the grammar allows next. */
  private enum Expect {
    VALUE,
    VALUE_OR_END,
    KEY,
    KEY_OR_END,
    COLON,
    COMMA_OR_END
  }

  private final @Nullable UnpackedInput input;
  private final String source;
  private final Place place;
  private final RecordLimits limits;

  private @Nullable SkippedRun skipped;
  private long partEnd = Long.MAX_VALUE;

  private byte[] window;

  /** Bytes of the input before the window. */
  private long before;

  private int position;
  private int end;
  private long line = 1;
  private boolean inputEnded;
  private boolean started;
  private boolean endReported;

  /** Inside a list of records: the values are its elements. */
  private boolean inList;

  /** The list stands in an object, whose rest follows the list. */
  private boolean listInObject;

  private long elements;
  private boolean elementEnded;
  private boolean lineBroken;

  /** Where the last line break between values was. */
  private long lastBreak = -1;

  /** Where the value at the top begins that is read. */
  private long topOffset;

  /** The window, a character for each byte, while it stays as it is. */
  private @Nullable String looked;

  // The value being read.
  private int start;
  private long startLine;
  private long dropped;
  private byte[] head = NOTHING;
  private int limit;
  private boolean ignored;
  private boolean mayHoldList;
  private @Nullable DefectReason defect;
  private @Nullable String detail;

  /** First place inside the value where another may have begun: a brace that begins a line. */
  private int restart;

  private long restartLine;

  private Expect expect = Expect.VALUE;
  private int depth;
  private final boolean[] arrayAt;
  private final int[] elementsAt;

  /**
   * @param unpackedLimit greatest unpacked size, where the input is gzip
   */
  RecordReader(
      InputStream in, String source, Place place, RecordLimits limits, long unpackedLimit) {
    this(new UnpackedInput(in, unpackedLimit), new byte[WINDOW], 0, source, place, limits);
  }

  /** Reads values out of bytes that are not packed. The array is not changed. */
  RecordReader(byte[] bytes, String source, Place place, RecordLimits limits) {
    this(null, bytes, bytes.length, source, place, limits);
  }

  private RecordReader(
      @Nullable UnpackedInput input,
      byte[] window,
      int end,
      String source,
      Place place,
      RecordLimits limits) {
    this.input = input;
    this.inputEnded = input == null;
    this.window = window;
    this.end = end;
    this.source = source;
    this.place = place;
    this.limits = limits;
    this.arrayAt = new boolean[limits.nesting() + 1];
    this.elementsAt = new int[limits.nesting() + 1];
  }

  /** Leaves out what the run takes, and hands out its trace, whose payload is a sample. */
  RecordReader skipping(@Nullable SkippedRun run) {
    skipped = run;
    return this;
  }

  /**
   * Begins at a byte of the unpacked input, where a value at the top begins.
   *
   * @throws IOException where the storage fails
   */
  void forward(long offset) throws IOException {
    started |= offset > 0;
    while (before + position < offset && (position < end || more())) {
      if (window[position++] == '\n') {
        line++;
      }
      start = position;
    }
  }

  /**
   * Reads the values at the top that begin between two bytes of the unpacked input, which is given
   * from the byte before the first. Only a brace and a quote that begin a line begin a value there:
   * the reader of the part before stops at the same place.
   *
   * @throws IOException where the storage fails
   */
  void part(long from, long to) throws IOException {
    partEnd = to;
    if (from > 0) {
      started = true;
      before = from - 1;
      while (nextToken() >= 0 && !isStartOfPart()) {
        while ((position < end || more()) && window[position] != '\n') {
          position++;
          start = position;
        }
      }
    }
  }

  /** Where the list begins that is being read, or the next value at the top. */
  long offset() {
    return inList ? topOffset : before + position;
  }

  /** Where the value at the top begins that was read last. */
  long topOffset() {
    return topOffset;
  }

  /** How many elements of the list that is being read were, skipped ones too; 0 outside of one. */
  long elements() {
    return inList ? elements : 0;
  }

  /** The next value, or {@code null} at the end. */
  public @Nullable RawLog next() throws IOException {
    if (!started) {
      started = true;
      skipByteOrderMark();
    }
    while (true) {
      int next = nextToken();
      boolean ended = next < 0 || isPastPart();
      if (skipped != null && (skipped.isLongEnough() || ended && skipped.ends())) {
        return skipped.trace(source, place.of(line, before + position));
      }
      if (ended) {
        return atEnd();
      }
      RawLog value = inList ? fromList(next) : fromTop(next);
      if (value != null) {
        return value;
      }
    }
  }

  /** The value that begins here belongs to the next part. */
  private boolean isPastPart() throws IOException {
    return !inList && before + position >= partEnd && isStartOfPart();
  }

  private boolean beginsLine() {
    return lastBreak == before + position - 1;
  }

  private boolean isStartOfPart() throws IOException {
    return beginsLine()
        && window[position] == '{'
        && (position + 1 < end || more())
        && window[position + 1] == '"';
  }

  @Override
  public void close() throws IOException {
    if (input != null) {
      input.close();
    }
  }

  // ---- Between values

  private @Nullable RawLog fromTop(int next) throws IOException {
    topOffset = before + position;
    switch (next) {
      case ',':
        position++;
        return null;
      case '[':
        position++;
        enterList(false);
        return null;
      case '{':
        int lineEnd = skipped != null && beginsLine() ? endOfRecordLine() : NO_LINE;
        if (lineEnd != NO_LINE && skipped.takesLine(window, position, lineEnd)) {
          position = lineEnd;
          return null;
        }
        if (lineEnd != NO_LINE && skipped.answer() != null) {
          return answer(lineEnd);
        }
        boolean mayHoldList = !isOfCloudTrail();
        begin(limits.envelopeBytes(), mayHoldList);
        return scan();
      default:
        return textLine();
    }
  }

  private boolean isOfCloudTrail() throws IOException {
    while (end - position < CloudTrailFormat.bytesToBegin() && more()) {
      // A read may bring one byte.
    }
    return CloudTrailFormat.begins(window, position, end);
  }

  /**
   * Most large inputs have a record on each line: such a line is passed without following its
   * brackets, where no rule can match it.
   *
   * @return the end of a line that may be such a record, or {@link #NO_LINE}
   */
  private int endOfRecordLine() throws IOException {
    int searched = 0;
    int lineEnd = -1;
    while (lineEnd < 0) {
      look();
      int found = looked.indexOf('\n', position + searched);
      if (found >= 0 && (found + 1 < end || inputEnded)) {
        lineEnd = found;
      } else {
        searched = (found < 0 ? end : found) - position;
        if (searched > limits.recordBytes()) {
          return NO_LINE;
        }
        if (!more()) {
          lineEnd = position + searched;
        }
      }
    }
    int last = window[lineEnd - 1] == '\r' ? lineEnd - 2 : lineEnd - 1;
    boolean isRecord = window[last] == '}' && (lineEnd + 1 >= end || window[lineEnd + 1] == '{');
    // The search may have moved the window.
    look();
    return isRecord ? lineEnd : NO_LINE;
  }

  /** The line tells who got a key, and nothing else of it is wanted. */
  private RawLog answer(int lineEnd) {
    Origin origin = place.of(line, before + position);
    RawLog answer = RawLog.of(skipped.answer(), source, origin, lineEnd - position);
    position = lineEnd;
    return answer;
  }

  /** Shows the window to the run of skipped records. */
  private void look() {
    if (looked == null) {
      looked = new String(window, 0, end, StandardCharsets.ISO_8859_1);
    }
    // A wrapping that was read in between has its own.
    skipped.over(looked);
  }

  private @Nullable RawLog fromList(int next) throws IOException {
    switch (next) {
      case ',':
        position++;
        elementEnded = false;
        lineBroken = false;
        return null;
      case ']':
        inList = false;
        if (!listInObject) {
          position++;
          return null;
        }
        return restOfObject();
      case '{':
        if (elementEnded && lineBroken) {
          inList = false;
          begin(limits.recordBytes(), false);
          return broken("the list of records ends before this line without being closed");
        }
        return element();
      case '"':
      case '[':
        return element();
      default:
        return isLiteral(next) ? element() : textLine();
    }
  }

  private @Nullable RawLog element() throws IOException {
    begin(limits.recordBytes(), false);
    RawLog value = scan();
    elements++;
    // Nothing is a record that was skipped.
    elementEnded = value == null || value.defect() == null;
    lineBroken = false;
    return value;
  }

  private void enterList(boolean insideObject) {
    inList = true;
    listInObject = insideObject;
    elements = 0;
    elementEnded = false;
    lineBroken = false;
  }

  /** Other keys of the object that holds a list say nothing about its records. */
  private @Nullable RawLog restOfObject() throws IOException {
    begin(limits.envelopeBytes(), true);
    position++;
    ignored = true;
    depth = 1;
    arrayAt[1] = false;
    expect = Expect.COMMA_OR_END;
    return scan();
  }

  private @Nullable RawLog textLine() throws IOException {
    begin(limits.envelopeBytes(), false);
    while ((position < end || more()) && window[position] != '\n') {
      position++;
    }
    if (size() <= limit && (beginsPacked() || isDeviceLine())) {
      return closed();
    }
    defect = DefectReason.MALFORMED_JSON;
    detail = "text where an object or an array should begin, and no line of a network device";
    return closed();
  }

  private boolean beginsPacked() {
    int from = window[start] == '"' ? start + 1 : start;
    return position - from > PACKED_TEXT.length()
        && new String(window, from, PACKED_TEXT.length(), StandardCharsets.ISO_8859_1)
            .equals(PACKED_TEXT);
  }

  private boolean isDeviceLine() {
    int length = Math.min(position - start, limits.recordBytes());
    return DeviceLine.isOne(new String(window, start, length, StandardCharsets.UTF_8));
  }

  private @Nullable RawLog atEnd() {
    boolean listOpen = inList;
    inList = false;
    if (endReported) {
      return null;
    }
    endReported = true;
    begin(limits.recordBytes(), false);
    if (input != null && input.defect() != null) {
      defect = input.defect();
      detail = input.detail();
      return closed();
    }
    return listOpen ? broken("the input ends inside a list of records") : null;
  }

  // ---- One value

  private void begin(int limit, boolean mayHoldList) {
    this.limit = limit;
    this.mayHoldList = mayHoldList;
    start = position;
    startLine = line;
    dropped = 0;
    head = NOTHING;
    ignored = false;
    defect = null;
    detail = null;
    restart = -1;
    expect = Expect.VALUE;
    depth = 0;
  }

  /**
   * Reads on to the end of the value. Returns {@code null} where there is nothing to hand out: a
   * list of records begins, or the rest of the object around one ended.
   */
  private @Nullable RawLog scan() throws IOException {
    boolean newLine = false;
    boolean firstColumn = false;
    boolean listMayFollow = false;
    while (position < end || more()) {
      int next = window[position] & 0xff;
      if (next == '\n') {
        if (defect == DefectReason.MALFORMED_JSON && line == startLine) {
          return closed();
        }
        position++;
        line++;
        newLine = true;
        firstColumn = true;
        continue;
      }
      if (next == ' ' || next == '\t' || next == '\r') {
        position++;
        firstColumn = false;
        continue;
      }
      boolean valueMayBegin = expect == Expect.VALUE || expect == Expect.VALUE_OR_END;
      if (next == '{' && firstColumn && (defect != null || !valueMayBegin)
          || next == '{' && newLine && defect == null && !valueMayBegin) {
        return broken("another object begins on line " + line + " inside this one");
      }
      if (next == '{' && firstColumn && depth > 0 && restart < 0) {
        restart = position;
        restartLine = line;
      }
      newLine = false;
      firstColumn = false;

      if (defect != null) {
        if (next == '"' && !string()) {
          return closed();
        }
        if (next != '"') {
          position++;
          depth += bracket(next);
        }
        if (depth <= 0) {
          return closed();
        }
        continue;
      }

      switch (next) {
        case '"':
          boolean key = expect == Expect.KEY || expect == Expect.KEY_OR_END;
          if (!key && !valueMayBegin) {
            fail("a string stands where " + expected());
            break;
          }
          long from = size();
          if (!valueBegins(key)) {
            break;
          }
          if (!string()) {
            return position < end ? broken("a line break stands inside a string") : endsInside();
          }
          if (key) {
            listMayFollow = isListKey(from);
            expect = Expect.COLON;
          } else {
            expect = Expect.COMMA_OR_END;
          }
          break;
        case '{':
        case '[':
          if (!valueMayBegin) {
            fail("an opening bracket stands where " + expected());
          } else if (next == '[' && listMayFollow) {
            position++;
            enterList(true);
            return null;
          } else if (valueBegins(false)) {
            open(next == '[');
          }
          break;
        case '}':
        case ']':
          Expect orEnd = next == ']' ? Expect.VALUE_OR_END : Expect.KEY_OR_END;
          boolean ends = expect == orEnd || expect == Expect.COMMA_OR_END;
          if (!ends || depth == 0 || arrayAt[depth] != (next == ']')) {
            fail("a closing bracket stands where " + expected());
            break;
          }
          position++;
          depth--;
          expect = Expect.COMMA_OR_END;
          break;
        case ',':
          if (expect != Expect.COMMA_OR_END) {
            fail("a comma stands where " + expected());
            break;
          }
          position++;
          expect = arrayAt[depth] ? Expect.VALUE : Expect.KEY;
          break;
        case ':':
          if (expect != Expect.COLON) {
            fail("a colon stands where " + expected());
            break;
          }
          position++;
          expect = Expect.VALUE;
          break;
        default:
          if (!valueMayBegin || !isLiteral(next)) {
            fail("a character stands where " + expected());
          } else if (valueBegins(false)) {
            literal();
            expect = Expect.COMMA_OR_END;
          }
      }
      if (defect == null && depth == 0) {
        return closed();
      }
    }
    return endsInside();
  }

  /** Notes a value's start in the array that holds it. False, with a defect, if that is full. */
  private boolean valueBegins(boolean key) {
    if (key || depth == 0 || !arrayAt[depth] || ++elementsAt[depth] <= limits.arrayElements()) {
      return true;
    }
    defect = DefectReason.ARRAY_TOO_LONG;
    detail = "an array has more than " + limits.arrayElements() + " elements";
    return false;
  }

  private void open(boolean array) {
    position++;
    depth++;
    if (depth > limits.nesting()) {
      defect = DefectReason.NESTED_TOO_DEEP;
      detail = "nested deeper than " + limits.nesting() + " levels";
      return;
    }
    arrayAt[depth] = array;
    elementsAt[depth] = 0;
    expect = array ? Expect.VALUE_OR_END : Expect.KEY_OR_END;
  }

  /** From here on only brackets and strings are followed. The character is read again as such. */
  private void fail(String why) {
    defect = DefectReason.MALFORMED_JSON;
    detail = why + ", on line " + line;
  }

  private String expected() {
    return switch (expect) {
      case VALUE -> "a value is expected";
      case VALUE_OR_END -> "a value or the end of an array is expected";
      case KEY -> "a key is expected";
      case KEY_OR_END -> "a key or the end of an object is expected";
      case COLON -> "a colon is expected";
      case COMMA_OR_END -> "a comma or a closing bracket is expected";
    };
  }

  private static int bracket(int character) {
    return switch (character) {
      case '{', '[' -> 1;
      case '}', ']' -> -1;
      default -> 0;
    };
  }

  /** Passes a string. False where it does not end on its line; stands at the line break then. */
  private boolean string() throws IOException {
    position++;
    boolean escaped = false;
    while (position < end || more()) {
      byte[] bytes = window;
      int i = position;
      int to = end;
      while (i < to) {
        byte next = bytes[i];
        if (next == '\n') {
          position = i;
          return false;
        }
        i++;
        if (escaped) {
          escaped = false;
        } else if (next == '\\') {
          escaped = true;
        } else if (next == '"') {
          position = i;
          return true;
        }
      }
      position = i;
    }
    return false;
  }

  private boolean isListKey(long from) {
    if (!mayHoldList || depth != 1 || size() > limit) {
      return false;
    }
    int length = (int) (size() - from) - 2;
    return length <= LONGEST_LIST_KEY
        && LIST_KEYS.contains(
            new String(window, start + (int) from + 1, length, StandardCharsets.ISO_8859_1));
  }

  /** Passes a number or a word; whether it is a valid one is left to the JSON parser. */
  private void literal() throws IOException {
    while ((position < end || more()) && isLiteral(window[position])) {
      position++;
    }
  }

  private static boolean isLiteral(int next) {
    return next >= '0' && next <= '9'
        || next >= 'a' && next <= 'z'
        || next >= 'A' && next <= 'Z'
        || next == '-'
        || next == '+'
        || next == '.';
  }

  private @Nullable RawLog endsInside() {
    if (input != null && input.defect() != null && !mayRestart()) {
      endReported = true;
      inList = false;
      defect = input.defect();
      detail = input.detail();
      return closed();
    }
    return broken("the input ends inside the value");
  }

  private @Nullable RawLog broken(String why) {
    if (defect == null) {
      defect = DefectReason.MALFORMED_JSON;
      detail = why;
    }
    return closed();
  }

  /** Hands out what stands between the value's start and here. */
  private @Nullable RawLog closed() {
    if (defect == DefectReason.MALFORMED_JSON && mayRestart()) {
      position = restart;
      line = restartLine;
      inList = false;
    }
    if (ignored && defect == null) {
      return null;
    }
    long size = size();
    if (defect == null && size > limit) {
      defect = DefectReason.RECORD_TOO_LARGE;
      detail = size + " bytes are more than the limit of " + limit;
    }
    Origin origin = place.of(startLine, before + start);
    if (defect == null && skipped != null && window[start] == '{') {
      look();
      if (skipped.takes(window, start, position)) {
        return null;
      }
      if (skipped.answer() != null) {
        return RawLog.of(skipped.answer(), source, origin, size);
      }
    }
    byte[] payload = defect == null ? Arrays.copyOfRange(window, start, position) : kept();
    return new RawLog(source, origin, RawLog.NO_TIME, payload, size, defect, detail);
  }

  private boolean mayRestart() {
    return restart >= 0 && size() <= limit;
  }

  private byte[] kept() {
    if (dropped > 0) {
      return head;
    }
    int length = Math.min(position - start, Math.min(limits.keptBytes(), limit));
    return Arrays.copyOfRange(window, start, start + length);
  }

  private long size() {
    return dropped + (position - start);
  }

  // ---- The window

  /** The next character that is no white space, without passing it; -1 at the end. */
  private int nextToken() throws IOException {
    while (true) {
      start = position;
      dropped = 0;
      if (position == end && !more()) {
        return -1;
      }
      byte next = window[position];
      if (next == '\n') {
        line++;
        lineBroken = true;
        lastBreak = before + position;
      } else if (next != ' ' && next != '\t' && next != '\r') {
        return next & 0xff;
      }
      position++;
    }
  }

  private void skipByteOrderMark() throws IOException {
    while (end - position < BYTE_ORDER_MARK.length && load()) {
      // A read may bring one byte.
    }
    if (end - position >= BYTE_ORDER_MARK.length
        && Arrays.equals(window, position, position + 3, BYTE_ORDER_MARK, 0, 3)) {
      position += BYTE_ORDER_MARK.length;
    }
  }

  /** Brings more bytes where all are read. False at the end of the input. */
  private boolean more() throws IOException {
    if (inputEnded) {
      return false;
    }
    if (size() > limit) {
      drop();
    } else if (start > 0) {
      before += start;
      looked = null;
      System.arraycopy(window, start, window, 0, end - start);
      position -= start;
      end -= start;
      restart = restart < 0 ? -1 : restart - start;
      start = 0;
    }
    if (end == window.length) {
      window = Arrays.copyOf(window, 2 * window.length);
    }
    return load();
  }

  /** Forgets the value's bytes but the first: it is too large to be handed out. */
  private void drop() {
    if (dropped == 0) {
      head = kept();
    }
    dropped += position - start;
    before += position;
    looked = null;
    position = 0;
    end = 0;
    start = 0;
    restart = -1;
  }

  private boolean load() throws IOException {
    if (inputEnded) {
      return false;
    }
    int count = input.read(window, end, window.length - end);
    if (count < 0) {
      inputEnded = true;
      return false;
    }
    end += count;
    looked = null;
    return true;
  }
}

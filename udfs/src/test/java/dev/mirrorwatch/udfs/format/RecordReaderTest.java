package dev.mirrorwatch.udfs.format;

import static dev.mirrorwatch.udfs.format.Logs.defects;
import static dev.mirrorwatch.udfs.format.Logs.good;
import static dev.mirrorwatch.udfs.format.Logs.gzip;
import static dev.mirrorwatch.udfs.format.Logs.slice;
import static dev.mirrorwatch.udfs.format.Logs.texts;
import static dev.mirrorwatch.udfs.format.Logs.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.RawLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {

  private static final String A = "{\"eventID\":\"a\"}";
  private static final String B = "{ \"eventID\" : \"b{[\\\"\" , \"n\":[1, {\"x\":null}] }";
  private static final String C = "{\"eventID\":\"ü\",\"e\":{},\"f\":[]}";

  private static List<RawLog> read(String text) {
    return slice(utf8(text));
  }

  private static RecordLimits limits(int record, int envelope, int nesting, int array) {
    return new RecordLimits(record, envelope, nesting, array, 1 << 20, 1 << 20, 16);
  }

  // ---- Containers

  @Test
  void readsTheRecordsOfATrailFile() {
    assertThat(texts(read("{\"Records\":[" + A + "," + B + ", " + C + "]}")))
        .containsExactly(A, B, C);
  }

  @Test
  void ignoresTheOtherKeysOfATrailFile() {
    String file = "{\"owner\":{\"Records\":[1]},\"Records\":[" + A + "],\"next\":[{\"x\":1}]}" + B;
    assertThat(texts(read(file))).containsExactly(A, B);
  }

  @Test
  void readsTheListOfALookupAnswer() {
    assertThat(texts(read("{\"NextToken\":\"t\",\"Events\":[" + A + "," + B + "]}")))
        .containsExactly(A, B);
  }

  @Test
  void doesNotTakeRecordsInsideARecordForAList() {
    String nested = "{\"requestParameters\":{\"Records\":[" + A + "]}}";
    assertThat(texts(read(nested))).containsExactly(nested);
    String text = "{\"Records\":\"none\",\"list\":[" + A + "]}";
    assertThat(texts(read(text))).containsExactly(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[%s,%s,%s]", "%s%s%s", "%s\n%s\r\n%s\n", "\n[ %s,\n%s\n,%s\n]\n", "%s, %s ,%s"})
  void readsArraysLinesAndObjectsInARow(String layout) {
    assertThat(texts(read(layout.formatted(A, B, C)))).containsExactly(A, B, C);
  }

  @Test
  void readsABareObjectOverSeveralLines() {
    String pretty =
        "{\n  \"eventID\" : \"a\",\n  \"list\" : [\n    {\n      \"x\" : 1\n    }\n  ]\n}";
    assertThat(texts(read(pretty + "\n" + pretty))).containsExactly(pretty, pretty);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n \n", "[]", "[ ]\n", "{\"Records\":[]}", "\uFEFF"})
  void anEmptyInputHoldsNothing(String empty) {
    assertThat(read(empty)).isEmpty();
  }

  @Test
  void skipsAByteOrderMark() {
    assertThat(texts(read("\uFEFF" + A))).containsExactly(A);
  }

  @Test
  void saysOnWhichLineAValueBegins() {
    List<RawLog> values = read("\n" + A + "\n\n{\n\"x\":1}\n" + B);
    assertThat(values).extracting(value -> value.origin().position()).containsExactly(2L, 4L, 6L);
    assertThat(values.get(0).origin()).hasToString("trail.json:2");
    assertThat(values.get(0).source()).isEqualTo("cloudtrail");
    assertThat(values.get(0).size()).isEqualTo(A.length());
  }

  // ---- Compression

  @Test
  void unpacksGzipByItsMagicAndGzipInGzip() {
    byte[] packed = gzip(utf8("{\"Records\":[" + A + "]}"));
    assertThat(texts(slice(packed))).containsExactly(A);
    assertThat(texts(slice(gzip(packed)))).containsExactly(A);
  }

  @Test
  void readsAllMembersOfAGzipFileThoughTheStorageNeverKnowsWhatIsAvailable() {
    byte[] one = gzip(utf8(A + "\n"));
    byte[] two = gzip(utf8(B + "\n"));
    InputStream silent =
        new SequenceInputStream(new ByteArrayInputStream(one), new ByteArrayInputStream(two)) {
          @Override
          public int available() {
            return 0;
          }
        };
    assertThat(texts(slice(silent, RecordLimits.DEFAULT))).containsExactly(A, B);
  }

  @Test
  void keepsWhatStandsBeforeTheCutOfAGzipFile() {
    Random random = new Random(7);
    String lines =
        IntStream.range(0, 2000)
            .mapToObj(i -> "{\"id\":\"" + Long.toHexString(random.nextLong()) + "\"}")
            .collect(Collectors.joining("\n"));
    byte[] packed = gzip(utf8(lines));
    List<RawLog> values = slice(Arrays.copyOf(packed, packed.length / 2));
    List<String> good = good(values);
    assertThat(good).hasSizeGreaterThan(500);
    assertThat(lines).startsWith(String.join("\n", good));
    assertThat(defects(values)).containsExactly(DefectReason.CORRUPT_COMPRESSION);
    assertThat(values.get(values.size() - 1).defect()).isNotNull();
  }

  @Test
  void keepsTheRecordsOfAListInACutGzipFile() {
    String list = "{\"Records\":[" + (A + ",").repeat(5000) + B + "]}";
    byte[] packed = gzip(utf8(list));
    List<RawLog> values = slice(Arrays.copyOf(packed, packed.length - 20));
    assertThat(good(values)).isNotEmpty().allMatch(A::equals);
    assertThat(defects(values)).containsExactly(DefectReason.CORRUPT_COMPRESSION);
  }

  @Test
  void tellsThatAGzipHeaderLeadsNowhere() {
    byte[] broken = {0x1f, (byte) 0x8b, 9, 9, 9};
    assertThat(defects(slice(broken))).containsExactly(DefectReason.CORRUPT_COMPRESSION);
  }

  @Test
  void stopsAtTheUnpackedLimit() {
    byte[] bomb = gzip(utf8((A + "\n").repeat(100_000)));
    List<RawLog> values = slice(new ByteArrayInputStream(bomb), limits(1000, 1000, 8, 8));
    assertThat(good(values)).hasSize((1 << 20) / (A.length() + 1));
    assertThat(defects(values)).containsExactly(DefectReason.UNPACKED_TOO_LARGE);
  }

  // ---- Broken values

  @Test
  void aCutOffLineCostsOnlyItself() {
    String[] cuts = {
      "{",
      "{\"a",
      "{\"a\"",
      "{\"a\":",
      "{\"a\":\"x",
      "{\"a\":1",
      "{\"a\":1,",
      "{\"a\":[",
      "{\"a\":[1,",
      "{\"a\":{\"b\":",
      "{\"a\":tr",
      "[",
      "[" + A + ",",
      "{\"a\":[{\"b\":1},"
    };
    for (String cut : cuts) {
      List<RawLog> values = read(A + "\n" + cut + "\n" + B + "\n" + C + "\n");
      assertThat(good(values)).as(cut).contains(A, B, C);
      assertThat(defects(values)).as(cut).containsExactly(DefectReason.MALFORMED_JSON);
    }
  }

  @Test
  void anUngrammaticalLineCostsOnlyItself() {
    String[] wrong = {
      "{\"a\" 1}",
      "{\"a\":1 \"b\":2}",
      "{\"a\":1,}",
      "{,}",
      "{\"a\":[1 2]}",
      "{\"a\":1]",
      "{\"a\":@}",
      "{\"a\"::1}",
      "{1:2}",
      "{\"a\":{\"b\":1}",
      "{\"a\":1 \"b\":{"
    };
    for (String line : wrong) {
      List<RawLog> values = read(A + "\n" + line + "\n" + B + "\n");
      assertThat(good(values)).as(line).containsExactly(A, B);
      assertThat(defects(values)).as(line).containsExactly(DefectReason.MALFORMED_JSON);
    }
  }

  @Test
  void anUngrammaticalLineEndsWithTheLineWhateverFollows() {
    List<RawLog> values = read("{\"a\":1 \"b\":{\n  " + A + "\n{\"a\" [\n# text\n" + B);
    assertThat(good(values)).containsExactly(A, B);
    assertThat(texts(values)).contains("{\"a\":1 \"b\":{", "{\"a\" [", "# text");
  }

  @Test
  void aBrokenValueOverSeveralLinesIsOneDefect() {
    List<RawLog> values = read("{\n  \"a\": 1\n  \"b\": {\n    \"c\": 2\n  }\n}\n" + A);
    assertThat(good(values)).containsExactly(A);
    assertThat(defects(values)).containsExactly(DefectReason.MALFORMED_JSON);
  }

  @Test
  void aBrokenElementOfAListCostsOnlyItself() {
    List<RawLog> oneLine = read("{\"Records\":[" + A + ",{\"x\" \"y\"}," + B + "]}");
    assertThat(good(oneLine)).containsExactly(A, B);
    assertThat(defects(oneLine)).containsExactly(DefectReason.MALFORMED_JSON);
    List<RawLog> lines = read("[\n" + A + ",\n{\"x\":\"cut,\n" + B + "\n]\n");
    assertThat(good(lines)).containsExactly(A, B);
    assertThat(defects(lines)).containsExactly(DefectReason.MALFORMED_JSON);
  }

  @Test
  void aLineOfOtherTextIsHandedOutAsBroken() {
    List<RawLog> values = read("# comment\n" + A + "\nnull\n" + B + " tail\n" + C);
    assertThat(good(values)).containsExactly(A, B, C);
    assertThat(defects(values)).hasSize(3).containsOnly(DefectReason.MALFORMED_JSON);
    assertThat(texts(values)).contains("# comment", "null", "tail");
  }

  @Test
  void theLastValueMayBeCutOff() {
    List<RawLog> values = read(A + "\n{\"eventID\":\"zz");
    assertThat(good(values)).containsExactly(A);
    assertThat(values.get(1).defect()).isEqualTo(DefectReason.MALFORMED_JSON);
    assertThat(values.get(1).size()).isEqualTo(14);
  }

  @Test
  void aListThatIsNeverClosedIsTold() {
    List<RawLog> values = read("{\"Records\":[" + A + "," + B);
    assertThat(good(values)).containsExactly(A, B);
    assertThat(defects(values)).containsExactly(DefectReason.MALFORMED_JSON);
  }

  // ---- Limits

  @Test
  void skipsAValueThatIsTooLargeAndReadsOn() {
    String large = "{\"x\":\"" + "y".repeat(500_000) + "\"}";
    List<RawLog> values =
        slice(new ByteArrayInputStream(utf8(large + A)), limits(1000, 2000, 8, 8));
    assertThat(good(values)).containsExactly(A);
    RawLog skipped = values.get(0);
    assertThat(skipped.defect()).isEqualTo(DefectReason.RECORD_TOO_LARGE);
    assertThat(skipped.size()).isEqualTo(large.length());
    assertThat(texts(values).get(0)).isEqualTo(large.substring(0, 16));
  }

  @Test
  void holdsAListsElementsToTheRecordLimitAndTheListToNone() {
    String element = "{\"x\":\"" + "y".repeat(1500) + "\"}";
    String file = "{\"Records\":[" + element + ("," + A).repeat(1000) + "]}";
    List<RawLog> values = slice(new ByteArrayInputStream(utf8(file)), limits(1000, 2000, 8, 8));
    assertThat(good(values)).hasSize(1000);
    assertThat(defects(values)).containsExactly(DefectReason.RECORD_TOO_LARGE);
  }

  @Test
  void doesNotFollowDeepNesting() {
    String fits = "{\"a\":".repeat(8) + "1" + "}".repeat(8);
    String deep = "{\"a\":".repeat(9) + "1" + "}".repeat(9);
    List<RawLog> values =
        slice(new ByteArrayInputStream(utf8(fits + deep + A)), limits(1000, 2000, 8, 8));
    assertThat(good(values)).containsExactly(fits, A);
    assertThat(defects(values)).containsExactly(DefectReason.NESTED_TOO_DEEP);
  }

  @Test
  void doesNotFollowLongArrays() {
    String fits = "{\"a\":[1,2,3,\"4\",{},[],7,8],\"b\":[1,2,3,4,5,6,7,8]}";
    String tooLong = "{\"a\":[1,2,3,\"4\",{},[],7,8,9]}";
    List<RawLog> values =
        slice(new ByteArrayInputStream(utf8(fits + tooLong + A)), limits(1000, 2000, 8, 8));
    assertThat(good(values)).containsExactly(fits, A);
    assertThat(defects(values)).containsExactly(DefectReason.ARRAY_TOO_LONG);
  }

  @Test
  void aFailureOfTheStorageIsNoDefect() {
    byte[] start = Arrays.copyOf(gzip(utf8(A.repeat(100))), 25);
    InputStream failing =
        new SequenceInputStream(
            new ByteArrayInputStream(start),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("connection reset");
              }
            });
    assertThatThrownBy(() -> slice(failing, RecordLimits.DEFAULT))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("connection reset");
  }
}

package dev.mirrorwatch.udfs.format;

import static dev.mirrorwatch.udfs.format.Logs.good;
import static dev.mirrorwatch.udfs.format.Logs.gzip;
import static dev.mirrorwatch.udfs.format.Logs.slice;
import static dev.mirrorwatch.udfs.format.Logs.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.RawLog;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RecordReaderPropertyTest {

  private static final RecordLimits SMALL = new RecordLimits(60, 90, 5, 4, 5000, 5000, 20);

  @Property(tries = 2000)
  void anyBytesEndWithoutAnException(@ForAll byte[] bytes) {
    slice(bytes);
    slice(new ByteArrayInputStream(bytes), SMALL);
    Logs.decode(bytes);
  }

  @Property(tries = 3000)
  void anyJsonLikeTextEndsAndIsTheSameInEveryChunking(
      @ForAll("jsonLike") String text, @ForAll Random random) {
    byte[] bytes = utf8(text);
    for (RecordLimits limits : new RecordLimits[] {RecordLimits.DEFAULT, SMALL}) {
      List<String> whole = described(slice(new ByteArrayInputStream(bytes), limits));
      List<String> chunked = described(slice(new Chunks(bytes, random, 7), limits));
      List<String> single = described(slice(new Chunks(bytes, random, 1), limits));
      assertThat(chunked).isEqualTo(whole);
      assertThat(single).isEqualTo(whole);
      List<String> packed = described(slice(new ByteArrayInputStream(gzip(bytes)), limits));
      assertThat(packed).isEqualTo(whole);
    }
    Logs.decode(bytes);
  }

  @Property(tries = 1000)
  void recordsAreFoundBetweenNoise(
      @ForAll("records") List<String> records, @ForAll("noise") List<String> noise) {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < records.size(); i++) {
      if (i < noise.size()) {
        input.append(noise.get(i)).append('\n');
      }
      input.append(records.get(i)).append('\n');
    }
    assertThat(good(slice(utf8(input.toString())))).containsAll(records);
  }

  @Property(tries = 500)
  void slicesEqualTheOriginalsInEveryContainer(@ForAll("records") List<String> records) {
    String list = String.join(",", records);
    for (String input :
        new String[] {
          "{\"Records\":[" + list + "]}", "[" + list + "]", String.join("\n", records), list
        }) {
      assertThat(Logs.texts(slice(utf8(input)))).isEqualTo(records);
    }
  }

  @Provide
  Arbitrary<String> jsonLike() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\n",
            " ",
            "a",
            "1",
            "-0.5e3",
            "true",
            "null",
            "\"a\"",
            "\"Records\":[",
            "\"Events\":",
            "{\"a\":1}",
            "{\"a\":[1,2,3,4,5]}",
            "\n{",
            "é",
            "{\"a\":\n",
            "H4sI",
            "{\"detail-type\":\"x\",\"detail\":{}}",
            "\r\n",
            "\"\\\"\"");
    return pieces.list().ofMaxSize(60).map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<List<String>> records() {
    Arbitrary<String> text =
        Arbitraries.of("a", "{", "}]", "\\\"", "\\\\", "ü", "\\n", "", "Records");
    Arbitrary<String> value =
        Arbitraries.oneOf(
            text.map(it -> "\"" + it + "\""),
            Arbitraries.of("1", "-2.5e7", "null", "true", "[]", "{}", "[1,{\"x\":[{}]}]", " [ ] "));
    Arbitrary<String> member =
        Combinators.combine(text, value).as((key, it) -> "\"k" + key + "\":" + it);
    return member
        .list()
        .ofMaxSize(5)
        .map(it -> "{" + String.join(",", it) + "}")
        .list()
        .ofMaxSize(8);
  }

  /** Nothing closes a bracket: a cut off line, a record and the line's rest are one valid value. */
  @Provide
  Arbitrary<List<String>> noise() {
    return Arbitraries.of(
            "# text",
            "",
            "{",
            "{\"a\":\"x",
            "{\"a\":",
            "{\"a\":[1,",
            "null",
            "{\"a\" 1}",
            "\u0000\u0001",
            "<134>Oct 1 host app: x",
            "{\"a\":{\"b\":{",
            "{\"a\":1,")
        .list()
        .ofMaxSize(8);
  }

  private static List<String> described(List<RawLog> values) {
    List<String> lines = new ArrayList<>();
    for (RawLog value : values) {
      String payload = java.util.HexFormat.of().formatHex(value.payload());
      lines.add(value.origin() + " " + value.defect() + " " + value.size() + " " + payload);
    }
    return lines;
  }

  /** Hands bytes out in pieces of random length. */
  private static final class Chunks extends InputStream {
    private final ByteArrayInputStream bytes;
    private final Random random;
    private final int greatest;

    Chunks(byte[] bytes, Random random, int greatest) {
      this.bytes = new ByteArrayInputStream(bytes);
      this.random = random;
      this.greatest = greatest;
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      return bytes.read(buffer, offset, Math.min(length, 1 + random.nextInt(greatest)));
    }
  }
}

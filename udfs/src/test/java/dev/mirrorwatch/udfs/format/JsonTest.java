package dev.mirrorwatch.udfs.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  private static JsonNode value(String text) throws IOException {
    try (JsonParser parser = Json.parser(text.getBytes(UTF_8))) {
      parser.nextToken();
      return Json.value(parser);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"text\"",
        "\"\"",
        "true",
        "false",
        "null",
        "0",
        "-7",
        "2147483647",
        "2147483648",
        "12345678901234567890",
        "1.50",
        "1E5",
        "[]",
        "{}",
        "[1, [2.0, {\"a\": [null]}], \"x\"]",
        "{\"a\": {\"b\": {\"c\": [true, 3, {}]}}, \"a.b\": \"d\"}",
        "{\"twice\": 1, \"twice\": 2}"
      })
  void valueIsWhatTheWholeRecordWouldHave(String text) throws IOException {
    assertThat(value(text)).isEqualTo(Json.parse(text.getBytes(UTF_8)));
    assertThat(value("{\"in\": " + text + "}"))
        .isEqualTo(Json.parse(("{\"in\": " + text + "}").getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1, 2", "{\"a\": ", "{\"a\": 1", "[1E99999999999]", "{\"a\" 1}", "\"x"})
  void whatIsBrokenIsNoValue(String text) {
    assertThatThrownBy(() -> value(text)).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsNestedWithoutEndIsNoValue() throws IOException {
    assertThat(value(nested(1000))).isEqualTo(Json.parse(nested(1000).getBytes(UTF_8)));
    assertThatThrownBy(() -> value(nested(100_000))).isInstanceOf(IOException.class);
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }
}

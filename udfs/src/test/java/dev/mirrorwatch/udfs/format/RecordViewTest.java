package dev.mirrorwatch.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordViewTest {

  private static RecordView view(String json) throws IOException {
    return new RecordView(
        Json.parse(Logs.utf8(json)),
        Map.of(
            "event.action", List.of("StopLogging"), "mirror.part_id", List.of("tmt-1", "tmf-1")));
  }

  private static List<String> values(String json, String field) throws IOException {
    return view(json).values(field);
  }

  @Test
  void readsAPath() throws IOException {
    assertThat(values("{\"a\":{\"b\":{\"c\":\"x\"}}}", "a.b.c")).containsExactly("x");
  }

  @Test
  void aLiteralKeyGoesBeforeAFormAndAFormBeforeAPath() throws IOException {
    assertThat(values("{\"event.action\":\"own\",\"event\":{\"action\":\"path\"}}", "event.action"))
        .containsExactly("own");
    assertThat(values("{\"event\":{\"action\":\"path\"}}", "event.action"))
        .containsExactly("StopLogging");
    assertThat(values("{\"a.b\":1,\"a\":{\"b\":2}}", "a.b")).containsExactly("1");
  }

  @Test
  void aDottedKeyInsideThePathGoesBeforeThePathThatItLooksLike() throws IOException {
    assertThat(values("{\"x\":{\"a.b\":{\"c\":1},\"a\":{\"b\":{\"c\":2}}}}", "x.a.b.c"))
        .containsExactly("1");
  }

  @Test
  void aPathIntoAnArrayMeansEveryElement() throws IOException {
    String permissions =
        "{\"ipPermissions\":{\"items\":[{\"toPort\":4789,\"ipRanges\":{\"items\":[{\"cidrIp\":\"10.0.0.0/8\"},"
            + "{\"cidrIp\":\"::/0\"}]}},{\"toPort\":22},{}]}}";
    assertThat(values(permissions, "ipPermissions.items.toPort")).containsExactly("4789", "22");
    assertThat(values(permissions, "ipPermissions.items.ipRanges.items.cidrIp"))
        .containsExactly("10.0.0.0/8", "::/0");
    assertThat(values("{\"a\":[[1,[2]],\"3\"]}", "a")).containsExactly("1", "2", "3");
  }

  @Test
  void anObjectIsItsJsonText() throws IOException {
    assertThat(values("{\"a\": { \"b\" : [ 1, \"x\" ] } }", "a"))
        .containsExactly("{\"b\":[1,\"x\"]}");
  }

  @Test
  void nullIsAValueAndAbsentIsNone() throws IOException {
    assertThat(values("{\"a\":null}", "a")).containsExactly((String) null);
    assertThat(values("{\"a\":{\"b\":null}}", "a.b")).containsExactly((String) null);
    assertThat(values("{\"a\":\"\"}", "a")).containsExactly("");
    assertThat(values("{\"a\":[]}", "a")).isEmpty();
    assertThat(values("{\"a\":1}", "b")).isEmpty();
    assertThat(values("{\"a\":1}", "a.b")).isEmpty();
  }

  @Test
  void scalarsReadAsText() throws IOException {
    assertThat(
            values(
                "{\"a\":[true,7,1.5,1.50,1.23123123123e+11,-0.1,123456789012345678901234567890]}",
                "a"))
        .containsExactly(
            "true", "7", "1.5", "1.50", "123123123123", "-0.1", "123456789012345678901234567890");
    assertThat(values("{\"a\":1e999999}", "a")).containsExactly("1E+999999");
  }

  @Test
  void leavesAreTextsAndNumbersAtAnyDepth() throws IOException {
    assertThat(view("{\"a\":\"x\",\"b\":[{\"c\":\"y\"},7,true,null],\"d\":{\"e\":\"\"}}").leaves())
        .containsExactly("x", "y", "7", "");
  }
}

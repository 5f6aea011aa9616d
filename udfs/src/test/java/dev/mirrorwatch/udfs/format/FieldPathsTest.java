package dev.mirrorwatch.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.event.FieldValues;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathsTest {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Few, so that they meet; some have dots, which makes them look like paths. */
  private static final List<String> KEYS = List.of("a", "b", "c", "a.b", "b.c", "a.b.c", "");

  @Test
  void readsWhatIsAskedForAndNothingElse() throws IOException {
    JsonNode record = Json.parse(Logs.utf8("{\"a\":null,\"b\":\"x\",\"secret\":\"s\"}"));
    Map<String, List<String>> forms = Map.of("mirror.part_id", List.of("tmt-1", "tmf-1"));

    FieldValues fields =
        new FieldDemand(Set.of("a", "b", "mirror.part_id", "absent"), false).read(record, forms);

    assertThat(fields.byField()).containsOnlyKeys("a", "b", "mirror.part_id");
    assertThat(fields.values("a")).containsExactly((String) null);
    assertThat(fields.values("mirror.part_id")).containsExactly("tmt-1", "tmf-1");
    assertThat(fields.values("absent")).isEmpty();
    assertThat(fields.leaves()).isEmpty();
    assertThat(new FieldDemand(Set.of(), true).read(record, forms).leaves())
        .containsExactly("x", "s");
  }

  @Property(tries = 5000)
  void findsWhatEachPathLeadsTo(@ForAll Random random) {
    Set<String> fields = new HashSet<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      fields.add(path(random));
    }
    Map<String, List<String>> forms = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      forms.put(path(random), random.nextBoolean() ? List.of("form") : List.of());
    }
    ObjectNode record = object(random, 0);

    assertThat(new FieldPaths(fields).values(record, forms))
        .as("%s of %s with %s", fields, record, forms)
        .isEqualTo(new RecordView(record, forms).valuesOf(fields));
  }

  @Property(tries = 5000)
  void parsesWhatEachPathLeadsTo(@ForAll Random random) throws IOException {
    Set<String> fields = new HashSet<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      fields.add(path(random));
    }
    ObjectNode record = object(random, 0);

    JsonNode parsed = new FieldPaths(fields).parse(Logs.utf8(record.toString()));

    assertThat(new RecordView(parsed, Map.of()).valuesOf(fields))
        .as("%s of %s, parsed %s", fields, record, parsed)
        .isEqualTo(new RecordView(record, Map.of()).valuesOf(fields));
  }

  @Test
  void nothingIsMadeOfTheRest() throws IOException {
    FieldPaths paths = new FieldPaths(Set.of("a.b", "c"), List.of("d.e", "f.*"));
    String record =
        """
        {"x":{"a":1},"a":{"b":{"all":[1.50,"of it"]},"x":2},"c":1,"c":"the last","y":[{"c":1}],
        "d":[{"e":1,"x":2},"text"],"f":{"one":1,"none":{"x":2}}}""";
    assertThat(paths.parse(Logs.utf8(record)))
        .hasToString(
            """
            {"a":{"b":{"all":[1.50,"of it"]}},"c":"the last",\
            "d":[{"e":1},"text"],"f":{"one":1}}""");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"x\":[}",
        "{\"x\":1",
        "{\"x\":1}{}",
        "{\"x\":1}]",
        "{\"a\":1E9999999999}"
      })
  void whatIsNoObjectIsRefused(String text) {
    assertThatThrownBy(() -> new FieldPaths(Set.of("a")).parse(Logs.utf8(text)))
        .isInstanceOf(IOException.class);
  }

  private static String path(Random random) {
    String path = key(random);
    for (int more = random.nextInt(3); more > 0; more--) {
      path += "." + key(random);
    }
    return path;
  }

  /** Mostly without dots, as records are. */
  private static String key(Random random) {
    return KEYS.get(random.nextInt(random.nextInt(4) == 0 ? KEYS.size() : 3));
  }

  private static ObjectNode object(Random random, int depth) {
    ObjectNode object = JSON.objectNode();
    for (int i = random.nextInt(4); i >= 0; i--) {
      object.set(key(random), value(random, depth + 1));
    }
    return object;
  }

  private static JsonNode value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 3 : 7)) {
      case 0 -> JSON.textNode("text" + random.nextInt(3));
      case 1 -> JSON.nullNode();
      case 2 -> JSON.numberNode(random.nextInt(10));
      case 3, 4 -> {
        ArrayNode array = JSON.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          array.add(value(random, depth + 1));
        }
        yield array;
      }
      default -> object(random, depth);
    };
  }
}

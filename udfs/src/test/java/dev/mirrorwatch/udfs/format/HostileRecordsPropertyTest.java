package dev.mirrorwatch.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Samples of every source, damaged: each is an event or a defect, whatever was done to it. */
class HostileRecordsPropertyTest {

  private static final Path SAMPLES = Path.of("..", "testdata", "events");
  private static final List<byte[]> RECORDS = records();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final List<JsonNode> VALUES =
      List.of(
          NODES.nullNode(),
          NODES.booleanNode(true),
          NODES.numberNode(-1),
          NODES.numberNode(1e300),
          NODES.textNode(""),
          NODES.textNode("\u0000\n$1\\"),
          NODES.textNode("/".repeat(50)),
          NODES.textNode("{\"a\":"),
          NODES.arrayNode(),
          NODES.arrayNode().addNull().add(1).add("a").addArray().addObject(),
          NODES.objectNode(),
          NODES.objectNode().put("", "x").put("a.b", 1).putNull("_a"));

  private static final List<String> PIECES =
      List.of(
          "\"",
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          ";",
          "|!|",
          "\t",
          "\n",
          "%",
          "<",
          "<cr>",
          "@",
          "(",
          ")",
          "=",
          "/",
          "\\",
          "\u0000",
          "\u2028",
          "é",
          "-1",
          "99999999999",
          "CISE_A 1 1 0 ",
          "Dec 31 23:59:60",
          "Feb 31 99:99:99",
          "0000-00-00T00:00:00Z",
          "CmdSet=[ ",
          "cmd=",
          ":type=update:id=",
          "monitor session ",
          " : %A-5-B: ");

  private static List<byte[]> records() {
    try (Stream<Path> files = Files.walk(SAMPLES)) {
      List<byte[]> records = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (file.toString().endsWith(".log")) {
          Files.readAllLines(file).forEach(line -> records.add(Logs.utf8(line)));
        } else {
          records.add(Files.readAllBytes(file));
        }
      }
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Property(tries = 10_000)
  void changedBytesAreAnEventOrADefect(@ForAll Random random) {
    byte[] changed = any(RECORDS, random);
    for (int times = 1 + random.nextInt(4); times > 0; times--) {
      changed = changed(changed, random);
    }
    assertReads(changed);
  }

  @Property(tries = 10_000)
  void valuesOfAnotherTypeAreAnEventOrADefect(@ForAll Random random) throws IOException {
    byte[] sample = any(RECORDS, random);
    if (sample[0] != '{') {
      assertReads(Logs.utf8(NODES.objectNode().set("message", any(VALUES, random)).toString()));
      return;
    }
    JsonNode record = Json.parse(sample);
    for (int times = 1 + random.nextInt(4); times > 0; times--) {
      change(record, random);
    }
    assertReads(Logs.utf8(record.toString()));
  }

  /** As its container hands it on, and as if one had handed on all of it. */
  private static void assertReads(byte[] bytes) {
    List<RawLog> logs = new ArrayList<>();
    LogDecoder.decode(bytes, "s", Origin.file("f", 1), RecordLimits.DEFAULT, logs::add);
    long time = Instant.parse("2026-05-04T09:00:00Z").toEpochMilli();
    logs.add(new RawLog("s", Origin.file("f", 1), time, bytes, bytes.length, null, null));
    LogFormats formats =
        new LogFormats(new FieldDemand(Set.of("eventName", "a.b", "mirror.target_id"), true));
    for (RawLog log : logs) {
      if (log.defect() == null) {
        Normalized result = formats.normalize(log);
        assertThat(result.event() == null).isEqualTo(result.defect() != null);
      }
    }
  }

  private static byte[] changed(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, from + random.nextInt(40));
    byte[] piece =
        switch (random.nextInt(5)) {
          case 0 -> new byte[0];
          case 1 -> new byte[] {(byte) random.nextInt(256)};
          case 2 -> Arrays.copyOfRange(bytes, 0, from);
          default -> Logs.utf8(any(PIECES, random));
        };
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(bytes, 0, from);
    changed.writeBytes(piece);
    int rest = random.nextBoolean() ? from : to;
    changed.write(bytes, rest, random.nextInt(10) == 0 ? 0 : bytes.length - rest);
    return changed.toByteArray();
  }

  /** Replaces a member or an element anywhere below. */
  private static void change(JsonNode container, Random random) {
    if (container instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = any(names, random);
      if (goesOn(object.get(name), random)) {
        change(object.get(name), random);
      } else {
        object.set(name, any(VALUES, random).deepCopy());
      }
    } else if (container instanceof ArrayNode array && !array.isEmpty()) {
      int index = random.nextInt(array.size());
      if (goesOn(array.get(index), random)) {
        change(array.get(index), random);
      } else {
        array.set(index, any(VALUES, random).deepCopy());
      }
    }
  }

  private static boolean goesOn(JsonNode value, Random random) {
    return value.isContainerNode() && !value.isEmpty() && random.nextInt(4) > 0;
  }

  private static <T> T any(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }
}

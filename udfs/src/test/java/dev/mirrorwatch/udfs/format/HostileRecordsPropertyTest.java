package dev.mirrorwatch.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.udfs.event.DefectReason;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Samples of every source, damaged: each is an event or a defect, whatever was done to it, and the
 * same one whether all of the record is parsed or only what is asked for.
 */
class HostileRecordsPropertyTest {

  private static final Path SAMPLES = Path.of("..", "testdata", "events");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** What the samples lack: ways to be told who or what it is that come last. */
  private static final List<String> RARE =
      List.of(
          """
          {"logName":"projects/p-1/logs/cloudaudit.googleapis.com%2Factivity","insertId":"i-1",
          "timestamp":"2026-03-02T09:00:00Z",
          "resource":{"labels":{"project_id":"p-2","zone":"europe-west1-b","email_id":"a@p.test"}},
          "protoPayload":{"methodName":"google.iam.admin.v1.CreateServiceAccountKey",
          "authenticationInfo":{"serviceAccountKeyName":"//iam/serviceAccounts/k@p.test/keys/1"},
          "status":{"code":5,"message":"none"},"response":{"targetLink":"t"},
          "metadata":{"x":{"y":1}}}}""",
          """
          {"protoPayload":{"methodName":"v1.compute.packetMirrorings.insert","@type":"AuditLog",
          "authenticationInfo":{"thirdPartyPrincipal":{"thirdPartyClaims":{"sub":"s@x.test"}},
          "firstPartyPrincipal":{"principalEmail":"redacted"}}}}""",
          """
          {"protoPayload":{"methodName":"v1.compute.packetMirrorings.insert",
          "authenticationInfo":{"firstPartyPrincipal":{"principalEmail":"f@x.test"}}}}""",
          """
          {"time":"2026-03-02T09:00:00Z","category":"Administrative","correlationId":"c",
          "operationName":"MICROSOFT.NETWORK/VIRTUALNETWORKTAPS/WRITE","resultType":"Start",
          "properties":{"operationId":"o","message":"m","responseBody":"{\\"id\\":1}"}}""",
          """
          {"message":"%SYS-5-CONFIG_I: Configured from console by alice",
          "log":{"source":{"address":"192.0.2.1:514"}}}""",
          """
          {"message":"%SYS-5-CONFIG_I: Configured from console by alice",
          "host":{"name":"core-1"}}""",
          """
          {"message":"%SYS-5-CONFIG_I: Configured from console by alice",
          "host":{"ip":["192.0.2.1"]}}""",
          """
          {"message":"%SYS-5-CONFIG_I: Configured from console by alice",
          "host":{"hostname":"core-1"}}""");

  private static final List<byte[]> RECORDS = records();

  private static final Set<String> FEW =
      Set.of("principal.id", "error.code", "cloud.account.id", "cloud.region");

  /** Of every source, also as its wrappings name them, and objects as a whole. */
  private static final Set<String> MANY =
      Stream.concat(
              new RuleSetLoader().load(new RuleSetLoader().shipped()).fieldsRead().stream(),
              Stream.of(
                  "eventName",
                  "a.b",
                  "_a",
                  "mirror.target_id",
                  "requestParameters",
                  "properties",
                  "properties.responseBody",
                  "authorization.evidence.role",
                  "data.protoPayload.request.name",
                  "data.resource",
                  "protoPayload.response.targetLink",
                  "protoPayload.metadata",
                  "message",
                  "host.ip",
                  "user.name"))
          .collect(Collectors.toUnmodifiableSet());

  private static final List<Formats> FORMATS = List.of(Formats.of(FEW), Formats.of(MANY));

  /** Of one demand for fields, and for all there is beside. */
  private record Formats(LogFormats byPaths, LogFormats whole) {

    static Formats of(Set<String> fields) {
      return new Formats(
          new LogFormats(new FieldDemand(fields, false)),
          new LogFormats(new FieldDemand(fields, true)));
    }
  }

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
      RARE.forEach(record -> records.add(Logs.utf8(record)));
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
    for (RawLog log : logs) {
      if (log.defect() == null) {
        FORMATS.forEach(formats -> assertReads(log, formats));
      }
    }
  }

  private static void assertReads(RawLog log, Formats formats) {
    Normalized whole = formats.whole.normalize(log);
    assertThat(whole.event() == null).isEqualTo(whole.defect() != null);
    // What nobody asks for is not looked at, be it broken.
    if (whole.defect() != DefectReason.MALFORMED_JSON) {
      assertThat(formats.byPaths.normalize(log))
          .usingRecursiveComparison()
          .ignoringFields("event.fields.leaves")
          .isEqualTo(whole);
    }
  }

  @Example
  void samplesAreReadWhateverIsAskedFor() {
    RECORDS.forEach(HostileRecordsPropertyTest::assertReads);
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

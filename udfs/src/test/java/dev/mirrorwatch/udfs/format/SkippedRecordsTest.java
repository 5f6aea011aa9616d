package dev.mirrorwatch.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.reload.RuleTexts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Inputs with and without a skip: what is left is the same, and every record is counted. */
class SkippedRecordsTest {

  private static final RuleSet RULES = RuleTexts.rules(RuleTexts.detection("wanted", "Wanted"));
  private static final Instant TIME = Instant.parse("2026-05-04T09:00:00Z");

  private static final Pattern ISSUED = Pattern.compile("ASIA\\d+");

  /**
   * @param lines whether it may be read in parts
   */
  private record Input(byte[] bytes, boolean lines) {}

  private static String record(int number, boolean wanted, Random random) {
    if (!wanted && random.nextInt(8) == 0) {
      return keyIssue(number);
    }
    // Some are longer than half of the reader's window.
    String filling = "x".repeat(random.nextInt(40) == 0 ? 70_000 : random.nextInt(3000));
    return "{\"eventID\":\"%d\",\"filling\":\"%s\",\"eventTime\":\"%s\",\"eventName\":\"%s\"}"
        .formatted(number, filling, TIME.plusSeconds(number), wanted ? "Wanted" : "Nobody");
  }

  private static String keyIssue(int number) {
    return """
        {"eventVersion":"1.10","userIdentity":{"type":"IAMUser","userName":"alice"},\
        "eventTime":"%s","eventSource":"sts.amazonaws.com","eventName":"AssumeRole",\
        "responseElements":{"credentials":{"accessKeyId":"ASIA%d"}}}"""
        .formatted(TIME.plusSeconds(number), number);
  }

  private static Input input(Random random) {
    int size = random.nextInt(400);
    int rarity = 1 + random.nextInt(100);
    List<String> records =
        IntStream.range(0, size)
            .mapToObj(i -> record(i, random.nextInt(rarity) == 0, random))
            .toList();
    return switch (random.nextInt(6)) {
      case 0 -> new Input(Logs.utf8(String.join("\n", records)), true);
      case 1 -> new Input(Logs.utf8(String.join("\r\n", records) + "\r\n"), true);
      case 2 -> new Input(Logs.gzip(Logs.utf8(String.join("\n", records) + "\n")), false);
      case 3 -> new Input(Logs.utf8("{\"Records\":[" + String.join(",", records) + "]}"), false);
      case 4 -> new Input(Logs.utf8(String.join("", records)), false);
      default -> new Input(Logs.utf8(mixed(records, random)), false);
    };
  }

  /** Containers, wrappings, defects and lines after each other. */
  private static String mixed(List<String> records, Random random) {
    StringBuilder text = new StringBuilder();
    int next = 0;
    while (next < records.size()) {
      List<String> some =
          records.subList(next, Math.min(records.size(), next + 1 + random.nextInt(20)));
      next += some.size();
      switch (random.nextInt(5)) {
        case 0 -> text.append("{\"Records\":[").append(String.join(",\n", some)).append("]}\n");
        case 1 ->
            some.forEach(
                one -> text.append("{\"detail-type\":\"x\",\"detail\":").append(one).append("}\n"));
        case 2 -> text.append(String.join("\n", some)).append("\nno record\n{\"cut\":\"of\n");
        case 3 -> text.append(String.join("\n\n", some)).append('\n');
        default ->
            text.append("{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[")
                .append(
                    some.stream()
                        .map(one -> "{\"message\":\"" + one.replace("\"", "\\\"") + "\"}")
                        .collect(Collectors.joining(",")))
                .append("]}\n");
      }
    }
    return text.toString();
  }

  @Property(tries = 300)
  void leavesWhatIsWanted(@ForAll Random random) throws IOException {
    Input input = input(random);
    List<RawLog> all = read(decoder(input, false));
    List<RawLog> some = read(decoder(input, true));

    assertThat(texts(some)).isEqualTo(texts(all.stream().filter(this::isWanted).toList()));
    assertThat(some.stream().mapToLong(RawLog::records).sum()).isEqualTo(all.size());
  }

  private boolean isWanted(RawLog log) {
    String text = new String(log.payload(), StandardCharsets.UTF_8);
    return log.defect() != null
        || log.answer() != null
        || text.contains("\"Wanted\"")
        || text.contains("ASIA");
  }

  @Property(tries = 200)
  void goesOnWhereItWas(@ForAll Random random) throws IOException {
    Input input = input(random);
    List<String> all = texts(read(decoder(input, true)));
    LogDecoder first = decoder(input, true);
    List<RawLog> told = new ArrayList<>();
    for (int left = random.nextInt(all.size() + 1); left > 0; left--) {
      told.add(first.next());
    }
    LogDecoder second = decoder(input, random.nextBoolean());
    if (!told.isEmpty()) {
      second.resume(first.offset(), first.elements());
    }
    List<RawLog> rest = read(second).stream().filter(this::isWanted).toList();

    List<String> both = new ArrayList<>(texts(told));
    // What a wrapping still had is told with all of it, no more than that.
    List<String> restTexts = texts(rest);
    int again = (int) restTexts.stream().filter(both::contains).count();
    assertThat(again).isLessThanOrEqualTo(20);
    both.addAll(restTexts.subList(again, restTexts.size()));
    assertThat(both).isEqualTo(all);
  }

  @Property(tries = 200)
  void partsAreTheWhole(@ForAll Random random) throws IOException {
    Input input = input(random);
    if (!input.lines()) {
      return;
    }
    List<RawLog> parts = new ArrayList<>();
    int from = 0;
    while (from < input.bytes().length) {
      int to = Math.min(input.bytes().length, from + 1 + random.nextInt(200_000));
      int start = Math.max(0, from - 1);
      InputStream in =
          new ByteArrayInputStream(Arrays.copyOfRange(input.bytes(), start, input.bytes().length));
      parts.addAll(
          read(
              LogDecoder.ofPart(
                  in,
                  from,
                  to,
                  "s",
                  "f",
                  new Reception(0, ZoneOffset.UTC),
                  RecordLimits.DEFAULT,
                  run(true))));
      from = to;
    }

    List<RawLog> whole = read(decoder(input, true));
    assertThat(parts.stream().filter(log -> log.skipped() == 0).map(SkippedRecordsTest::text))
        .isEqualTo(
            whole.stream()
                .filter(log -> log.skipped() == 0)
                .map(SkippedRecordsTest::text)
                .toList());
    assertThat(parts.stream().mapToLong(RawLog::records).sum())
        .isEqualTo(whole.stream().mapToLong(RawLog::records).sum());
  }

  @Property(tries = 50)
  void timeGoesOnWithSkippedRecords(@ForAll Random random) throws IOException {
    int size = 5000 + random.nextInt(5000);
    String text =
        IntStream.range(0, size)
            .mapToObj(
                i ->
                    "{\"eventTime\":\"%s\",\"eventName\":\"Nobody\"}\n"
                        .formatted(TIME.plusSeconds(i)))
            .collect(Collectors.joining());

    List<RawLog> traces = read(decoder(new Input(Logs.utf8(text), true), true));

    assertThat(traces).hasSize((size + 4095) / 4096).allMatch(log -> log.payload().length == 0);
    assertThat(traces.get(traces.size() - 1).eventTime())
        .isBetween(
            TIME.plusSeconds(size - 65).toEpochMilli(), TIME.plusSeconds(size - 1).toEpochMilli());
  }

  private static @Nullable SkippedRun run(boolean skipping) {
    return skipping ? SkippedRun.ofFile(new RecordSkip(RULES)) : null;
  }

  private static LogDecoder decoder(Input input, boolean skipping) {
    return LogDecoder.ofFile(
        new ByteArrayInputStream(input.bytes()),
        "s",
        "f",
        new Reception(0, ZoneOffset.UTC),
        RecordLimits.DEFAULT,
        run(skipping));
  }

  private static List<RawLog> read(LogDecoder decoder) throws IOException {
    List<RawLog> logs = new ArrayList<>();
    for (RawLog log = decoder.next(); log != null; log = decoder.next()) {
      logs.add(log);
    }
    return logs;
  }

  /** Of records and defects; traces have none. */
  private static List<String> texts(List<RawLog> logs) {
    return logs.stream()
        .filter(log -> log.skipped() == 0)
        .map(log -> log.origin() + " " + log.defect() + " " + text(log))
        .toList();
  }

  /** Short, for messages; of an answer the key, whether the record was read or not. */
  private static String text(RawLog log) {
    Matcher key = ISSUED.matcher(new String(log.payload(), StandardCharsets.UTF_8));
    if (log.answer() != null) {
      return log.eventTime() + log.answer().issuedKey();
    }
    if (log.defect() == null && key.find()) {
      return log.eventTime() + key.group();
    }
    return new String(log.payload(), StandardCharsets.UTF_8).replaceAll("xxx+", "x..");
  }
}

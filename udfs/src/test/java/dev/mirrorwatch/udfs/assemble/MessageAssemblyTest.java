package dev.mirrorwatch.udfs.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.Reception;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MessageAssemblyTest {

  private static final long T0 = Instant.parse("2026-05-04T09:00:01Z").toEpochMilli();
  private static final long WAIT = Duration.ofMinutes(15).toMillis();

  private static final String HEADER = "<181>May  4 09:00:02 ise1 CISE_TACACS_Accounting ";
  private static final String BODY =
      "2026-05-04 09:00:01.000 +00:00 0001234567 3300 NOTICE Tacacs-Accounting: TACACS+ Accounting"
          + " with Command, ConfigVersionId=5, Device IP Address=192.0.2.1, CmdSet=[ CmdAV=monitor"
          + " CmdArgAV=session CmdArgAV=1 CmdArgAV=source CmdArgAV=interface CmdArgAV=Gi1/0/1"
          + " CmdArgAV=<cr> ], NetworkDeviceName=sw1, Privilege-Level=15, User=alice, Port=tty2,"
          + " Remote-Address=203.0.113.7, AVPair=task_id=7, Response={AcctReply-Status=Success; }";

  /** Where the attributes begin, with the space before. */
  private static final int COMMAND = BODY.indexOf(" CmdSet=");

  private static final int DEVICE = BODY.indexOf(" NetworkDeviceName=");
  private static final int ADDRESS = BODY.indexOf(" Remote-Address=");

  private static final LogFormats FORMATS =
      new LogFormats(
          new FieldDemand(
              Set.of(
                  "host.name", "user.name", "source.ip", "process.command_line", "cisco.terminal"),
              false));

  private final List<AuditEvent> told = new ArrayList<>();
  private final List<Normalized> defects = new ArrayList<>();
  private final WholeEvents events =
      new WholeEvents(
          Duration.ofHours(1),
          log -> {
            Normalized result = FORMATS.normalized(log);
            if (result.event() == null) {
              defects.add(result);
            }
            return result.event();
          },
          told::add);

  private static String line(String id, int total, int number, String text) {
    return HEADER + id + " " + total + " " + number + " " + text;
  }

  /** The message cut at these places. */
  private static List<String> segments(String id, Integer... cuts) {
    List<Integer> places = new ArrayList<>(new TreeSet<>(List.of(cuts)));
    places.add(0, 0);
    places.add(BODY.length());
    List<String> lines = new ArrayList<>();
    for (int i = 0; i + 1 < places.size(); i++) {
      String text = BODY.substring(places.get(i), places.get(i + 1));
      lines.add(line(id, places.size() - 1, i, text));
    }
    return lines;
  }

  private static AuditEvent read(String text) {
    List<RawLog> logs = new ArrayList<>();
    LogDecoder.decode(
        text.getBytes(StandardCharsets.UTF_8),
        "network",
        Origin.kafka("syslog", 0, 7),
        Reception.at(T0 + 3_600_000),
        RecordLimits.DEFAULT,
        null,
        logs::add);
    assertThat(logs).hasSize(1);
    assertThat(logs.get(0).defect()).as(logs.get(0).detail()).isNull();
    Normalized result = FORMATS.normalize(logs.get(0));
    assertThat(result.event()).as(result.detail()).isNotNull();
    return result.event();
  }

  private void arrive(String... lines) {
    for (String line : lines) {
      events.arrive(read(line));
    }
  }

  /** What the message is where nobody cuts it. */
  private static AuditEvent inOne(String id) {
    List<AuditEvent> told = new ArrayList<>();
    WholeEvents uncut = new WholeEvents(Duration.ofHours(1), log -> null, told::add);
    uncut.arrive(read(line(id, 1, 0, BODY)));
    uncut.end();
    return told.get(0);
  }

  private static String command(AuditEvent event) {
    return String.join("|", event.fields().values("process.command_line"));
  }

  @Test
  void aMessageIsReadWhenItsLastMissingSegmentArrives() {
    List<String> segments = segments("7", COMMAND, DEVICE, ADDRESS);
    arrive(segments.get(3), segments.get(0), segments.get(2));
    events.advance(T0 + WAIT - 1);
    assertThat(told).isEmpty();
    arrive(segments.get(1));
    events.end();

    assertThat(told).usingRecursiveFieldByFieldElementComparator().containsExactly(inOne("7"));
    assertThat(defects).isEmpty();
  }

  @Test
  void aMessageUnderJsonKeepsItsWrapping() {
    List<String> wrapped =
        segments("7", COMMAND).stream()
            .map(
                line ->
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("message", line)
                        .put("tag", "a")
                        .toString())
            .toList();
    arrive(wrapped.get(1), wrapped.get(0));
    events.end();

    assertThat(told).hasSize(1);
    assertThat(command(told.get(0))).isEqualTo("monitor session 1 source interface Gi1/0/1");
    assertThat(new String(told.get(0).raw(), StandardCharsets.UTF_8))
        .contains("\"tag\":\"a\"")
        .contains("CISE_TACACS_Accounting 7 1 0 2026-05-04");
  }

  @Test
  void aCommandThatIsCutIsPutTogether() {
    // The space between two words is lost where it ends a segment.
    int between = BODY.indexOf("CmdArgAV=session");
    int within = BODY.indexOf("ssion CmdArgAV");
    arrive(segments("7", between, within, ADDRESS).toArray(String[]::new));
    events.end();

    assertThat(told)
        .extracting(MessageAssemblyTest::command)
        .containsExactly("monitor session 1 source interface Gi1/0/1");
  }

  @Test
  void otherIdsHostsCategoriesAndTotalsAreOtherMessages() {
    List<String> one = segments("7", DEVICE);
    String end = one.get(1);
    arrive(
        one.get(0),
        end.replace("Accounting 7", "Accounting 8"),
        end.replace("ise1", "ise2"),
        end.replace("TACACS_Accounting", "Failed_Attempts"),
        end.replace(" 2 1 ", " 3 1 "));
    assertThat(told).isEmpty();
    arrive(end);

    events.advance(T0);
    assertThat(defects).isEmpty();
    events.end();
    assertThat(told).hasSize(1);
    assertThat(defects)
        .extracting(Normalized::defect)
        .containsOnly(DefectReason.INCOMPLETE_MESSAGE)
        .hasSize(4);
  }

  @Test
  void whatLacksItsEndIsToldAsFarAsItGoes() {
    int withinTheAddress = BODY.indexOf("3.0.113.7");
    List<String> segments = segments("7", COMMAND, withinTheAddress, ADDRESS + 40);
    arrive(segments.get(1), segments.get(0), segments.get(3));
    events.advance(T0 + WAIT - 1);
    assertThat(told).isEmpty();
    events.advance(T0 + WAIT);
    events.end();

    assertThat(told).hasSize(1);
    assertThat(command(told.get(0))).isEqualTo("monitor session 1 source interface Gi1/0/1");
    assertThat(told.get(0).principal().id()).isEqualTo("sw1\\alice");
    // Nobody knows how the address goes on, and what stands behind a gap.
    assertThat(told.get(0).sourceAddress()).isNull();
    assertThat(new String(told.get(0).raw(), StandardCharsets.UTF_8)).doesNotContain("task_id");
    assertThat(told.get(0).time()).isEqualTo(T0);
  }

  @Test
  void whatLacksItsBeginningIsADefect() {
    List<String> segments = segments("7", COMMAND, DEVICE, ADDRESS);
    arrive(segments.get(2), segments.get(1));
    events.advance(T0);
    events.advance(T0 + WAIT - 1);
    assertThat(defects).isEmpty();
    events.advance(T0 + WAIT);

    assertThat(told).isEmpty();
    assertThat(defects).hasSize(1);
    assertThat(defects.get(0).defect()).isEqualTo(DefectReason.INCOMPLETE_MESSAGE);
    assertThat(defects.get(0).detail()).startsWith("segment 1, 2 of a message");
  }

  @Test
  void anIdThatIsGivenAgainIsAnotherMessage() {
    List<String> before = segments("7", DEVICE);
    List<String> after =
        before.stream().map(line -> line.replace("09:00:01.", "09:05:01.")).toList();
    arrive(before.get(0), before.get(1));
    arrive(after.get(0), after.get(1).replace("alice", "bob"));
    events.end();

    assertThat(told)
        .extracting(event -> event.principal().id())
        .containsExactly("sw1\\alice", "sw1\\bob");
  }

  @Test
  void whatIsLargerThanAnyMessageIsNotWaitedFor() {
    assertThat(FORMATS.normalize(log(line("7", 65, 3, " a=b"))).defect())
        .isEqualTo(DefectReason.RECORD_TOO_LARGE);
    assertThat(FORMATS.normalize(log(line("7", 2, 1, "a".repeat(16_385)))).defect())
        .isEqualTo(DefectReason.RECORD_TOO_LARGE);
    assertThat(FORMATS.normalize(log(line("7", 64, 63, "a".repeat(16_384)))).event()).isNotNull();
  }

  private static RawLog log(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return new RawLog("s", Origin.file("f", 1), RawLog.NO_TIME, bytes, bytes.length, null, null);
  }

  /** A message cut anywhere but behind a space, its segments and copies of them in any order. */
  @Provide
  Arbitrary<List<String>> arrivals() {
    return Arbitraries.integers()
        .between(1, BODY.length() - 1)
        .filter(place -> place > 120 && BODY.charAt(place - 1) != ' ')
        .set()
        .ofMinSize(1)
        .ofMaxSize(14)
        .map(cuts -> segments("0000012345", cuts.toArray(Integer[]::new)))
        .flatMap(
            segments ->
                Arbitraries.of(segments)
                    .list()
                    .ofMaxSize(4)
                    .flatMap(
                        copies -> {
                          List<String> all = new ArrayList<>(segments);
                          all.addAll(copies);
                          return Arbitraries.shuffle(all);
                        }));
  }

  @Property(tries = 500)
  void orderAndCopiesChangeNothing(@ForAll("arrivals") List<String> arrivals) {
    MessageAssemblyTest anew = new MessageAssemblyTest();
    anew.arrive(arrivals.toArray(String[]::new));
    anew.events.end();

    assertThat(anew.defects).isEmpty();
    assertThat(anew.told)
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(inOne("0000012345"));
  }
}

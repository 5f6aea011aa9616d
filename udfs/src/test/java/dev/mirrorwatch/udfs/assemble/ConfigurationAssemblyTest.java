package dev.mirrorwatch.udfs.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Reception;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationAssemblyTest {

  private static final Reception NOON =
      Reception.at(Instant.parse("2026-05-04T12:00:00Z").toEpochMilli());

  /** Alice's ERSPAN, with a login and the end of the configuration around it. */
  private static final List<String> ERSPAN =
      List.of(
          login("alice", "192.0.2.9", 1),
          command("alice", 2, "monitor session 1 type erspan-source"),
          command("alice", 3, "source interface Gi1/0/1"),
          command("alice", 4, "destination"),
          command("alice", 5, "erspan-id 100"),
          command("alice", 6, "ip address 198.51.100.9"),
          command("alice", 7, "exit"),
          command("alice", 8, "no shutdown"),
          command("alice", 9, "interface Gi1/0/2"),
          command("alice", 10, "ip address 10.0.0.1 255.255.255.0"),
          configured("alice", "192.0.2.9", 11));

  /** Bob's, at the same time on the same device. */
  private static final List<String> OTHER =
      List.of(
          command("bob", 2, "interface Gi1/0/9"),
          command("bob", 4, "ip address 203.0.113.5 255.255.255.0"),
          command("bob", 6, "no shutdown"),
          command("bob", 8, "monitor session 2 source interface Gi1/0/3"),
          command("bob", 9, "monitor session 2 destination interface Gi1/0/24"));

  private static String command(String user, int number, String command) {
    return line(number, "%PARSER-5-CFGLOG_LOGGEDCMD: User:" + user + "  logged command:" + command);
  }

  private static String login(String user, String address, int number) {
    return line(
        number,
        "%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: "
            + user
            + "] [Source: "
            + address
            + "] [localport: 22]");
  }

  private static String configured(String user, String address, int number) {
    return line(
        number,
        "%SYS-5-CONFIG_I: Configured from console by " + user + " on vty0 (" + address + ")");
  }

  /** All of the same second: the counter tells the order. */
  private static String line(int number, String message) {
    return "<189>" + number + ": sw1: 0000" + (10 + number) + ": May  4 09:00:00: " + message;
  }

  /** What is known of each line in the end: the last that was told of it. */
  private static Map<String, AuditEvent> told(List<String> lines) {
    Map<String, AuditEvent> last = new TreeMap<>();
    WholeEvents events =
        new WholeEvents(
            Duration.ofHours(1),
            log -> null,
            event -> last.put(new String(event.raw(), StandardCharsets.UTF_8), event));
    LogFormats formats = new LogFormats(new FieldDemand(Set.of(), false));
    for (String line : lines) {
      List<RawLog> logs = new ArrayList<>();
      LogDecoder.decode(
          line.getBytes(StandardCharsets.UTF_8),
          "network",
          Origin.file("lines", 1),
          NOON,
          RecordLimits.DEFAULT,
          null,
          logs::add);
      logs.forEach(log -> events.arrive(formats.normalize(log).event()));
    }
    events.end();
    return last;
  }

  private static String field(Map<String, AuditEvent> told, String line, String name) {
    return String.join(",", told.get(line).fields().values(name));
  }

  @Test
  void aSubCommandMeansWhatItsModeSays() {
    Map<String, AuditEvent> told = told(ERSPAN);

    assertThat(field(told, ERSPAN.get(5), "cisco.mode"))
        .isEqualTo("monitor session 1 type erspan-source");
    assertThat(field(told, ERSPAN.get(5), "mirror.destination")).isEqualTo("198.51.100.9");
    assertThat(field(told, ERSPAN.get(5), "mirror.session_id")).isEqualTo("sw1/1");
    assertThat(field(told, ERSPAN.get(5), "mirror.type")).isEqualTo("erspan");
    assertThat(field(told, ERSPAN.get(2), "mirror.source_id")).isEqualTo("Gi1/0/1");
    assertThat(field(told, ERSPAN.get(7), "mirror.session_id")).isEqualTo("sw1/1");
    assertThat(field(told, ERSPAN.get(9), "mirror.session_id")).isEmpty();
    assertThat(told.get(ERSPAN.get(5)).resources())
        .extracting(resource -> resource.id())
        .containsExactly("sw1/1", "198.51.100.9");
  }

  @Test
  void theAddressIsThatOfTheLoginOrOfTheEndOfTheConfiguration() {
    assertThat(told(ERSPAN).get(ERSPAN.get(5)).sourceIp()).isEqualTo("192.0.2.9");
    assertThat(told(ERSPAN.subList(1, 11)).get(ERSPAN.get(5)).sourceIp()).isEqualTo("192.0.2.9");
    assertThat(told(ERSPAN.subList(1, 10)).get(ERSPAN.get(5)).sourceIp()).isNull();
  }

  @Test
  void linesOfTwoPeopleDoNotMix() {
    List<String> mixed = new ArrayList<>(ERSPAN.subList(0, 4));
    mixed.addAll(OTHER);
    mixed.addAll(ERSPAN.subList(4, 11));

    Map<String, AuditEvent> told = told(mixed);

    assertThat(field(told, OTHER.get(1), "mirror.destination")).isEmpty();
    assertThat(field(told, OTHER.get(2), "mirror.session_id")).isEmpty();
    assertThat(field(told, OTHER.get(4), "mirror.destination")).isEqualTo("Gi1/0/24");
    assertThat(field(told, OTHER.get(4), "mirror.type")).isEqualTo("span");
    assertThat(field(told, ERSPAN.get(5), "mirror.session_id")).isEqualTo("sw1/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "end",
        "configure terminal",
        "router bgp 65001",
        "monitor session 3 source vlan 4"
      })
  void aCommandOfAnotherModeLeavesTheSession(String leaving) {
    String address = command("alice", 5, "ip address 198.51.100.9");

    Map<String, AuditEvent> told =
        told(
            List.of(
                command("alice", 2, "monitor session 1 type erspan-source"),
                command("alice", 3, "destination"),
                command("alice", 4, leaving),
                address));

    assertThat(field(told, address, "mirror.session_id")).isEmpty();
  }

  @Test
  void theEndOfTheConfigurationLeavesTheSession() {
    String shutdown = command("alice", 4, "no shutdown");

    Map<String, AuditEvent> told =
        told(
            List.of(
                command("alice", 2, "monitor session 1 type erspan-source"),
                configured("alice", "192.0.2.9", 3),
                shutdown));

    assertThat(field(told, shutdown, "mirror.session_id")).isEmpty();
  }

  @Test
  void abbreviatedKeywordsAreUnderstood() {
    String source = command("alice", 2, "mon sess 1 so i g1/0/1 rx");
    String remote = command("alice", 3, "mon sess 1 dest rem vlan 900");
    String opened = command("alice", 4, "mon ses 2 ty erspan-s");
    String address = command("alice", 6, "ip addr 198.51.100.9");

    Map<String, AuditEvent> told =
        told(List.of(source, remote, opened, command("alice", 5, "dest"), address));

    assertThat(field(told, source, "mirror.source_id")).isEqualTo("g1/0/1");
    assertThat(field(told, remote, "mirror.destination")).isEqualTo("remote vlan 900");
    assertThat(field(told, remote, "mirror.type")).isEqualTo("rspan");
    assertThat(field(told, opened, "cisco.command"))
        .isEqualTo("monitor session 2 type erspan-source");
    assertThat(field(told, address, "mirror.destination")).isEqualTo("198.51.100.9");
    assertThat(field(told, address, "mirror.session_id")).isEqualTo("sw1/2");
  }

  @Property(tries = 300)
  void theOrderOfArrivalChangesNothing(@ForAll("arrivals") List<String> arrivals) {
    List<String> inOrder = new ArrayList<>(ERSPAN);
    inOrder.addAll(OTHER);

    assertThat(meanings(told(arrivals))).isEqualTo(meanings(told(inOrder)));
  }

  /** Both people's lines in any order, some of them twice. */
  @Provide
  Arbitrary<List<String>> arrivals() {
    List<String> all = new ArrayList<>(ERSPAN);
    all.addAll(OTHER);
    all.addAll(ERSPAN.subList(2, 6));
    return Arbitraries.shuffle(all);
  }

  private static Map<String, Object> meanings(Map<String, AuditEvent> told) {
    Map<String, Object> meanings = new TreeMap<>();
    told.forEach(
        (line, event) ->
            meanings.put(
                line, new TreeMap<>(event.fields().byField()) + " " + event.sourceAddress()));
    return meanings;
  }
}

package dev.mirrorwatch.udfs.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Lines that are told again with another meaning end in the alerts of their own order. */
class RetoldEventsTest {

  private static final Reception NOON =
      Reception.at(Instant.parse("2026-05-04T12:00:00Z").toEpochMilli());

  private static final RuleSet SHIPPED = new RuleSetLoader().load(new RuleSetLoader().shipped());

  private static final RuleSet ALONE =
      new RuleSetLoader()
          .load(
              List.of(
                  new RuleFile(
                      "alone.yml",
                      """
                      title: Mirrored To An Address
                      name: alone
                      logsource: {product: cisco, service: aaa}
                      detection:
                        selection: {mirror.destination|exists: true}
                        condition: selection
                      level: low
                      """)));

  private static final String OPENING = line(2, "monitor session 1 type erspan-source");
  private static final String LEAVING = line(4, "exit");
  private static final String ADDRESS = line(5, "ip address 198.51.100.9");

  private static final String START = line(6, "no shutdown");

  /** The address is that of an interface: the session was left before. */
  private static final List<String> LEFT =
      List.of(OPENING, line(3, "source interface Gi1/0/1"), LEAVING, ADDRESS, START);

  /** One session that is left, and one that is not. */
  private static final List<String> TWO =
      List.of(
          OPENING,
          line(3, "source interface Gi1/0/1"),
          LEAVING,
          ADDRESS,
          line(6, "interface Gi1/0/2"),
          line(7, "monitor session 2 type erspan-source"),
          line(8, "source interface Gi1/0/3"),
          line(9, "destination"),
          line(10, "ip address 203.0.113.9"),
          line(11, "exit"),
          line(12, "no shutdown"));

  private static String line(int number, String command) {
    return "<189>%d: sw1: %06d: May  4 2026 09:00:00.000: %%PARSER-5-CFGLOG_LOGGEDCMD: User:alice  logged command:%s"
        .formatted(number, number, command);
  }

  private static RuleTrial trial(RuleSet rules, List<String> lines) {
    RuleTrial trial = new RuleTrial(new TrialRules(rules, Duration.ofHours(1)), Duration.ofDays(1));
    LogFormats formats = new LogFormats(new FieldDemand(rules.fieldsRead(), rules.readsLeaves()));
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
      logs.forEach(log -> trial.arrive(formats.normalize(log).event()));
    }
    return trial;
  }

  private static Set<String> standing(RuleTrial trial) {
    trial.end();
    return trial.alerts().stream()
        .filter(alert -> alert.status().stands())
        .map(
            alert ->
                alert.rule().name()
                    + " "
                    + alert.identity()
                    + " "
                    + alert.evidence().stream()
                        .map(item -> item.stage() + " " + item.eventId() + " " + item.fields())
                        .sorted()
                        .toList())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void anAlertOfAMeaningThatWasWrongIsTakenBack() {
    List<String> late = List.of(OPENING, LEFT.get(1), ADDRESS, START, LEAVING);

    RuleTrial before = trial(SHIPPED, late.subList(0, 4));
    assertThat(before.alerts()).map(Alert::status).containsExactly(AlertStatus.OPEN);

    RuleTrial after = trial(SHIPPED, late);
    assertThat(after.alerts())
        .map(alert -> alert.status() + ": " + alert.reason())
        .singleElement()
        .asString()
        .startsWith("RETRACTED: a record that came later tells more of the event ");
    assertThat(standing(after)).isEmpty();
    assertThat(standing(trial(SHIPPED, LEFT))).isEmpty();
  }

  @Test
  void theAlertOfASingleEventIsTakenBack() {
    RuleTrial trial = trial(ALONE, List.of(OPENING, ADDRESS, LEAVING));

    assertThat(trial.alerts()).map(Alert::status).containsExactly(AlertStatus.RETRACTED);
    assertThat(trial(ALONE, List.of(OPENING, ADDRESS)).alerts())
        .map(Alert::status)
        .containsExactly(AlertStatus.OPEN);
  }

  @Property(tries = 150)
  void theOrderOfArrivalChangesNoAlert(@ForAll("arrivals") List<String> arrivals) {
    Set<String> ordered = standing(trial(SHIPPED, TWO));

    assertThat(ordered).isNotEmpty();
    assertThat(standing(trial(SHIPPED, arrivals))).isEqualTo(ordered);
  }

  @Provide
  Arbitrary<List<String>> arrivals() {
    return Arbitraries.shuffle(TWO);
  }
}

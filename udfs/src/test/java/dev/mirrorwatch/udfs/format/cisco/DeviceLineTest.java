package dev.mirrorwatch.udfs.format.cisco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Logs;
import dev.mirrorwatch.udfs.format.Reception;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands before the message, in every form that devices and relays give it. */
class DeviceLineTest {

  private static final Reception NOON = Reception.at(at("2026-05-04T12:00:00Z"));

  private static long at(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  /** Each row without its message: the header, who, the counter, the clock, the time in UTC. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          <189>1201: May  4 2026 09:00:01.250:                                    | -             | 1201   | synced   | 2026-05-04T09:00:01.250Z
          <189>: May  4 2026 09:00:01:                                            | -             | -      | synced   | 2026-05-04T09:00:01Z
          <189>: core-sw1: May  4 2026 09:00:01.250:                              | core-sw1      | -      | synced   | 2026-05-04T09:00:01.250Z
          <189>1201: core-sw1: May  4 2026 09:00:01.250 UTC:                      | core-sw1      | 1201   | synced   | 2026-05-04T09:00:01.250Z
          <189>1201: core-sw1: 000877: May  4 09:00:01.250 CEST:                  | core-sw1      | 000877 | synced   | 2026-05-04T07:00:01.250Z
          <189>core_sw.lab.example: May  4 09:00:01 AKST:                         | core_sw.lab.example | - | synced   | 2026-05-04T18:00:01Z
          <189>1201: 4500: 000877: May  4 09:00:01:                               | 4500          | 000877 | synced   | 2026-05-04T09:00:01Z
          <189>1201: 000877: May  4 09:00:01:                                     | -             | 000877 | synced   | 2026-05-04T09:00:01Z
          <189>1201: 2001:db8::7: 000877: May  4 09:00:01:                        | 2001:db8::7   | 000877 | synced   | 2026-05-04T09:00:01Z
          May  4 09:00:03 192.0.2.7 000877: May  4 09:00:01.250:                  | 192.0.2.7     | 000877 | synced   | 2026-05-04T09:00:01.250Z
          <189>1201: May  4 09:00:03 192.0.2.7 core-sw1: 000877: May  4 2026 09:00:01 UTC: | core-sw1 | 000877 | synced | 2026-05-04T09:00:01Z
          <189>1201: core-sw1: 000877: 2y10w:                                     | core-sw1      | 000877 | none     | 2026-05-04T12:00:00Z
          <189>1201: core-sw1: 00:00:43:                                          | core-sw1      | 1201   | none     | 2026-05-04T12:00:00Z
          May  4 11:00:06 core.lab.example <189>3: *Jan  2 00:00:47.672:          | core.lab.example | 3   | unsynced | 2026-05-04T11:00:06Z
          <189>1201: *Jan  2 00:00:47.672:                                        | -             | 1201   | unsynced | 2026-05-04T12:00:00Z
          <189>1201: .May  4 08:59:47.672:                                        | -             | 1201   | unsynced | 2026-05-04T08:59:47.672Z
          192.0.2.7 1201: May  4 09:00:01.250:                                    | 192.0.2.7     | 1201   | synced   | 2026-05-04T09:00:01.250Z
          <189>Original Address=192.0.2.7 1 2026-05-04T09:00:02.168Z relay-1 Collector 3356 MSGOUT core-sw1: .May  4 09:00:01.534: | core-sw1 | - | unsynced | 2026-05-04T09:00:01.534Z
          <189>1 2026-05-04T09:00:02.168+02:00 core-sw1 - - - -                   | core-sw1      | -      | synced   | 2026-05-04T07:00:02.168Z
          2026 May  4 09:00:01 CET:                                               | -             | -      | synced   | 2026-05-04T08:00:01Z
          <189>: 2026 May  4 09:00:01.123 CEST:                                   | -             | -      | synced   | 2026-05-04T07:00:01.123Z
          <189>27: RP/0/RP0/CPU0:May  4 09:00:01.646 UTC: config[67105]:          | -             | 27     | synced   | 2026-05-04T09:00:01.646Z
          <189>1201: core-sw1: May  4 09:00:01.123 UTC+1:                         | core-sw1      | 1201   | synced   | 2026-05-04T08:00:01.123Z
          <189>1201: core-sw1: May  4 09:00:01.123 UTC+07:30:                     | core-sw1      | 1201   | synced   | 2026-05-04T01:30:01.123Z
          <189>1201: core-sw1: May  4 09:00:01.123 WIEN:                          | core-sw1      | 1201   | synced   | 2026-05-04T09:00:01.123Z
          <189>May  4 09:00:02 192.0.2.7                                          | 192.0.2.7     | -      | none     | 2026-05-04T09:00:02Z
          <189>                                                                   | -             | -      | none     | 2026-05-04T12:00:00Z
          """)
  void readsTheHeader(String header, String host, String sequence, String clock, String time) {
    String line = header + " %SYS-5-CONFIG_I: Configured from console by alice on vty0 (192.0.2.9)";

    DeviceRecord record = DeviceLine.read(line);

    assertThat(record).isNotNull();
    assertThat(record.host()).as("host").isEqualTo(host);
    assertThat(record.header().sequence()).as("sequence").isEqualTo(sequence);
    assertThat(record.header().clock().text()).as("clock").isEqualTo(clock);
    assertThat(Instant.ofEpochMilli(record.time(NOON))).as("time").isEqualTo(Instant.parse(time));
    assertThat(record.mnemonic()).isEqualTo("CONFIG_I");
    assertThat(record.severity()).isEqualTo(5);
  }

  @ParameterizedTest(name = "{0} read on {1} is {2}")
  @CsvSource({
    "Dec 31 23:59:58, 2026-01-01T00:00:03Z, 2025-12-31T23:59:58Z",
    "Jan  1 00:00:03, 2025-12-31T23:59:58Z, 2026-01-01T00:00:03Z",
    "Feb 29 12:00:00, 2027-03-01T00:00:00Z, 2024-02-29T12:00:00Z",
    "May  4 09:00:00, 2026-05-03T10:00:00Z, 2026-05-04T09:00:00Z",
    "May  4 09:00:00, 2026-05-03T08:00:00Z, 2025-05-04T09:00:00Z"
  })
  void aMissingYearIsTheLatestThatIsNotInTheFuture(String clock, String received, String time) {
    String line = "<189>12: " + clock + ": %SYS-5-RESTART: System restarted";

    assertThat(DeviceLine.time(line, Reception.at(at(received)))).isEqualTo(at(time));
  }

  @Test
  void aClockThatIsYearsAheadIsNotBelieved() {
    String line = "<189>12: May  4 2036 09:00:00: %SYS-5-RESTART: System restarted";

    assertThat(DeviceLine.time(line, NOON)).isEqualTo(NOON.time());
  }

  @Test
  void aSourceMayHaveItsOwnZone() {
    Reception vienna = new Reception(NOON.time(), ZoneId.of("Europe/Vienna"));

    assertThat(DeviceLine.time("<189>12: May  4 09:00:00: %SYS-5-RESTART: up", vienna))
        .isEqualTo(at("2026-05-04T07:00:00Z"));
    assertThat(DeviceLine.time("<189>12: May  4 09:00:00 UTC: %SYS-5-RESTART: up", vienna))
        .isEqualTo(at("2026-05-04T09:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "<187>%LINK-3-UPDOWN: Interface Gi0/1 down, LINK, 3, UPDOWN",
    "<188>%SNMP-W-SNMPAUTHFAIL: Access attempted, SNMP, 4, SNMPAUTHFAIL",
    "<188>%PIM-SW1-6-INVALID_RP_JOIN: Received, PIM-SW1, 6, INVALID_RP_JOIN",
    "<188>May  4 09:00:00 UTC: config[1]: %MGBL-SYS-5-CONFIG_I : Configured, MGBL-SYS, 5, CONFIG_I",
    "<188>%HAL_config_poe-A-POEFailDetected: error, HAL_config_poe, 1, POEFailDetected"
  })
  void readsTheMnemonic(String line, String facility, int severity, String mnemonic) {
    DeviceRecord record = DeviceLine.read(line);

    assertThat(record.facility()).isEqualTo(facility);
    assertThat(record.severity()).isEqualTo(severity);
    assertThat(record.mnemonic()).isEqualTo(mnemonic);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain text",
        "100% of it: done",
        "<189>30: Copyright (c) 1986-2026 by somebody",
        "May  4 09:00:00 host sshd[12]: Accepted password for alice",
        "a\tb\tc\td\te\tstart\tx=y",
        "|!||!||!||!||!|stop|!|",
        "CISE_Passed_Authentications but nothing else",
        "%-5-: x"
      })
  void otherTextIsNoLineOfADevice(String text) {
    assertThat(DeviceLine.isOne(text)).isFalse();
  }

  /** Each row: what begins the line, what is said over and over, what ends it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      nullValues = "-",
      textBlock =
          """
          %A|-a|-
          %SYS-5-CONFIG_I: Configured programmatically by process | from x |-
          %SYS-5-CONFIG_I: |Configured from a,|-
          %PARSER-5-CFGLOG_LOGGEDCMD: User:| logged command:|\\n
          %PARSER-5-CFGLOG_LOGGEDCMD: User:a logged command:monitor capture |a|\\205
          %PARSER-5-CFGLOG_LOGGEDCMD: User:a logged command:a|\\s|b
          %SEC_LOGIN-5-LOGIN_SUCCESS: |[user: |-
          %SEC_LOGIN-5-LOGIN_SUCCESS: [user: a]|\\s|-
          %AAA-6-AAA_ACCOUNTING_MESSAGE: update:a|@|-
          %AAA-6-AAA_ACCOUNTING_MESSAGE: update:a:b:|a ;|\\n
          %AAA-6-AAA_ACCOUNTING_MESSAGE: update:a:b:|\\s|(SUCCESS
          <189>|Jan  1 00:00:00: |%SYS-5-RESTART: up
          <189>|: 1 |%SYS-5-RESTART: up
          Jan  1 00:00:00 2026|:type=start:id=:user=|-
          Jan  1 00:00:00:type=update:id=:user=:cmd=|\\s|(SUCCESS
          Jan  1 00:00:00 a b c d start|\\s|\\n cmd=
          Jan  1 00:00:00\\ta\\tb\\tc\\td\\tstart\\tcmd=a|\\s|b
          CISE_A 1 1 0 |CISE_|-
          CISE_A|CISE_ 1 1 |-
          CISE_A 1 1 0 2026-01-01 00:00:00 +00:00 1 3300 N T: |a,|\\n
          CISE_A 1 1 0 2026-01-01 00:00:00 +00:00 1 3300 N T: a, |CmdSet=[|-
          CISE_A 1 1 0 2026-01-01 00:00:00 +00:00 1 3300 N T: a, |A=|-
          CISE_A 1 1 0 2026-01-01 00:00:00 +00:00 1 3300 N T: |rejecte|-
          %TCP-6-BADAUTH: |:179 |\\n
          """)
  void theCostOfALineFollowsItsLength(String start, String middle, String end) {
    String whole = start + middle.repeat(500_000 / middle.length()) + (end == null ? "" : end);
    String line = whole.translateEscapes();

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          byte[] bytes =
              Logs.utf8(JsonNodeFactory.instance.objectNode().put("message", line).toString());
          RawLog log =
              new RawLog("s", Origin.file("f", 1), NOON.time(), bytes, bytes.length, null, null);
          DeviceLine.time(line, NOON);
          new LogFormats(new FieldDemand(Set.of(), false)).normalize(log);
        });
  }
}

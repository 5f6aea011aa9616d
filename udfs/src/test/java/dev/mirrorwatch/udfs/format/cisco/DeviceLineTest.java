package dev.mirrorwatch.udfs.format.cisco;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.format.Reception;
import java.time.Instant;
import java.time.ZoneId;
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
}

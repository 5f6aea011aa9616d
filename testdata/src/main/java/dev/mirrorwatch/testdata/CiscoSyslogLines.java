package dev.mirrorwatch.testdata;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Builders of syslog lines of a Cisco IOS device that logs what is typed. */
final class CiscoSyslogLines {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM d uuuu HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private CiscoSyslogLines() {}

  /** A command in configuration mode. */
  static String command(String device, long sequence, Instant time, String user, String command) {
    return line(
        device,
        sequence,
        time,
        "%PARSER-5-CFGLOG_LOGGEDCMD: User:" + user + "  logged command:" + command);
  }

  /** Any message. */
  static String line(String device, long sequence, Instant time, String message) {
    return "<189>" + sequence + ": " + device + ": " + TIME.format(time) + " UTC: " + message;
  }
}

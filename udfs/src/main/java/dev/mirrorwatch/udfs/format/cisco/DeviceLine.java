package dev.mirrorwatch.udfs.format.cisco;

import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.Reception;
import org.jspecify.annotations.Nullable;

/**
 * Tells lines of Cisco devices, and of TACACS+ servers, from other text.
 *
 * <p>Known are syslog messages with a {@code %FACILITY-SEVERITY-MNEMONIC}, under any header; the
 * accounting log of NX-OS; the accounting files of tac_plus, with tabs or {@code |!|} between the
 * fields; and the TACACS+ messages of Cisco ISE.
 */
public final class DeviceLine {

  /** Longer lines are searched only so far for what tells them. */
  private static final int TELLING_LENGTH = 2048;

  /** What the names of its categories begin with. */
  private static final String ISE = "CISE_";

  private DeviceLine() {}

  /** Whether the text is such a line, or a segment of one. */
  public static boolean isOne(String text) {
    return read(text) != null || segment(text) != null;
  }

  /**
   * When the line was written, epoch milliseconds, or {@link RawLog#NO_TIME}. Of a message in
   * segments the first says it, with its zone; the others say none.
   */
  public static long time(String text, Reception reception) {
    DeviceRecord record = read(text);
    return record == null ? RawLog.NO_TIME : record.time(reception);
  }

  /** One of several segments of a message of Cisco ISE, or {@code null} where the line is none. */
  static @Nullable IseMessage segment(String text) {
    String line = text.strip();
    if (!start(line).contains(ISE)) {
      return null;
    }
    IseMessage segment = IseMessage.segment(line);
    // The first has to be a message; what follows it only has to be there.
    return segment != null && segment.isCut() && (segment.number() > 0 || read(line) != null)
        ? segment
        : null;
  }

  private static String start(String line) {
    return line.substring(0, Math.min(line.length(), TELLING_LENGTH));
  }

  /** The line taken apart, or {@code null} where it is none. */
  static @Nullable DeviceRecord read(String text) {
    String line = text.strip();
    String start = start(line);
    if (start.contains(ISE)) {
      return IseMessage.read(line);
    }
    if (start.contains("%")) {
      DeviceRecord message = SyslogMessage.read(line);
      if (message != null) {
        return message;
      }
    }
    if (start.contains(":type=")) {
      return NxosAccounting.ofFile(line);
    }
    return start.contains("\t") || start.contains("|!|") || start.contains("cmd=")
        ? TacacsAccounting.read(line)
        : null;
  }
}

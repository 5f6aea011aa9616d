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

  private DeviceLine() {}

  /** Whether the text is such a line. */
  public static boolean isOne(String text) {
    return read(text) != null;
  }

  /** When the line was written, epoch milliseconds, or {@link RawLog#NO_TIME}. */
  public static long time(String text, Reception reception) {
    DeviceRecord record = read(text);
    return record == null ? RawLog.NO_TIME : record.time(reception);
  }

  /** The line taken apart, or {@code null} where it is none. */
  static @Nullable DeviceRecord read(String text) {
    String line = text.strip();
    String start = line.substring(0, Math.min(line.length(), TELLING_LENGTH));
    if (start.contains("CISE_")) {
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

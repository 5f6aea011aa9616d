package dev.mirrorwatch.udfs.format.cisco;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a line tells about the configuration of a device, as short as it is kept while others of the
 * same device and user are awaited.
 *
 * @param kind what it is
 * @param text the command, or the address that the user came from
 */
public record ConfigurationLine(Kind kind, String text) {

  /** What a line is. */
  public enum Kind {
    /** A command that was typed. */
    COMMAND,
    /** Somebody logged in, from the address. */
    LOGIN,
    /** The configuration mode was left; the address is that of the user. */
    CONFIGURED,
    /** Somebody logged out, of the address. */
    LOGOUT
  }

  private static final char SEPARATOR = ' ';

  /** The line in one text, for {@link #parse}. */
  public String written() {
    return kind.name().toLowerCase(Locale.ROOT) + SEPARATOR + text;
  }

  /** What {@link #written} wrote. */
  public static ConfigurationLine parse(String written) {
    int end = written.indexOf(SEPARATOR);
    return new ConfigurationLine(
        Kind.valueOf(written.substring(0, end).toUpperCase(Locale.ROOT)),
        written.substring(end + 1));
  }

  /** What the record says about configuration, or {@code null} if nothing. */
  static @Nullable ConfigurationLine of(DeviceRecord record) {
    if (record.command() != null) {
      return new ConfigurationLine(Kind.COMMAND, record.command());
    }
    String address = record.address() == null ? "" : record.address();
    return switch (record.mnemonic() == null ? "" : record.mnemonic()) {
      case "LOGIN_SUCCESS" -> new ConfigurationLine(Kind.LOGIN, address);
      case "CONFIG_I", "CONFIG_P" -> new ConfigurationLine(Kind.CONFIGURED, address);
      case "LOGOUT" -> new ConfigurationLine(Kind.LOGOUT, address);
      default -> null;
    };
  }

  /** What each of the lines means, given those before it; in their order. */
  public static List<Meaning> meanings(String device, List<ConfigurationLine> lines) {
    return new ConfigurationMeaning(device).of(lines);
  }

  /**
   * What a line means among others.
   *
   * @param command its normal form; {@code null} for a line that is no command
   * @param address that the user came from, or {@code null} if not known
   */
  public record Meaning(@Nullable MonitorCommand command, @Nullable String address) {}
}

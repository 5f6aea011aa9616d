package dev.mirrorwatch.udfs.format.cisco;

import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.format.Reception;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of a network device, or of a server that keeps account for it, while it is read and
 * after.
 */
final class DeviceRecord {

  /** Which log it stands in. Two logs may tell the same command. */
  enum Channel {
    /** The device's own messages. */
    SYSLOG,
    /** NX-OS accounting, which tells the mode of each command. */
    ACCOUNTING,
    /** A TACACS+ server's accounting. */
    TACACS;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String ENTER = "<cr>";

  /** What devices write where they know no user. */
  private static final Set<String> NOBODY =
      Set.of("unknown", "unknown user", "N/A", "(unknown)", "-");

  private final SyslogHeader header;
  private final Channel channel;
  private final String message;

  private @Nullable String host;
  private @Nullable String facility;
  private @Nullable Integer severity;
  private @Nullable String mnemonic;
  private @Nullable String action;
  private @Nullable String user;
  private @Nullable String address;
  private @Nullable String terminal;
  private @Nullable String command;
  private List<String> path = List.of();
  private @Nullable String privilege;
  private @Nullable String task;
  private Outcome outcome = Outcome.UNKNOWN;

  /**
   * @param message what stands behind the header
   */
  DeviceRecord(SyslogHeader header, Channel channel, String message) {
    this.header = header;
    this.channel = channel;
    this.message = message;
    this.host = header.host();
  }

  // ---- While it is read

  DeviceRecord host(@Nullable String name) {
    host = name == null ? host : name;
    return this;
  }

  DeviceRecord mnemonic(@Nullable String ofFacility, @Nullable Integer level, String name) {
    facility = ofFacility;
    severity = level;
    mnemonic = name;
    return this;
  }

  DeviceRecord action(String name) {
    action = name;
    return this;
  }

  DeviceRecord user(@Nullable String name) {
    String plain = name == null ? "" : name.strip();
    user = plain.isEmpty() || NOBODY.contains(plain) ? null : plain;
    return this;
  }

  /** An address, or {@code address@terminal} as NX-OS writes both. */
  DeviceRecord from(@Nullable String where) {
    String plain = where == null ? "" : where.strip();
    int at = plain.indexOf('@');
    if (at >= 0) {
      terminal = plain.substring(at + 1);
      plain = plain.substring(0, at);
    }
    boolean said =
        !plain.isEmpty()
            && !NOBODY.contains(plain)
            && !plain.equals("async")
            && !plain.equals("::");
    address = said ? plain : null;
    return this;
  }

  DeviceRecord terminal(@Nullable String name) {
    terminal = name == null || name.isBlank() ? terminal : name.strip();
    return this;
  }

  /** A command that was typed; TACACS+ ends each with {@code <cr>}. */
  DeviceRecord command(String line) {
    action = "command";
    String typed = line.strip();
    command =
        typed.endsWith(ENTER) ? typed.substring(0, typed.length() - ENTER.length()).strip() : typed;
    return this;
  }

  /** The commands that lead to the mode in which the command was typed. */
  DeviceRecord path(List<String> commands) {
    path = List.copyOf(commands);
    return this;
  }

  DeviceRecord privilege(@Nullable String level) {
    privilege = level;
    return this;
  }

  DeviceRecord task(@Nullable String id) {
    task = id;
    return this;
  }

  DeviceRecord outcome(Outcome became) {
    outcome = became;
    return this;
  }

  // ---- After

  SyslogHeader header() {
    return header;
  }

  Channel channel() {
    return channel;
  }

  String message() {
    return message;
  }

  @Nullable String host() {
    return host;
  }

  @Nullable String facility() {
    return facility;
  }

  @Nullable Integer severity() {
    return severity;
  }

  @Nullable String mnemonic() {
    return mnemonic;
  }

  /** {@code command} for a typed command, else what the message calls itself. */
  String action() {
    return Objects.requireNonNull(action == null ? mnemonic : action);
  }

  @Nullable String user() {
    return user;
  }

  @Nullable String address() {
    return address;
  }

  @Nullable String terminal() {
    return terminal;
  }

  @Nullable String command() {
    return command;
  }

  List<String> path() {
    return path;
  }

  @Nullable String privilege() {
    return privilege;
  }

  @Nullable String task() {
    return task;
  }

  Outcome outcome() {
    return outcome;
  }

  long time(Reception reception) {
    return header.time(reception);
  }
}

package dev.mirrorwatch.udfs.format.cisco;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a device's configuration mode that mirroring is about: whether commands are typed
 * inside a {@code monitor session}.
 *
 * <p>{@code monitor session 1 type erspan-source} enters it, and on NX-OS {@code monitor session 1}
 * too; with a source or a destination behind the number it is a command of one line. {@code
 * destination} alone enters one more level. {@code exit} goes one level up; {@code end}, {@code
 * configure terminal} and any command that no session knows leave both. (Cisco, "Configuring
 * ERSPAN", IOS XE and NX-OS configuration guides.)
 *
 * @param session number or name
 * @param type such as {@code erspan-source}, or {@code null} where the command names none
 * @param inDestination inside the session's destination
 */
record MonitorMode(String session, @Nullable String type, boolean inDestination) {

  private static final String OPENING = "monitor session ";

  /** What may be typed inside a session, behind {@code no} and {@code default} too. */
  private static final Set<String> KNOWN_INSIDE =
      Set.of(
          "source",
          "destination",
          "filter",
          "description",
          "shutdown",
          "ip",
          "ipv6",
          "erspan-id",
          "origin",
          "vrf",
          "mtu",
          "header-type",
          "plim");

  /** What leaves the mode as it is, wherever it is typed. */
  private static final Set<String> ASIDE = Set.of("do", "show", "!exec:", "ping", "where");

  /** As the device's own configuration has it. */
  String text() {
    return OPENING + session + (type == null ? "" : " type " + type);
  }

  /** Whether the session sends the packets away in GRE. */
  boolean isErspan() {
    return type != null && type.startsWith("erspan");
  }

  /** The mode that the command is said in, or opens; {@code null} if that is no session. */
  static @Nullable MonitorMode of(@Nullable MonitorMode before, String command) {
    MonitorMode named = named(command);
    if (named != null) {
      return named;
    }
    return before != null && isKnownInside(CommandWords.expandedInSession(command)) ? before : null;
  }

  /** The mode behind the command. */
  static @Nullable MonitorMode after(@Nullable MonitorMode before, String command) {
    String words = CommandWords.expanded(command);
    String first = words.split(" ", 2)[0];
    if (ASIDE.contains(first)) {
      return before;
    }
    MonitorMode named = named(command);
    if (named != null) {
      return opens(words) ? named : null;
    }
    if (before == null) {
      return null;
    }
    if (first.equals("exit")) {
      return before.inDestination ? before.at(false) : null;
    }
    String inside = CommandWords.expandedInSession(command);
    if (!isKnownInside(inside)) {
      return null;
    }
    return switch (inside.split(" ", 2)[0]) {
      case "destination" -> before.at(inside.equals("destination"));
      case "source" -> before.at(false);
      default -> before;
    };
  }

  /** The session that the command itself names, also to remove it; or {@code null}. */
  private static @Nullable MonitorMode named(String command) {
    String words = CommandWords.expanded(command).replaceFirst("^(?:no|default) ", "");
    if (!words.startsWith(OPENING)) {
      return null;
    }
    String[] rest = words.substring(OPENING.length()).split(" ");
    boolean typed = rest.length > 2 && rest[1].equals("type");
    return new MonitorMode(rest[0], typed ? rest[2] : null, false);
  }

  private static boolean opens(String words) {
    String[] parts = words.split(" ");
    return parts[0].equals("monitor") && (parts.length == 3 || parts[3].equals("type"));
  }

  private static boolean isKnownInside(String words) {
    String first = words.replaceFirst("^(?:no|default) ", "").split(" ", 2)[0];
    return KNOWN_INSIDE.contains(first);
  }

  private MonitorMode at(boolean destination) {
    return new MonitorMode(session, type, destination);
  }
}

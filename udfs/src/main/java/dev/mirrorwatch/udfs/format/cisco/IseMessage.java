package dev.mirrorwatch.udfs.format.cisco;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.mirrorwatch.udfs.event.Outcome;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * TACACS+ messages of Cisco ISE: accounting (3300 a command, 3301 start, 3302 stop, 3304 rejected)
 * and command authorization (5202 and others of Device-Administration). A long message comes in
 * segments that share the id behind the category. They are cut between attributes, and within one
 * only where it fills a segment by itself; one after the other they are the message again.
 *
 * @param header what stands before the category
 * @param id of the message
 * @param total number of its segments
 * @param number of this one, from 0
 * @param body what follows the space behind the number
 */
record IseMessage(String header, String category, String id, int total, int number, String body) {

  private static final Pattern SEGMENT =
      Pattern.compile("^(.*?)\\b(CISE_\\w+) (\\d+) (\\d{1,4}) (\\d{1,4}) (.*)$");
  private static final Pattern BODY =
      Pattern.compile(
          "^ *(\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)? [+-]\\d{2}:\\d{2}) (\\d+) (\\d+)"
              + " (\\w+) ([\\w+-]+): ([^,]*),? ?(.*)$");
  private static final Pattern COMMAND = Pattern.compile("CmdSet=\\[ ?(.*?) ?\\](?:,|$)");
  private static final Pattern ATTRIBUTE = Pattern.compile("([A-Za-z][\\w -]*)=(.*)");

  private static final Pattern REFUSED = Pattern.compile("(?i)rejected|failed|denied");

  private static final String COMMAND_CODE = "3300";

  /** The segment, or {@code null} where the line is none. */
  static @Nullable IseMessage segment(String line) {
    Matcher found = SEGMENT.matcher(line);
    return found.matches()
        ? new IseMessage(
            found.group(1),
            found.group(2),
            found.group(3),
            Integer.parseInt(found.group(4)),
            Integer.parseInt(found.group(5)),
            found.group(6))
        : null;
  }

  /** Whether others belong to it. */
  boolean isCut() {
    return number < total && total > 1;
  }

  /** The line that the message would be in one segment. */
  String line(String wholeBody) {
    return "%s%s %s 1 0 %s".formatted(header, category, id, wholeBody);
  }

  /** The message that begins in the line, or {@code null} where none of them does. */
  static @Nullable DeviceRecord read(String line) {
    IseMessage segment = segment(line);
    Matcher told = BODY.matcher(segment == null ? "" : segment.body);
    if (!told.matches()) {
      return null;
    }
    SyslogHeader relay = SyslogHeader.of(segment.header);
    String time = told.group(1);
    SyslogHeader header =
        new SyslogHeader(
            relay.priority(),
            relay.host(),
            told.group(2),
            DeviceClock.SYNCED,
            false,
            DeviceTime.find(time),
            relay.relayTime(),
            time);
    Map<String, String> attributes = attributes(COMMAND.matcher(told.group(7)).replaceAll(""));
    String code = told.group(3);
    boolean refused = REFUSED.matcher(told.group(6)).find();
    boolean authorization = told.group(6).startsWith("Command Authorization");
    DeviceRecord record =
        new DeviceRecord(header, DeviceRecord.Channel.TACACS, line)
            .mnemonic(told.group(5), null, code)
            .host(first(attributes.get("NetworkDeviceName"), attributes.get("Device IP Address")))
            .user(first(attributes.get("User"), attributes.get("UserName")))
            .terminal(attributes.get("Port"))
            .from(attributes.get("Remote-Address"))
            .privilege(attributes.get("Privilege-Level"))
            .task(attributes.get("task_id"))
            .outcome(!refused ? Outcome.SUCCESS : authorization ? Outcome.DENIED : Outcome.FAILURE);
    Matcher commands = COMMAND.matcher(told.group(7));
    boolean typed = code.equals(COMMAND_CODE) || authorization;
    return typed && commands.find() && !words(commands.group(1)).isEmpty()
        ? record.command(words(commands.group(1)))
        : record;
  }

  /**
   * Each word may stand in an argument of its own. A space before one is gone where it stood at the
   * end of a segment.
   */
  private static String words(String commandSet) {
    return commandSet
        .replaceAll("Cmd(?:Arg)?AV=", " ")
        .replace("<cr>", "")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static Map<String, String> attributes(String text) {
    Map<String, String> attributes = new HashMap<>();
    for (String part : text.split(", ?")) {
      Matcher attribute = ATTRIBUTE.matcher(part.strip());
      if (!attribute.matches()) {
        continue;
      }
      boolean pair = attribute.group(1).equals("AVPair");
      Matcher inner = ATTRIBUTE.matcher(pair ? attribute.group(2) : "");
      if (inner.matches()) {
        attributes.putIfAbsent(inner.group(1), inner.group(2));
      } else {
        attributes.putIfAbsent(attribute.group(1), attribute.group(2));
      }
    }
    return attributes;
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    return one != null ? one : other;
  }
}

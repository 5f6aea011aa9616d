package dev.mirrorwatch.udfs.format.cisco;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.mirrorwatch.udfs.event.Outcome;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The accounting file of a tac_plus server: time, device, user, terminal, remote address, {@code
 * start}, {@code stop} or {@code update}, and attributes. Shrubbery's server writes tabs between
 * them, copies in documents have spaces, the server of Pro-Bono-Publico writes {@code |!|}.
 */
final class TacacsAccounting {

  private static final List<String> FLAGS = List.of("start", "stop", "update");
  private static final String PRO_BONO = "|!|";
  private static final int FIELDS = 6;

  private static final Pattern SPACED =
      Pattern.compile(
          "^((?:\\w{3} )?\\w{3} {1,2}\\d{1,2} \\d{2}:\\d{2}:\\d{2}(?: \\d{4})?)\\s+(\\S+)\\s+(\\S+)"
              + "\\s+(\\S+)\\s+(\\S+)\\s+(start|stop|update)\\s+(.*)$");

  private TacacsAccounting() {}

  /** The record, or {@code null} where the line is none. */
  static @Nullable DeviceRecord read(String line) {
    if (line.contains(PRO_BONO)) {
      return read(line, Arrays.asList(line.split(Pattern.quote(PRO_BONO), -1)));
    }
    if (line.contains("\t")) {
      return read(line, Arrays.asList(line.split("\t", -1)));
    }
    Matcher spaced = SPACED.matcher(line);
    if (!spaced.matches()) {
      return null;
    }
    return read(
        line,
        List.of(
            spaced.group(1),
            spaced.group(2),
            spaced.group(3),
            spaced.group(4),
            spaced.group(5),
            spaced.group(6),
            spaced
                .group(7)
                .replaceAll(" (?=(?:task_id|service|priv-lvl|cmd|timezone|start_time)=)", "\t")));
  }

  private static @Nullable DeviceRecord read(String line, List<String> fields) {
    SyslogHeader time = SyslogHeader.ofFile(fields.get(0));
    if (time == null || fields.size() < FIELDS || !FLAGS.contains(fields.get(FIELDS - 1))) {
      return null;
    }
    List<String> attributes =
        fields.subList(FIELDS, fields.size()).stream()
            .flatMap(attribute -> Arrays.stream(attribute.split("\t")))
            .map(String::strip)
            .toList();
    String zone = value(attributes, "timezone");
    DeviceRecord record =
        new DeviceRecord(
                zone == null ? time : time.withZone(zone), DeviceRecord.Channel.TACACS, line)
            .mnemonic(null, null, fields.get(FIELDS - 1))
            .action("accounting_" + fields.get(FIELDS - 1))
            .host(fields.get(1).strip())
            .user(fields.get(2))
            .terminal(fields.get(3))
            .from(fields.get(4))
            .privilege(first(value(attributes, "priv-lvl"), value(attributes, "priv_lvl")))
            .task(value(attributes, "task_id"))
            .outcome(Outcome.SUCCESS);
    String command = first(value(attributes, "cmd"), value(attributes, "Cmd"));
    return command == null || command.isBlank() ? record : record.command(command);
  }

  private static @Nullable String value(List<String> attributes, String name) {
    return attributes.stream()
        .filter(attribute -> attribute.startsWith(name + "="))
        .map(attribute -> attribute.substring(name.length() + 1))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    return one != null ? one : other;
  }
}

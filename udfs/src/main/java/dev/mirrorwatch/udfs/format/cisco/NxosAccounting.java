package dev.mirrorwatch.udfs.format.cisco;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.mirrorwatch.udfs.event.Outcome;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The accounting log of NX-OS, as a file ({@code show accounting log}) and as a syslog message. A
 * command stands there with those that led to its mode, {@code ;} between them, and with its
 * result.
 */
final class NxosAccounting {

  private static final Pattern FILE =
      Pattern.compile("^(.*?):type=(start|stop|update):id=(.*?):user=(.*?):cmd=(.*)$");
  private static final Pattern MESSAGE =
      Pattern.compile("(start|stop|update):(.*?(?:@[^:]*|[^:]*)):([^:@ ]*):(.*)");
  private static final Pattern RESULT = Pattern.compile("(.*?) *\\((SUCCESS|FAILURE|REDIRECT)\\)");

  private NxosAccounting() {}

  /** A line of the file, or {@code null} where it is none. */
  static @Nullable DeviceRecord ofFile(String line) {
    Matcher found = FILE.matcher(line);
    if (!found.matches()) {
      return null;
    }
    SyslogHeader header = SyslogHeader.ofFile(found.group(1));
    if (header == null) {
      return null;
    }
    DeviceRecord record =
        new DeviceRecord(header, DeviceRecord.Channel.ACCOUNTING, line)
            .mnemonic(null, null, found.group(2));
    return told(record, found.group(2), found.group(3), found.group(4), found.group(5));
  }

  /** The same with what the text of an accounting message tells. */
  static DeviceRecord ofMessage(DeviceRecord record, String message) {
    Matcher found = MESSAGE.matcher(message);
    return found.matches()
        ? told(record, found.group(1), found.group(2), found.group(3), found.group(4))
        : record;
  }

  private static DeviceRecord told(
      DeviceRecord record, String type, String id, String user, String text) {
    record.user(user);
    if (id.contains("@")) {
      record.from(id);
    } else {
      record.terminal(id);
    }
    if (!type.equals("update") || text.isBlank()) {
      return record;
    }
    Matcher result = RESULT.matcher(text);
    boolean said = result.matches();
    List<String> commands =
        Arrays.stream((said ? result.group(1) : text).split(" ; ?|; "))
            .map(String::strip)
            .filter(command -> !command.isEmpty())
            .toList();
    if (commands.isEmpty()) {
      return record;
    }
    int last = commands.size() - 1;
    boolean failed = said && result.group(2).equals("FAILURE");
    return record
        .command(commands.get(last))
        .path(commands.subList(0, last))
        .outcome(failed ? Outcome.FAILURE : Outcome.SUCCESS);
  }
}

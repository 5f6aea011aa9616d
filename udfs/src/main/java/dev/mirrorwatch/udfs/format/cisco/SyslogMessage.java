package dev.mirrorwatch.udfs.format.cisco;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.mirrorwatch.udfs.event.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Syslog messages of IOS, IOS-XE, IOS-XR and NX-OS: the facility, the severity and the mnemonic
 * that all have, and the user, the address and the command of those that tell who did what. The
 * forms are those of Cisco's system message guides.
 */
final class SyslogMessage {

  /** IOS-XR writes a space before the colon, small switches a letter for the severity. */
  private static final Pattern MNEMONIC =
      Pattern.compile(
          "%([A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*?)-([0-7ACEWNID])-([A-Za-z0-9_.]+) ?: ?");

  private static final String LETTERS = " ACEWNID";

  private static final Pattern LOGGED_COMMAND =
      Pattern.compile("User: *(.*?) *logged command: ?(.*)");
  private static final Pattern CONFIGURED =
      Pattern.compile(
          "Configured (?:from|by) \\S+(?: by ([^\\s,]+))?,?(?: on (\\S+))?(?: \\(([^)\\s]+)\\))?");
  private static final Pattern PROGRAMMED =
      Pattern.compile("Configured programmatically by process .* from \\S+ as (\\S+) on (\\S+)");
  private static final Pattern ACCOUNTED =
      Pattern.compile("Username: *(\\S*) +Privilege level: *(\\d+) +Command: ?(.*)");
  private static final Pattern EXECUTED =
      Pattern.compile("User: *(\\S+) executed the command: ?(.*)");
  private static final Pattern LOGIN =
      Pattern.compile("\\[user: ?([^\\]]*)\\] +\\[Source: ?([^\\]]*)\\]");
  private static final Pattern LOGOUT =
      Pattern.compile("User (\\S+) has exited tty session (\\d+) ?\\(([^)]*)\\)");
  private static final Pattern AUTHENTICATED =
      Pattern.compile(
          "User '?([^'\\s]+)'? authenticated successfully from ([0-9A-Fa-f.:]+?)(?::\\d+)?(?: |$)");

  private SyslogMessage() {}

  /** The message, or {@code null} where the line has no mnemonic. */
  static @Nullable DeviceRecord read(String line) {
    Matcher found = MNEMONIC.matcher(line);
    if (!found.find()) {
      return null;
    }
    String message = line.substring(found.end()).strip();
    DeviceRecord record =
        new DeviceRecord(
                SyslogHeader.of(line.substring(0, found.start())),
                DeviceRecord.Channel.SYSLOG,
                message)
            .mnemonic(found.group(1), severity(found.group(2)), found.group(3));
    return told(record, found.group(3), message);
  }

  private static int severity(String written) {
    char sign = written.charAt(0);
    return Character.isDigit(sign) ? sign - '0' : LETTERS.indexOf(sign);
  }

  private static DeviceRecord told(DeviceRecord record, String mnemonic, String message) {
    return switch (mnemonic) {
      case "CFGLOG_LOGGEDCMD" -> {
        Matcher told = LOGGED_COMMAND.matcher(message);
        yield told.matches()
            ? record.user(told.group(1)).command(told.group(2)).outcome(Outcome.SUCCESS)
            : record;
      }
      case "CONFIG_I", "CONFIG_P", "VSHD_SYSLOG_CONFIG_I" -> configured(record, message);
      case "AUTH_PASSED" -> {
        Matcher told = AUTHENTICATED.matcher(message);
        yield told.find()
            ? record.user(told.group(1)).from(told.group(2)).outcome(Outcome.SUCCESS)
            : record;
      }
      case "ACCTLOCAL" -> {
        Matcher told = ACCOUNTED.matcher(message);
        yield told.matches()
            ? record
                .user(told.group(1))
                .privilege(told.group(2))
                .command(told.group(3))
                .outcome(Outcome.SUCCESS)
            : record;
      }
      case "VSHD_SYSLOG_CMD_EXEC" -> {
        Matcher told = EXECUTED.matcher(message);
        yield told.matches()
            ? record.user(told.group(1)).command(told.group(2)).outcome(Outcome.SUCCESS)
            : record;
      }
      case "LOGIN_SUCCESS" -> login(record, message).outcome(Outcome.SUCCESS);
      case "LOGIN_FAILED" -> login(record, message).outcome(Outcome.FAILURE);
      case "LOGOUT" -> {
        Matcher told = LOGOUT.matcher(message);
        yield told.find()
            ? record.user(told.group(1)).terminal("tty" + told.group(2)).from(told.group(3))
            : record;
      }
      case "AAA_ACCOUNTING_MESSAGE" -> NxosAccounting.ofMessage(record, message);
      default -> record;
    };
  }

  private static DeviceRecord configured(DeviceRecord record, String message) {
    Matcher programmed = PROGRAMMED.matcher(message);
    if (programmed.find()) {
      return record
          .user(programmed.group(1))
          .terminal(programmed.group(2))
          .outcome(Outcome.SUCCESS);
    }
    Matcher told = CONFIGURED.matcher(message);
    if (!told.find()) {
      return record;
    }
    record.user(told.group(1)).outcome(Outcome.SUCCESS);
    String where = told.group(2);
    if (where != null && where.contains("@")) {
      return record.from(where);
    }
    return record.terminal(where).from(told.group(3));
  }

  private static DeviceRecord login(DeviceRecord record, String message) {
    Matcher told = LOGIN.matcher(message);
    return told.find() ? record.user(told.group(1)).from(told.group(2)) : record;
  }
}

package dev.mirrorwatch.udfs.format.cisco;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of one device and user in their order. The address of a command that is part of a
 * session is that of the login before it, else that of the end of the configuration behind it.
 */
final class ConfigurationMeaning {

  private final String device;

  ConfigurationMeaning(String device) {
    this.device = device;
  }

  List<ConfigurationLine.Meaning> of(List<ConfigurationLine> lines) {
    List<ConfigurationLine.Meaning> meanings = new ArrayList<>();
    MonitorMode mode = null;
    String address = null;
    for (int i = 0; i < lines.size(); i++) {
      ConfigurationLine line = lines.get(i);
      MonitorCommand command = null;
      String from = null;
      switch (line.kind()) {
        case COMMAND -> {
          command = MonitorCommand.of(device, mode, line.text());
          mode = MonitorMode.after(mode, line.text());
          boolean matters = command.fields().containsKey("mirror.type");
          from = !matters ? null : address == null ? addressBehind(lines, i) : address;
        }
        case LOGIN -> address = line.text().isEmpty() ? null : line.text();
        case CONFIGURED -> mode = null;
        case LOGOUT -> {
          mode = null;
          address = null;
        }
      }
      meanings.add(new ConfigurationLine.Meaning(command, from));
    }
    return meanings;
  }

  private static @Nullable String addressBehind(List<ConfigurationLine> lines, int index) {
    for (ConfigurationLine line : lines.subList(index + 1, lines.size())) {
      switch (line.kind()) {
        case CONFIGURED, LOGOUT -> {
          return line.text().isEmpty() ? null : line.text();
        }
        case LOGIN -> {
          return null;
        }
        case COMMAND -> {
          // Typed in the same stay.
        }
      }
    }
    return null;
  }
}

package dev.mirrorwatch.rules.validate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the tables that checks compare rules with. */
final class CheckData {

  private CheckData() {}

  /** The lines of a table, without blank lines and comments. */
  static List<String> lines(String table) {
    try (InputStream in =
        CheckData.class.getResourceAsStream("/dev/mirrorwatch/rules/checks/" + table)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the table " + table, e);
    }
  }
}

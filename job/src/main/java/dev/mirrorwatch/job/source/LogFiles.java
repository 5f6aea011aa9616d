package dev.mirrorwatch.job.source;

import java.util.List;
import java.util.Locale;

/**
 * Which files of a folder are logs, by name. A file that is named itself is read whatever its name.
 */
public final class LogFiles {

  private static final List<String> ENDINGS = List.of(".json", ".jsonl", ".ndjson", ".log");

  private LogFiles() {}

  /** Whether a file in a folder is taken for a log: a known ending, with or without {@code .gz}. */
  public static boolean isLog(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    if (name.startsWith(".") || name.startsWith("_")) {
      return false;
    }
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    return ENDINGS.stream().anyMatch(plain::endsWith);
  }

  /** The endings, for messages. */
  public static String endings() {
    return String.join(" ", ENDINGS) + ", each also .gz";
  }
}

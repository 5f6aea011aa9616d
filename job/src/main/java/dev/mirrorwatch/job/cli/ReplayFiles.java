package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.job.config.InvalidConfigException;
import dev.mirrorwatch.job.source.LogFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The log files that the given paths mean. */
final class ReplayFiles {

  private ReplayFiles() {}

  /**
   * Files as named, folders walked; each file once, sorted within its folder.
   *
   * @throws InvalidConfigException naming every path that cannot be read or holds no log
   */
  static List<Path> find(List<Path> paths) {
    Set<Path> files = new LinkedHashSet<>();
    List<String> problems = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        problems.add(path + ": no such file or folder");
      } else if (!Files.isReadable(path)) {
        problems.add(path + ": not readable");
      } else if (Files.isDirectory(path)) {
        List<Path> found = below(path);
        if (found.isEmpty()) {
          problems.add(path + ": no logs in this folder (looked for " + LogFiles.endings() + ")");
        }
        files.addAll(found);
      } else {
        files.add(path.toAbsolutePath().normalize());
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    return List.copyOf(files);
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> LogFiles.isLog(file.getFileName().toString()))
          .map(file -> file.toAbsolutePath().normalize())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": cannot be walked: " + e.getMessage(), e);
    }
  }
}

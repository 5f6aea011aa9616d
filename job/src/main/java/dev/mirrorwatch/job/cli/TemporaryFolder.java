package dev.mirrorwatch.job.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that goes when the process goes, however it ends. */
public final class TemporaryFolder {

  private TemporaryFolder() {}

  /**
   * Makes one.
   *
   * @param purpose a part of its name
   */
  public static Path create(String purpose) throws IOException {
    Path folder = Files.createTempDirectory("mirrorwatch-" + purpose + "-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
    return folder;
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // A temporary folder that stays is no reason to end badly.
    }
  }
}

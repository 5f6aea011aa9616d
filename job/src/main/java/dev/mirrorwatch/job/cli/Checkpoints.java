package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.job.config.InvalidConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds a complete checkpoint or savepoint: a folder with Flink's {@code _metadata} in it. */
final class Checkpoints {

  private static final String METADATA = "_metadata";

  private Checkpoints() {}

  /**
   * The folder itself if it is a checkpoint, else the newest checkpoint below it.
   *
   * @throws InvalidConfigException when there is none
   */
  static Path newest(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InvalidConfigException(List.of("--from: " + folder + ": no such folder"));
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().equals(METADATA))
          .max(Comparator.comparing(Checkpoints::written))
          .map(metadata -> metadata.toAbsolutePath().getParent())
          .orElseThrow(
              () ->
                  new InvalidConfigException(
                      List.of("--from: no complete checkpoint in or below " + folder)));
    } catch (IOException e) {
      throw new UncheckedIOException("--from: " + folder + " cannot be walked", e);
    }
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException("--from: " + file + " cannot be read", e);
    }
  }
}

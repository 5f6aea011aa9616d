package dev.mirrorwatch.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the build put the servers' programs, and where their data goes. */
final class ServersFolder {

  /** Names the folder that holds {@code kafka-lib} and {@code elasticsearch}. */
  static final String PROPERTY = "mirrorwatch.test.servers";

  private ServersFolder() {}

  /** The jars of the Kafka broker. */
  static Path kafkaJars() {
    return existing(root().resolve("kafka-lib"));
  }

  /** The unpacked Elasticsearch distribution. */
  static Path elasticsearchHome() {
    Path parent = existing(root().resolve("elasticsearch"));
    try (DirectoryStream<Path> homes = Files.newDirectoryStream(parent, "elasticsearch-*")) {
      for (Path home : homes) {
        return home;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("no elasticsearch-* folder in " + parent);
  }

  /** A new, empty folder for one server's data and log. */
  static Path newRunFolder(String name) throws IOException {
    Path runs = Files.createDirectories(root().resolve("run"));
    return Files.createTempDirectory(runs, name + "-");
  }

  /** Deletes the folder and what is in it; a file that vanishes meanwhile is no error. */
  static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.deleteIfExists(file);
    }
  }

  private static Path root() {
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      return existing(Path.of(named).toAbsolutePath());
    }
    // Tests run in their module's folder, an IDE may run them in the project's.
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path candidate = folder.resolve("testdata").resolve("servers").resolve("target");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    throw new IllegalStateException(
        "no testdata/servers/target above "
            + Path.of("").toAbsolutePath()
            + "; build it with `mvn -pl testdata/servers package` or set -D"
            + PROPERTY);
  }

  private static Path existing(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalStateException(
          folder + " is missing; build it with `mvn -pl testdata/servers package`");
    }
    return folder;
  }
}

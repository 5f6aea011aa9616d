package dev.mirrorwatch.job.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sample logs inside the jar, as files that the file source can read. */
final class Sample {

  private static final String ROOT = "/dev/mirrorwatch/sample/";

  private Sample() {}

  /** A temporary folder with the sample, removed when the process ends. */
  static Path unpack() throws IOException {
    Path folder = TemporaryFolder.create("sample");
    for (String name : text("index.txt").lines().filter(line -> !line.isBlank()).toList()) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      try (InputStream in = open(name)) {
        Files.copy(in, file);
      }
    }
    return folder;
  }

  private static String text(String name) throws IOException {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream in = Sample.class.getResourceAsStream(ROOT + name);
    if (in == null) {
      throw new IOException("the sample is not in this jar: " + ROOT + name);
    }
    return in;
  }
}

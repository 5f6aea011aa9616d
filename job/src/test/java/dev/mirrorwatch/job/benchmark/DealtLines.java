package dev.mirrorwatch.job.benchmark;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The lines of several files, one of each in turn: as they were dealt out. */
final class DealtLines implements Closeable {

  private final Deque<BufferedReader> files = new ArrayDeque<>();

  DealtLines(List<Path> paths) throws IOException {
    for (Path path : paths) {
      files.add(Files.newBufferedReader(path));
    }
  }

  /** The next line, or {@code null} at the end of the last file. */
  String next() throws IOException {
    while (!files.isEmpty()) {
      BufferedReader file = files.remove();
      String line = file.readLine();
      if (line != null) {
        files.add(file);
        return line;
      }
      file.close();
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    for (BufferedReader file : files) {
      file.close();
    }
  }
}

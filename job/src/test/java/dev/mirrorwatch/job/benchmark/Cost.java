package dev.mirrorwatch.job.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * What a process says of its own run.
 *
 * @param cpuSeconds of all its threads, the start included
 * @param peakResidentBytes the most memory it had from the system
 * @param peakHeapBytes the most that was alive after a garbage collection
 * @param found what it alerts about
 */
record Cost(double cpuSeconds, long peakResidentBytes, long peakHeapBytes, Set<Staging> found) {

  private static final JsonMapper JSON = new JsonMapper();

  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }

  static Cost read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Cost.class);
  }
}

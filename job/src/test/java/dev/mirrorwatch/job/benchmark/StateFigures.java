package dev.mirrorwatch.job.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What stagings cost that are open, all at the same time.
 *
 * @param backend where the state is
 * @param open how many there are
 * @param seconds from the first record to the last one at the correlator
 * @param full the first checkpoint, which has all of them
 * @param next the one after 1 % more
 * @param operators bytes in the first checkpoint, by the name of the task; those with any
 * @param heapBytes alive on the heap after a full collection, before the first checkpoint
 * @param residentBytes the most memory that the process had from the system
 * @param drawn how many were drawn at random and completed
 * @param alerts what that brought
 */
record StateFigures(
    Backend backend,
    int open,
    double seconds,
    Checkpoint full,
    Checkpoint next,
    Map<String, Long> operators,
    long heapBytes,
    long residentBytes,
    int drawn,
    long alerts) {

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * As Flink's statistics of checkpoints have it.
   *
   * @param stateBytes that a job would read that goes on from it
   * @param writtenBytes of them, those that this one wrote
   * @param millis from its trigger to its end
   */
  record Checkpoint(long stateBytes, long writtenBytes, long millis) {}

  double recordsPerSecond() {
    return open / seconds;
  }

  long bytesOfEach() {
    return full.stateBytes() / open;
  }

  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }

  static StateFigures read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), StateFigures.class);
  }
}

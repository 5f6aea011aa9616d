package dev.mirrorwatch.job.benchmark;

import dev.mirrorwatch.testdata.Workload;
import dev.mirrorwatch.testdata.WorkloadRecord;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A workload as NDJSON, dealt out record by record to as many files as there are slots: like the
 * partitions of a topic, so that all readers are at the same time of the logs.
 *
 * @param files the files; one stands there as often as it is read
 * @param events records in them
 * @param bytes size of them together
 * @param mirrorCalls records that name a call of traffic mirroring
 */
record WorkloadFiles(List<Path> files, int events, long bytes, int mirrorCalls) {

  /** The first {@code events} records of a workload, into files that it makes in the folder. */
  static WorkloadFiles write(Workload workload, int events, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    List<BufferedWriter> writers = new ArrayList<>();
    long bytes = 0;
    int written = 0;
    int mirrorCalls = 0;
    try {
      for (int i = 0; i < LocalFlink.SLOTS; i++) {
        files.add(folder.resolve("records-" + i + ".ndjson"));
        writers.add(Files.newBufferedWriter(files.get(i)));
      }
      for (WorkloadRecord record : workload) {
        if (written == events) {
          break;
        }
        BufferedWriter writer = writers.get(written++ % writers.size());
        writer.write(record.json());
        writer.write('\n');
        bytes += record.json().getBytes(StandardCharsets.UTF_8).length + 1;
        mirrorCalls += record.json().contains("TrafficMirror") ? 1 : 0;
      }
    } finally {
      for (BufferedWriter writer : writers) {
        writer.close();
      }
    }
    return new WorkloadFiles(files, written, bytes, mirrorCalls);
  }

  /** Read so many times. */
  WorkloadFiles times(int times) {
    return new WorkloadFiles(
        Collections.nCopies(times, files).stream().flatMap(List::stream).toList(),
        events * times,
        bytes * times,
        mirrorCalls * times);
  }

  void delete() throws IOException {
    for (Path file : files) {
      Files.delete(file);
    }
  }
}

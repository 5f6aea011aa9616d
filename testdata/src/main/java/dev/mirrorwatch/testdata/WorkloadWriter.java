package dev.mirrorwatch.testdata;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Takes the records of a workload in the order of their arrival and stores them. */
public interface WorkloadWriter extends Closeable {
  /** Stores one record. */
  void write(WorkloadRecord record) throws IOException;

  /** The form in which records are stored. */
  enum Format {
    /** One file, one record a line. */
    NDJSON,
    /** The same, compressed. */
    NDJSON_GZ,
    /** A folder as a trail writes it into a bucket. */
    S3
  }

  /** Opens a writer: {@code output} is a file, or for {@link Format#S3} a folder. */
  static WorkloadWriter open(Format format, Path output) throws IOException {
    return switch (format) {
      case NDJSON -> new NdjsonWriter(output, false);
      case NDJSON_GZ -> new NdjsonWriter(output, true);
      case S3 -> new S3FolderWriter(output);
    };
  }
}

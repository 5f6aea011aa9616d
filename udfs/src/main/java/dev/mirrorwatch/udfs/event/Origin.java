package dev.mirrorwatch.udfs.event;

/**
 * Where a record was read.
 *
 * @param location file path, or Kafka topic
 * @param partition Kafka partition; {@link #LINES} or {@link #BYTES} for files
 * @param position 1-based line of a file, 0-based byte of one that is read in parts, offset for
 *     Kafka
 */
public record Origin(String location, int partition, long position) {

  /** The position in the file is a line. */
  public static final int LINES = -1;

  /** The position in the file is a byte. */
  public static final int BYTES = -2;

  /** A file that is read from its start. */
  public static Origin file(String path, long line) {
    return new Origin(path, LINES, line);
  }

  /** A file that is read in parts: nobody knows how many lines are before the part. */
  public static Origin part(String path, long offset) {
    return new Origin(path, BYTES, offset);
  }

  public static Origin kafka(String topic, int partition, long offset) {
    return new Origin(topic, partition, offset);
  }

  @Override
  public String toString() {
    return switch (partition) {
      case LINES -> location + ":" + position;
      case BYTES -> location + "@" + position;
      default -> location + "/" + partition + "@" + position;
    };
  }
}

package dev.mirrorwatch.udfs.event;

/**
 * Where a record was read.
 *
 * @param location file path, or Kafka topic
 * @param partition Kafka partition; -1 for files
 * @param position 1-based line for files, offset for Kafka
 */
public record Origin(String location, int partition, long position) {

  public static Origin file(String path, long line) {
    return new Origin(path, -1, line);
  }

  public static Origin kafka(String topic, int partition, long offset) {
    return new Origin(topic, partition, offset);
  }

  @Override
  public String toString() {
    return partition < 0 ? location + ":" + position : location + "/" + partition + "@" + position;
  }
}

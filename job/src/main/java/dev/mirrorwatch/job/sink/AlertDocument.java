package dev.mirrorwatch.job.sink;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/**
 * One revision of one alert, encoded and ready to be stored.
 *
 * <p>A public record of plain fields: Flink serializes it as a POJO, without Kryo.
 *
 * @param id names the alert in every store; 1 to 512 bytes of UTF-8, Elasticsearch's own limit
 * @param version not negative; a store keeps the highest version it has seen of an id
 * @param json the whole document, one JSON object
 * @param time epoch milliseconds of the alert's last change
 */
public record AlertDocument(String id, long version, String json, long time)
    implements Serializable {

  private static final int LONGEST_ID = 512;

  /** Refuses what no store could take: Elasticsearch would refuse the whole bulk for it. */
  public AlertDocument {
    int idBytes = id.getBytes(StandardCharsets.UTF_8).length;
    if (idBytes == 0 || idBytes > LONGEST_ID) {
      throw new IllegalArgumentException(
          "an alert id has 1 to " + LONGEST_ID + " bytes, not " + idBytes + ": " + id);
    }
    if (version < 0) {
      throw new IllegalArgumentException("alert " + id + " has the version " + version);
    }
  }
}

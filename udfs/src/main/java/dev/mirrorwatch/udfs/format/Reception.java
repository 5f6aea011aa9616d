package dev.mirrorwatch.udfs.format;

import java.io.Serializable;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * How an input came, for records that do not say all of their time themselves: lines of network
 * devices mostly leave out year and zone.
 *
 * @param time when it was received, epoch milliseconds: Kafka's timestamp, or when the file was
 *     written last
 * @param zone the zone that the devices of the source are set to, where they name none
 */
public record Reception(long time, ZoneId zone) implements Serializable {

  /** Received at that time from devices that are set to UTC. */
  public static Reception at(long time) {
    return new Reception(time, ZoneOffset.UTC);
  }

  /** Received just now from devices that are set to UTC. */
  public static Reception now() {
    return at(Clock.systemUTC().millis());
  }

  /** The same source, received at another time. */
  public Reception receivedAt(long other) {
    return new Reception(other, zone);
  }
}

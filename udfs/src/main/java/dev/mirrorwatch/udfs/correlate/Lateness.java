package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.LateEvent;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;

/** Tells hits that come in time from those that come too late to find their partners. */
final class Lateness {

  private final long allowed;

  Lateness(Duration allowed) {
    this.allowed = allowed.toMillis();
  }

  /** Milliseconds that a hit may be behind the watermark. */
  long allowed() {
    return allowed;
  }

  /** Whether the hit is late; it is then told as such. */
  boolean refuses(StageHit hit, long watermark, GroupOutput out) {
    if (hit.time() >= EventTimes.earlier(watermark, allowed)) {
      return false;
    }
    out.count("late_events");
    out.late(
        new LateEvent(
            hit.rule(),
            hit.evidence(),
            watermark,
            "event time is "
                + Duration.ofMillis(EventTimes.distance(watermark, hit.time()))
                + " behind the watermark, more than the allowed lateness of "
                + Duration.ofMillis(allowed)));
    return true;
  }
}

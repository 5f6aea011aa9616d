package dev.mirrorwatch.job.source;

import dev.mirrorwatch.udfs.event.RawLog;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** How event time moves: behind the newest record of a partition, never ahead of the clock. */
final class EventTimeStrategy {

  private EventTimeStrategy() {}

  /**
   * @param disorder how far behind the newest record others may come and not be late
   * @param idleAfter a partition that is silent for this long holds nothing back
   */
  static WatermarkStrategy<RawLog> bounded(Duration disorder, Duration idleAfter) {
    return WatermarkStrategy.<RawLog>forBoundedOutOfOrderness(disorder)
        .withTimestampAssigner(new NoLaterThanNow())
        .withIdleness(idleAfter);
  }

  /**
   * For history, which is complete when it ends: nothing is late, and what is open is closed at the
   * end.
   */
  static WatermarkStrategy<RawLog> atTheEnd() {
    return WatermarkStrategy.<RawLog>noWatermarks().withTimestampAssigner(new NoLaterThanNow());
  }

  /** One record from the future must not make everything after it late. */
  static final class NoLaterThanNow implements SerializableTimestampAssigner<RawLog> {

    private final Clock clock;

    NoLaterThanNow() {
      this(Clock.systemUTC());
    }

    NoLaterThanNow(Clock clock) {
      this.clock = clock;
    }

    @Override
    public long extractTimestamp(RawLog log, long recordTimestamp) {
      return Math.min(log.eventTime(), clock.millis());
    }
  }
}

package dev.mirrorwatch.job.source;

import dev.mirrorwatch.udfs.event.RawLog;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
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

  /**
   * For history that is read in its order: time passes as it would have, a minute at a time, and
   * never beyond what is still to be read.
   *
   * @param disorder how far behind the newest record of its file another may come and not be late
   */
  static WatermarkStrategy<RawLog> inOrder(Duration disorder, HistoryOrder order) {
    return WatermarkStrategy.<RawLog>forGenerator(
            context -> new HistoryTime(disorder.toMillis(), order))
        .withTimestampAssigner(new NoLaterThanNow());
  }

  /** Of one file, or part of one. */
  private static final class HistoryTime implements WatermarkGenerator<RawLog> {

    private static final long STEP = 60_000;

    private final long disorder;
    private final HistoryOrder order;

    private boolean begun;
    private long next;
    private long newest = Long.MIN_VALUE;
    private long told = Long.MIN_VALUE;

    HistoryTime(long disorder, HistoryOrder order) {
      this.disorder = disorder;
      this.order = order;
    }

    @Override
    public void onEvent(RawLog log, long time, WatermarkOutput output) {
      if (!begun) {
        begun = true;
        next = order.next(log.origin());
      }
      newest = Math.max(newest, Math.min(time, next));
      if (newest >= told + STEP) {
        onPeriodicEmit(output);
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      if (newest > told) {
        output.emitWatermark(new Watermark(newest - disorder - 1));
        told = newest;
      }
    }
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

package dev.mirrorwatch.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.RelativeClock;
import org.apache.flink.util.clock.SystemClock;
import org.junit.jupiter.api.Test;

class EventTimeStrategyTest {

  private static final Instant NOW = Instant.parse("2026-05-04T09:00:00Z");
  private static final long MINUTE = 60_000;

  @Test
  void aRecordIsNeverLaterThanNow() {
    EventTimeStrategy.NoLaterThanNow time =
        new EventTimeStrategy.NoLaterThanNow(Clock.fixed(NOW, ZoneOffset.UTC));

    assertThat(time.extractTimestamp(log(NOW.toEpochMilli() + 1), 0)).isEqualTo(NOW.toEpochMilli());
    assertThat(time.extractTimestamp(log(NOW.toEpochMilli() - 1), 0))
        .isEqualTo(NOW.toEpochMilli() - 1);
  }

  @Test
  void theWatermarkStaysBehindTheNewestRecordByTheDisorder() {
    Output output = new Output();
    WatermarkGenerator<RawLog> watermarks = generator();
    long newest = NOW.toEpochMilli();

    watermarks.onEvent(log(newest), newest, output);
    watermarks.onEvent(log(newest - 10 * MINUTE), newest - 10 * MINUTE, output);
    watermarks.onPeriodicEmit(output);

    assertThat(output.watermark).isEqualTo(newest - 15 * MINUTE - 1);
  }

  @Test
  void aRecordWithoutTimeMovesNothing() {
    Output output = new Output();
    WatermarkGenerator<RawLog> watermarks = generator();
    long noTime = new EventTimeStrategy.NoLaterThanNow().extractTimestamp(log(RawLog.NO_TIME), 0);

    watermarks.onEvent(log(RawLog.NO_TIME), noTime, output);
    watermarks.onPeriodicEmit(output);

    assertThat(output.watermark).isEqualTo(Long.MIN_VALUE);
  }

  private static WatermarkGenerator<RawLog> generator() {
    return EventTimeStrategy.bounded(Duration.ofMinutes(15), Duration.ofMinutes(1))
        .createWatermarkGenerator(
            new org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier.Context() {
              @Override
              public org.apache.flink.metrics.MetricGroup getMetricGroup() {
                return new UnregisteredMetricsGroup();
              }

              @Override
              public RelativeClock getInputActivityClock() {
                return SystemClock.getInstance();
              }
            });
  }

  private static RawLog log(long time) {
    return new RawLog("trail", Origin.file("f", 1), time, new byte[0], 0, null, null);
  }

  private static final class Output implements WatermarkOutput {

    private long watermark = Long.MIN_VALUE;

    @Override
    public void emitWatermark(Watermark emitted) {
      watermark = Math.max(watermark, emitted.getTimestamp());
    }

    @Override
    public void markIdle() {
      // Not looked at.
    }

    @Override
    public void markActive() {
      // Not looked at.
    }
  }
}

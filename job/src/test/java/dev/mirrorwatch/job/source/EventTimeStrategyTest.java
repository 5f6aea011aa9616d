package dev.mirrorwatch.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;
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

  @Test
  void aHistorysTimePassesAsFarAsNothingOlderIsStillToBeRead() throws Exception {
    long begin = NOW.toEpochMilli();
    long next = begin + 30 * MINUTE;
    HistoryOrder order =
        new HistoryOrder(
            List.of(split("f"), split("g")), split -> split.splitId().equals("f") ? begin : next);
    WatermarkGenerator<RawLog> first =
        generator(EventTimeStrategy.inOrder(Duration.ofMinutes(15), order));
    Output output = new Output();

    first.onEvent(log(RawLog.NO_TIME), RawLog.NO_TIME, output);
    first.onPeriodicEmit(output);
    assertThat(output.watermark).isEqualTo(Long.MIN_VALUE);
    first.onEvent(log(begin), begin, output);
    assertThat(output.watermark).isEqualTo(begin - 15 * MINUTE - 1);
    first.onEvent(log(begin), begin + MINUTE - 1, output);
    assertThat(output.watermark).as("not for each record").isEqualTo(begin - 15 * MINUTE - 1);
    first.onEvent(log(begin), begin + MINUTE, output);
    assertThat(output.watermark).isEqualTo(begin - 14 * MINUTE - 1);
    first.onEvent(log(begin), begin + 10 * MINUTE + 1, output);
    first.onPeriodicEmit(output);
    assertThat(output.watermark).isEqualTo(begin + 1 - 5 * MINUTE - 1);
    first.onEvent(log(begin), next + 60 * MINUTE, output);
    first.onPeriodicEmit(output);
    assertThat(output.watermark).isEqualTo(next - 15 * MINUTE - 1);

    WatermarkGenerator<RawLog> last =
        generator(EventTimeStrategy.inOrder(Duration.ofMinutes(15), order));
    last.onEvent(log("g", next), next + 60 * MINUTE, output);
    assertThat(output.watermark).isEqualTo(next + 45 * MINUTE - 1);
  }

  private static FileSourceSplit split(String name) {
    return new FileSourceSplit(name, new Path(name), 0, 1, 0, 1);
  }

  private static WatermarkGenerator<RawLog> generator() {
    return generator(EventTimeStrategy.bounded(Duration.ofMinutes(15), Duration.ofMinutes(1)));
  }

  private static WatermarkGenerator<RawLog> generator(WatermarkStrategy<RawLog> strategy) {
    return strategy.createWatermarkGenerator(
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
    return log("f", time);
  }

  private static RawLog log(String file, long time) {
    return new RawLog("trail", Origin.file(file, 1), time, new byte[0], 0, null, null);
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

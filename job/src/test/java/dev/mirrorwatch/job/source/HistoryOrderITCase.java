package dev.mirrorwatch.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.RawLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Event time while Flink reads a history. */
class HistoryOrderITCase {

  private static final int DAYS = 31;

  @TempDir private Path folder;

  /** A record's time and how far event time had come when it arrived. */
  public record Arrival(long time, long watermark) {

    boolean isLate() {
      return time <= watermark;
    }
  }

  private static final class Arrivals extends ProcessFunction<RawLog, Arrival> {

    @Override
    public void processElement(RawLog log, Context context, Collector<Arrival> out) {
      out.collect(new Arrival(log.eventTime(), context.timerService().currentWatermark()));
    }
  }

  /** A file for each day of a month, whose names say nothing of their order. */
  private void writeDays(int recordsOfDay) throws IOException {
    for (int day = 0; day < DAYS; day++) {
      Instant begin =
          LocalDate.parse("2026-03-01").plusDays(day).atStartOfDay().toInstant(ZoneOffset.UTC);
      Duration step = Duration.ofDays(1).dividedBy(recordsOfDay);
      Files.write(
          folder.resolve("%02d.json".formatted(day * 7 % DAYS)),
          IntStream.range(0, recordsOfDay)
              .mapToObj(i -> record(begin.plus(step.multipliedBy(i))))
              .toList());
    }
  }

  private static String record(Instant time) {
    return "{\"eventName\":\"RunInstances\",\"eventTime\":\"" + time + "\"}";
  }

  private List<Arrival> arrivals(Duration disorder, int parallelism) throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism);
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    List<Arrival> arrivals = new ArrayList<>();
    try (CloseableIterator<Arrival> all =
        LogSources.filesInOrder(environment, files, ZoneOffset.UTC, null, disorder)
            .process(new Arrivals())
            .rebalance()
            .executeAndCollect()) {
      all.forEachRemaining(arrivals::add);
    }
    return arrivals;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void timePassesAndNothingIsLate(int parallelism) throws Exception {
    writeDays(500);

    List<Arrival> arrivals = arrivals(Duration.ZERO, parallelism);

    assertThat(arrivals).hasSize(DAYS * 500).noneMatch(Arrival::isLate);
    long daysSeen =
        arrivals.stream()
            .map(arrival -> Math.floorDiv(arrival.watermark(), Duration.ofDays(1).toMillis()))
            .distinct()
            .count();
    assertThat(daysSeen).isGreaterThan(DAYS / 2);
  }

  @Test
  void whatIsFurtherOutOfOrderThanSaidIsLate() throws Exception {
    Files.write(
        folder.resolve("a.json"),
        Stream.of("23:59", "20:59", "20:58")
            .map(time -> record(Instant.parse("2026-03-31T" + time + ":00Z")))
            .toList());

    assertThat(arrivals(Duration.ofHours(3), 1))
        .extracting(Arrival::isLate)
        .containsExactly(false, false, true);
    assertThat(arrivals(Duration.ofHours(3).plusMinutes(1), 1)).noneMatch(Arrival::isLate);
  }
}

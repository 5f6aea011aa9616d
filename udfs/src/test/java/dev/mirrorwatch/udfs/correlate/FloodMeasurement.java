package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What one principal that floods costs: microseconds for each event and entries in state, which
 * should both be flat. A program to run by hand, not a test, since a shared machine has no steady
 * clock: {@code java -cp <test class path of udfs> dev.mirrorwatch.udfs.correlate.FloodMeasurement}
 */
public final class FloodMeasurement {

  private static final int[] EVENTS = {1_000, 10_000, 100_000};

  /** Ten events a second: a day's flood would fit no timespan, a script's does. */
  private static final double MINUTES_APART = 0.1 / 60;

  private FloodMeasurement() {}

  public static void main(String[] arguments) throws Exception {
    System.out.printf("%-44s %9s %12s %8s%n", "flood", "events", "us/event", "state");
    for (Map.Entry<String, Flood> flood : floods().entrySet()) {
      flood.getValue().run(EVENTS[0]);
      for (int events : EVENTS) {
        Result result = flood.getValue().run(events);
        System.out.printf(
            "%-44s %9d %12.1f %8d%n",
            flood.getKey(), events, result.nanos() / 1000.0 / events, result.stateEntries());
      }
    }
  }

  private static Map<String, Flood> floods() {
    CorrelationRule staging = Rules.staging();
    Hits linked = new Hits(staging);
    CorrelationRule count = Rules.eventCount(10);
    Hits counted = new Hits(count);
    CorrelationRule ordered = Rules.ordered();
    Hits inOrder = new Hits(ordered);
    Map<String, Flood> floods = new LinkedHashMap<>();
    floods.put(
        "staging: rules of one filter",
        new Flood(staging, i -> linked.filterRule("e" + i, i * MINUTES_APART, "tmf-1")));
    floods.put(
        "staging: targets, each another",
        new Flood(staging, i -> linked.target("e" + i, i * MINUTES_APART, "tmt-" + i)));
    floods.put(
        "staging: filters and targets, each another",
        new Flood(
            staging,
            i ->
                i % 2 == 0
                    ? linked.target("e" + i, i * MINUTES_APART, "tmt-" + i)
                    : linked.filter("e" + i, i * MINUTES_APART, "tmf-" + i)));
    floods.put("staging: complete ones, each another", new Flood(staging, i -> part(linked, i)));
    floods.put(
        "staging: sessions of one complete staging",
        new Flood(
            staging,
            i ->
                i < 3
                    ? part(linked, i)
                    : linked.session("e" + i, i * MINUTES_APART, "tmt-0", "tmf-0")));
    floods.put(
        "event_count: one stage",
        new Flood(count, i -> counted.target("e" + i, i * MINUTES_APART, null)));
    floods.put(
        "temporal_ordered: two of three stages",
        new Flood(
            ordered,
            i ->
                i % 2 == 0
                    ? inOrder.target("e" + i, i * MINUTES_APART, null)
                    : inOrder.filter("e" + i, i * MINUTES_APART, null)));
    return floods;
  }

  /** Stagings one after the other, four events each. */
  private static StageHit part(Hits hits, int i) {
    double minute = i * MINUTES_APART;
    String target = "tmt-" + i / 4;
    String filter = "tmf-" + i / 4;
    return switch (i % 4) {
      case 0 -> hits.target("e" + i, minute, target);
      case 1 -> hits.filter("e" + i, minute, filter);
      case 2 -> hits.filterRule("e" + i, minute, filter);
      default -> hits.session("e" + i, minute, target, filter);
    };
  }

  private record Result(long nanos, int stateEntries) {}

  private record Flood(CorrelationRule rule, IntFunction<StageHit> event) {

    /** The watermark stands still: nothing expires, so that only the limits bound the cost. */
    Result run(int events) throws Exception {
      List<StageHit> hits = new ArrayList<>();
      for (int i = 0; i < events; i++) {
        hits.add(event.apply(i));
      }
      try (CorrelateHarness harness = new CorrelateHarness(Duration.ofMinutes(5), rule)) {
        long start = System.nanoTime();
        harness.arrive(hits);
        return new Result(System.nanoTime() - start, harness.bufferedHits());
      }
    }
  }
}

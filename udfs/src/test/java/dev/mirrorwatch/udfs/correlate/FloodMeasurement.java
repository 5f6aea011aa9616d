package dev.mirrorwatch.udfs.correlate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What one principal that floods costs: microseconds for each event and what is kept, which should
 * both be flat, and how far apart the parts of a staging may be that hides in the flood. A program,
 * not a test, since a shared machine has no steady clock: {@code mvn -B -pl rules,udfs -Pflood
 * -DskipTests verify}.
 */
public final class FloodMeasurement {

  private static final int[] EVENTS = {1_000, 10_000, 100_000, 1_000_000};
  private static final int[] APART = {1, 10, 50, 100, 150, 200, 500, 1_000, 2_000};

  /** How often each is run; the median counts, except where one run is long enough. */
  private static final int RUNS = 3;

  private FloodMeasurement() {}

  public static void main(String[] arguments) throws Exception {
    System.out.printf(
        "%-44s %9s %9s %6s %10s %6s%n", "flood", "events", "us/event", "hits", "bytes", "found");
    for (Flood flood : Flood.values()) {
      flood.run(EVENTS[1], 1);
      for (int events : EVENTS) {
        Flood.Result result = median(flood, events);
        System.out.printf(
            "%-44s %9d %9.1f %6d %10d %6s%n",
            flood.label,
            events,
            result.nanos() / 1000.0 / events,
            result.hits(),
            result.stateBytes(),
            flood.hides() ? result.found() : "-");
      }
      if (flood.hides()) {
        System.out.printf(
            "%-44s parts up to %d events apart are found%n", flood.label, reach(flood));
      }
    }
  }

  private static Flood.Result median(Flood flood, int events) throws Exception {
    List<Flood.Result> results = new ArrayList<>();
    for (int run = 0; run < (events > 100_000 ? 1 : RUNS); run++) {
      results.add(flood.run(events, 50));
    }
    results.sort(Comparator.comparingLong(Flood.Result::nanos));
    return results.get(results.size() / 2);
  }

  private static int reach(Flood flood) throws Exception {
    int reach = 0;
    for (int apart : APART) {
      if (flood.run(20_000, apart).found()) {
        reach = apart;
      }
    }
    return reach;
  }
}

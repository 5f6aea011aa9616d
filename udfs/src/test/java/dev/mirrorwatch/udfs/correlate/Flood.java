package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.StageHit;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One principal that sends more than a group may keep, and the match that hides in it. */
enum Flood {
  RULES_OF_ONE_FILTER(
      "staging: rules of one filter",
      Rules.staging(),
      (hits, i) -> hits.filterRule("e" + i, minute(i), "tmf-1")),

  TARGETS(
      "staging: targets, each another",
      Rules.staging(),
      (hits, i) -> hits.target("e" + i, minute(i), "tmt-" + i)),

  FILTERS_AND_TARGETS(
      "staging: filters and targets, each another",
      Rules.staging(),
      (hits, i) ->
          i % 2 == 0
              ? hits.target("e" + i, minute(i), "tmt-" + i)
              : hits.filter("e" + i, minute(i), "tmf-" + i)),

  WHOLE_STAGINGS(
      "staging: complete ones, each another", Rules.staging(), (hits, i) -> partOfOwn(hits, i)),

  SESSIONS(
      "staging: sessions of one complete staging",
      Rules.staging(),
      (hits, i) -> i < 3 ? partOfOwn(hits, i) : hits.session("e" + i, minute(i), "tmt-0", "tmf-0")),

  COUNTED(
      "event_count: one stage",
      Rules.eventCount(10),
      (hits, i) -> hits.target("e" + i, minute(i), null)),

  TWO_OF_THREE_STAGES(
      "temporal_ordered: two of three stages",
      Rules.ordered(),
      (hits, i) ->
          i % 2 == 0
              ? hits.target("e" + i, minute(i), null)
              : hits.filter("e" + i, minute(i), null));

  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  private static final Duration LATENESS = Duration.ofMinutes(5);

  /** So that what was told does not pile up: the sink's memory is not measured here. */
  private static final int CHUNK = 1_000;

  final String label;
  final CorrelationRule rule;
  private final Kind kind;

  Flood(String label, CorrelationRule rule, Kind kind) {
    this.label = label;
    this.rule = rule;
    this.kind = kind;
  }

  private interface Kind {
    StageHit event(Hits hits, int i);
  }

  /**
   * What came of it.
   *
   * @param nanos time that the events took on the processor, where others do not count
   * @param hits kept in the end
   * @param stateBytes serialized size of everything that is kept in the end
   * @param found whether an alert shows all of the hidden match
   */
  record Result(long nanos, int hits, long stateBytes, boolean found) {}

  /** Whether a match can hide in it; a count counts every event, so none can. */
  boolean hides() {
    return this != COUNTED;
  }

  /**
   * Runs it with a standing watermark: nothing expires, so that only the limits bound the cost.
   *
   * @param apart events of the flood from one part of the hidden match to the next
   */
  Result run(int events, int apart) throws Exception {
    Hits hits = new Hits(rule);
    List<StageHit> hidden = hides() ? hidden(hits, events / 2, apart) : List.of();
    Set<String> wanted = new TreeSet<>();
    hidden.forEach(hit -> wanted.add(hit.eventId()));
    boolean found = false;
    long nanos = 0;
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      for (int from = 0; from < events; from += CHUNK) {
        List<StageHit> chunk = new ArrayList<>();
        for (int i = from; i < Math.min(from + CHUNK, events); i++) {
          chunk.add(kind.event(hits, i));
          int part = (i - events / 2) / apart;
          if (i >= events / 2 && (i - events / 2) % apart == 0 && part < hidden.size()) {
            chunk.add(hidden.get(part));
          }
        }
        long start = CPU.getCurrentThreadCpuTime();
        harness.arrive(chunk);
        nanos += CPU.getCurrentThreadCpuTime() - start;
        found |= harness.told().stream().anyMatch(alert -> shows(alert, wanted));
        harness.told().clear();
      }
      return new Result(nanos, harness.bufferedHits(), harness.stateBytes(), found);
    }
  }

  private static boolean shows(Alert alert, Set<String> events) {
    return alert.status() == AlertStatus.OPEN
        && !events.isEmpty()
        && CorrelateHarness.eventIds(alert).containsAll(events);
  }

  /** A staging of its own target and filter; of the ordered rule the stage that is missing. */
  private List<StageHit> hidden(Hits hits, int first, int apart) {
    if (this == TWO_OF_THREE_STAGES) {
      return List.of(hits.session("hidden", minute(first), null, null));
    }
    String target = "tmt-hidden";
    String filter = "tmf-hidden";
    return List.of(
        hits.target("hidden-1", minute(first), target),
        hits.filter("hidden-2", minute(first + apart), filter),
        hits.filterRule("hidden-3", minute(first + 2 * apart), filter),
        hits.session("hidden-4", minute(first + 3 * apart), target, filter));
  }

  /** Ten events a second: a day's flood would fit no timespan, a script's does. */
  private static double minute(int i) {
    return i * 0.1 / 60;
  }

  /** Stagings one after the other, four events each. */
  private static StageHit partOfOwn(Hits hits, int i) {
    String target = "tmt-" + i / 4;
    String filter = "tmf-" + i / 4;
    return switch (i % 4) {
      case 0 -> hits.target("e" + i, minute(i), target);
      case 1 -> hits.filter("e" + i, minute(i), filter);
      case 2 -> hits.filterRule("e" + i, minute(i), filter);
      default -> hits.session("e" + i, minute(i), target, filter);
    };
  }
}

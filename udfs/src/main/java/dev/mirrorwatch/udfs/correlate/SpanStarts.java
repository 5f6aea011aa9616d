package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms.Window;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.Arrays;
import java.util.List;

/**
 * How far back the events lie that count together with an event, in one buffer: a timespan, not
 * beyond the window's beginning, and not beyond what breaks matches off.
 */
final class SpanStarts {

  private final long timespan;
  private final Window window;
  private final long[] times;
  private final long[] breaks;

  /**
   * @param hits of the rule's stages, in time order
   * @param undoing hits that can undo a match
   */
  SpanStarts(CorrelationRule rule, List<StageHit> hits, List<StageHit> undoing) {
    this.timespan = rule.timespan().toMillis();
    this.window = rule.terms().window();
    this.times = hits.stream().mapToLong(StageHit::time).toArray();
    this.breaks =
        undoing.stream()
            .filter(hit -> rule.terms().until().contains(hit.stage()))
            .mapToLong(StageHit::time)
            .sorted()
            .toArray();
  }

  /** The earliest time that counts together with that of an event. */
  long of(long last) {
    long start = Math.max(EventTimes.earlier(last, timespan), ofWindow(last));
    for (int i = breaks.length - 1; i >= 0; i--) {
      if (breaks[i] < last) {
        return Math.max(start, breaks[i]);
      }
    }
    return start;
  }

  /** Place of the first hit that is not earlier. */
  int firstFrom(long time) {
    int place = Arrays.binarySearch(times, time);
    if (place < 0) {
      return -place - 1;
    }
    while (place > 0 && times[place - 1] == time) {
      place--;
    }
    return place;
  }

  /** The beginning of the window that an event lies in. */
  long ofWindow(long time) {
    return switch (window.kind()) {
      case SLIDING -> Long.MIN_VALUE;
      case TUMBLING -> tumbling(time, timespan);
      case SESSION -> ofSession(time);
    };
  }

  /** The beginning of the stretch of that length, counted from 1970. */
  static long tumbling(long time, long timespan) {
    return Math.floorDiv(time, timespan) * timespan;
  }

  private long ofSession(long time) {
    long start = time;
    int index = Arrays.binarySearch(times, time);
    for (int i = index < 0 ? -index - 2 : index; i >= 0; i--) {
      // Further back nothing counts anyway.
      if (EventTimes.distance(start, times[i]) > window.gap().toMillis()
          || EventTimes.distance(time, start) > timespan) {
        return start;
      }
      start = times[i];
    }
    return start;
  }
}

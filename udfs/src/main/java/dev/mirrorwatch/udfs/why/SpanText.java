package dev.mirrorwatch.udfs.why;

import java.time.Duration;

/** Durations as people write them. */
final class SpanText {

  private SpanText() {}

  /** Such as {@code 2h 1s}; without the units that are zero. */
  static String of(Duration span) {
    StringBuilder text = new StringBuilder();
    add(text, span.toDaysPart(), "d");
    add(text, span.toHoursPart(), "h");
    add(text, span.toMinutesPart(), "m");
    add(text, span.toSecondsPart(), "s");
    add(text, span.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void add(StringBuilder text, long amount, String unit) {
    if (amount > 0) {
      text.append(text.isEmpty() ? "" : " ").append(amount).append(unit);
    }
  }
}

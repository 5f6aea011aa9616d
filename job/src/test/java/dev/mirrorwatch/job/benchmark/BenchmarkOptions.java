package dev.mirrorwatch.job.benchmark;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What is asked for by {@code -Dbenchmark.…}.
 *
 * @param events records of a workload
 * @param rounds how often each contender runs; medians count
 * @param limit a run that takes longer is ended
 * @param only parts to run
 * @param live open stagings of {@link Part#STATE}
 * @param quick one point of some parts, one round, few records
 */
record BenchmarkOptions(
    int events, int rounds, Duration limit, Set<Part> only, int live, boolean quick) {

  private static final int QUICK_EVENTS = 20_000;
  private static final Set<Part> QUICK = EnumSet.of(Part.SHARE, Part.RECALL);

  /**
   * Reads them.
   *
   * @param properties values by name; {@code null} or empty where there is none
   * @throws IllegalArgumentException where a value makes no sense: which, and what it may be
   */
  static BenchmarkOptions of(UnaryOperator<String> properties) {
    Map<String, String> texts =
        Map.of(
            "events", text(properties, "events", "120000"),
            "rounds", text(properties, "rounds", "3"),
            "limit", text(properties, "limit", "PT3M"),
            "only", text(properties, "only", ""),
            "live", text(properties, "live", "1000000"),
            "quick", text(properties, "quick", "false"));
    boolean quick = Boolean.parseBoolean(texts.get("quick"));
    int events = number("events", texts.get("events"), 1_000);
    int rounds = number("rounds", texts.get("rounds"), 1);
    return new BenchmarkOptions(
        quick ? Math.min(events, QUICK_EVENTS) : events,
        quick ? 1 : rounds,
        duration(texts.get("limit")),
        texts.get("only").isEmpty() ? quick ? QUICK : EnumSet.allOf(Part.class) : parts(texts),
        number("live", texts.get("live"), 100),
        quick);
  }

  private static String text(UnaryOperator<String> properties, String name, String otherwise) {
    String text = properties.apply("benchmark." + name);
    return text == null || text.isBlank() ? otherwise : text.strip();
  }

  private static int number(String name, String text, int least) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with the numbers that are too small.
    }
    throw new IllegalArgumentException(
        "benchmark." + name + " is '" + text + "'; it must be a number of at least " + least);
  }

  private static Duration duration(String text) {
    try {
      Duration limit = Duration.parse(text);
      if (limit.compareTo(Duration.ZERO) > 0) {
        return limit;
      }
    } catch (DateTimeException e) {
      // Told below, with those that are too short.
    }
    throw new IllegalArgumentException(
        "benchmark.limit is '" + text + "'; it must be a duration such as PT3M");
  }

  private static Set<Part> parts(Map<String, String> texts) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    for (String name : texts.get("only").split(",")) {
      parts.add(
          Arrays.stream(Part.values())
              .filter(part -> part.toString().equals(name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "benchmark.only names '"
                              + name.strip()
                              + "'; there are "
                              + List.of(Part.values()))));
    }
    return parts;
  }
}

package dev.mirrorwatch.rules.parse;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as Sigma writes timespans: a number and a unit, such as {@code 2h}. */
final class TimespanParser {

  /** What the engine remembers. */
  private static final Duration LONGEST = Duration.ofDays(30);

  private static final Pattern TIMESPAN = Pattern.compile("([1-9]\\d{0,8})([smhdwMy])");

  private TimespanParser() {}

  /** Null when missing, zero when unreadable; limits are checked later. */
  static Duration unlimited(YamlMap map, String key) {
    Optional<String> text = map.text(key);
    if (text.isEmpty()) {
      return null;
    }
    Matcher matcher = TIMESPAN.matcher(text.get());
    if (!matcher.matches()) {
      map.error(
          map.valueAt(key),
          "MW-TIMESPAN",
          key + " '" + text.get() + "' is not a number and one of s, m, h, d, w");
      return Duration.ZERO;
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      case "w" -> Duration.ofDays(7 * count);
      // Average month and year, as the reference implementation counts them.
      case "M" -> Duration.ofSeconds(2_629_746 * count);
      default -> Duration.ofSeconds(31_556_952 * count);
    };
  }

  /** Nothing when missing, unreadable or longer than the engine remembers, which is reported. */
  static Optional<Duration> limited(YamlMap map, String key) {
    Duration read = unlimited(map, key);
    if (read == null || read.isZero()) {
      return Optional.empty();
    }
    if (read.compareTo(LONGEST) > 0) {
      map.error(
          map.valueAt(key),
          "MW-TIMESPAN-TOO-LONG",
          key + " is longer than the " + LONGEST.toDays() + " days that are remembered");
      return Optional.empty();
    }
    return Optional.of(read);
  }
}

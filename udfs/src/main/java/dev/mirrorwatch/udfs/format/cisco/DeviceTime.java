package dev.mirrorwatch.udfs.format.cisco;

import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.EventTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time as network devices and syslog relays write it: {@code Jan 6 2022 20:52:12.861 CEST}, the
 * year before the month (NX-OS), behind the time (asctime) or left out, the zone mostly left out;
 * or ISO 8601, as RFC 5424 has it.
 *
 * @param epoch milliseconds, where the text names an instant; else the other parts count
 * @param year or {@code null}
 * @param zoneName as written, or {@code null}
 */
record DeviceTime(
    @Nullable Long epoch,
    @Nullable Integer year,
    int month,
    int day,
    int secondOfDay,
    int millis,
    @Nullable String zoneName) {

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  private static final String ISO =
      "\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(?:[.,]\\d+)?(?: ?(?:Z|[+-]\\d{2}:?\\d{2}))?";

  /** The parts of the first form, in the order of the groups that {@link #of(Matcher)} reads. */
  private static final String WORDS =
      "(?:(?<before>\\d{4}) )?(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
          + " {1,2}(?<day>\\d{1,2}),?(?: (?<year>\\d{4}))?"
          + " (?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?"
          + "(?: (?<after>\\d{4})(?![\\d:.]*:))?"
          + "(?: (?<zone>[A-Za-z]{1,6}(?:[+-]\\d{1,2}(?::?\\d{2})?)?)(?=:))?";

  /** Finds times in a text. */
  static final Pattern ANYWHERE =
      Pattern.compile("(?<mark>[*.]?)\\b(?:(?<iso>" + ISO + ")|" + WORDS + ")");

  private static final long DAY = Duration.ofDays(1).toMillis();

  /** As far back as leap days lie apart. */
  private static final int YEARS_BACK = 8;

  /** The time that the matcher of {@link #ANYWHERE} stands on, or {@code null} if there is none. */
  static @Nullable DeviceTime of(Matcher found) {
    String iso = found.group("iso");
    if (iso != null) {
      long epoch = EventTime.parse(iso.replaceFirst(" (?=[Z+-])", ""));
      return epoch == RawLog.NO_TIME ? null : new DeviceTime(epoch, null, 1, 1, 0, 0, null);
    }
    int hour = Integer.parseInt(found.group("hour"));
    int minute = Integer.parseInt(found.group("minute"));
    int second = Integer.parseInt(found.group("second"));
    if (hour > 23 || minute > 59 || second > 60) {
      return null;
    }
    String year = first(found.group("before"), found.group("year"), found.group("after"));
    return new DeviceTime(
        null,
        year == null ? null : Integer.valueOf(year),
        MONTHS.indexOf(found.group("month").toLowerCase(Locale.ROOT)) + 1,
        Integer.parseInt(found.group("day")),
        hour * 3600 + minute * 60 + Math.min(second, 59),
        millis(found.group("fraction")),
        found.group("zone"));
  }

  /** The first time in the text, or {@code null}. */
  static @Nullable DeviceTime find(String text) {
    Matcher found = ANYWHERE.matcher(text);
    return found.find() ? of(found) : null;
  }

  /** The same with another zone. */
  DeviceTime withZone(@Nullable String zone) {
    return new DeviceTime(epoch, year, month, day, secondOfDay, millis, zone);
  }

  /**
   * Epoch milliseconds, or {@link RawLog#NO_TIME} for a day that does not exist. Without a year it
   * is the latest one that leaves the time no more than a day ahead of {@code received}.
   *
   * @param received epoch milliseconds
   * @param zone where none is named, or one that nobody knows
   */
  long at(long received, ZoneId zone) {
    if (epoch != null) {
      return epoch;
    }
    ZoneId named = ZoneNames.zone(zoneName);
    ZoneId own = named == null ? zone : named;
    if (year != null) {
      return in(year, own);
    }
    int latest = Instant.ofEpochMilli(received).atZone(own).getYear() + 1;
    for (int candidate = latest; candidate > latest - YEARS_BACK; candidate--) {
      long time = in(candidate, own);
      if (time != RawLog.NO_TIME && time <= received + DAY) {
        return time;
      }
    }
    return RawLog.NO_TIME;
  }

  private long in(int inYear, ZoneId zone) {
    try {
      LocalDateTime local =
          LocalDate.of(inYear, month, day).atStartOfDay().plusSeconds(secondOfDay);
      return local.atZone(zone).toInstant().toEpochMilli() + millis;
    } catch (DateTimeException e) {
      return RawLog.NO_TIME;
    }
  }

  private static int millis(@Nullable String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "00").substring(0, 3));
  }

  private static @Nullable String first(String... texts) {
    for (String text : texts) {
      if (text != null) {
        return Objects.requireNonNull(text);
      }
    }
    return null;
  }
}

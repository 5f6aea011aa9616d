package dev.mirrorwatch.rules.match;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalField;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One part of a time, in UTC, against a number. What is not a time never matches. */
public record TimePartMatcher(Part part, ValueMatcher number) implements ValueMatcher {

  /** The parts of a time that a rule can ask for. Weeks are those of ISO 8601. */
  public enum Part {
    MINUTE(ChronoField.MINUTE_OF_HOUR),
    HOUR(ChronoField.HOUR_OF_DAY),
    DAY(ChronoField.DAY_OF_MONTH),
    WEEK(IsoFields.WEEK_OF_WEEK_BASED_YEAR),
    MONTH(ChronoField.MONTH_OF_YEAR),
    YEAR(ChronoField.YEAR);

    private final TemporalField field;

    Part(TemporalField field) {
      this.field = field;
    }
  }

  /** The spellings in which event times are read: a fraction and a zone may be missing. */
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2})[Tt ](\\d{2}:\\d{2}:\\d{2})(?:[.,]\\d+)?"
              + "(?:([Zz])|([+-]\\d{2}):?(\\d{2})?)?");

  private static final int LONGEST_TIME = 64;

  @Override
  public boolean matches(String value) {
    String text = value.strip();
    Matcher time = TIME.matcher(text);
    if (text.length() > LONGEST_TIME || !time.matches()) {
      return false;
    }
    try {
      LocalDateTime local = LocalDateTime.parse(time.group(1) + "T" + time.group(2));
      LocalDateTime utc = local.minusSeconds(zone(time).getTotalSeconds());
      return number.matches(Integer.toString(utc.get(part.field)));
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static ZoneOffset zone(Matcher time) {
    if (time.group(4) == null) {
      return ZoneOffset.UTC;
    }
    String minutes = time.group(5) == null ? "00" : time.group(5);
    return ZoneOffset.of(time.group(4) + ":" + minutes);
  }

  @Override
  public String toString() {
    return part.name().toLowerCase(Locale.ROOT) + " " + number;
  }
}

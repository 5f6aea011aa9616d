package dev.mirrorwatch.udfs.format;

import dev.mirrorwatch.udfs.event.RawLog;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * Reads times as audit logs write them: {@code 2024-10-14T12:32:18Z}, with a fraction, with an
 * offset, with a space for the {@code T}, and without a zone (taken as UTC). Also as some of
 * Azure's services do: {@code 10/14/2024 12:32:18}, month first, {@code 10/14/2024 1:32:18 PM}, and
 * that with an offset after it; and as AWS does inside of records: {@code Oct 14, 2024, 1:32:18
 * PM}, in older ones without the comma before the hour.
 */
public final class EventTime {

  private static final long[] MILLIS_OF_DIGIT = {100, 10, 1};

  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final int LETTERS_OF_MONTH = 3;

  private final String text;
  private int at;

  private EventTime(String text) {
    this.text = text;
  }

  /** Epoch milliseconds, or {@link RawLog#NO_TIME} where the text is no such time. */
  public static long parse(@Nullable String text) {
    return text == null ? RawLog.NO_TIME : new EventTime(text.strip()).read();
  }

  private long read() {
    if (!text.isEmpty() && Character.isLetter(text.charAt(0))) {
      return readMonthNamed();
    }
    return text.indexOf('/') > 0 ? readMonthFirst() : readYearFirst();
  }

  private long readMonthNamed() {
    if (text.length() < LETTERS_OF_MONTH) {
      return RawLog.NO_TIME;
    }
    int month = MONTHS.indexOf(text.substring(0, LETTERS_OF_MONTH));
    at = LETTERS_OF_MONTH;
    boolean date = month >= 0 && month % LETTERS_OF_MONTH == 0 && next(' ');
    int day = upTo2();
    date &= next(',') && next(' ');
    int year = number(4);
    next(',');
    date &= next(' ');
    int hour = upTo2();
    return date ? readTime(year, month / LETTERS_OF_MONTH + 1, day, hour) : RawLog.NO_TIME;
  }

  private long readMonthFirst() {
    int month = upTo2();
    boolean date = next('/');
    int day = upTo2();
    date &= next('/');
    int year = number(4);
    next(',');
    date &= next(' ');
    int hour = upTo2();
    return date ? readTime(year, month, day, hour) : RawLog.NO_TIME;
  }

  private long readYearFirst() {
    int year = number(4);
    boolean date = next('-');
    int month = number(2);
    date &= next('-');
    int day = number(2);
    date &= next('T') || next('t') || next(' ');
    int hour = number(2);
    return date ? readTime(year, month, day, hour) : RawLog.NO_TIME;
  }

  private long readTime(int year, int month, int day, int writtenHour) {
    if (year < 0 || month < 1 || month > 12 || day < 1) {
      return RawLog.NO_TIME;
    }
    boolean time = next(':');
    int minute = number(2);
    time &= next(':');
    int second = number(2);
    long millis = fraction();
    int hour = halfDay(writtenHour);
    boolean inRange = within(hour, 23) && within(minute, 59) && within(second, 59);
    if (!time || !inRange || day > YearMonth.of(year, month).lengthOfMonth()) {
      return RawLog.NO_TIME;
    }
    long offsetMinutes = offset();
    if (millis < 0 || offsetMinutes == RawLog.NO_TIME || at != text.length()) {
      return RawLog.NO_TIME;
    }
    long minutes =
        LocalDate.of(year, month, day).toEpochDay() * 1440 + hour * 60L + minute - offsetMinutes;
    return minutes * 60_000 + second * 1000L + millis;
  }

  /** The hour of the day; what is followed by AM or PM counts from twelve to eleven. */
  private int halfDay(int hour) {
    boolean half = text.startsWith(" AM", at) || text.startsWith(" PM", at);
    if (!half) {
      return hour;
    }
    boolean afternoon = text.charAt(at + 1) == 'P';
    at += " PM".length();
    next(' ');
    return hour < 1 || hour > 12 ? -1 : hour % 12 + (afternoon ? 12 : 0);
  }

  private static boolean within(int value, int max) {
    return value >= 0 && value <= max;
  }

  /** Milliseconds of a fraction, cut off after the third digit; -1 for a point without digits. */
  private long fraction() {
    if (!next('.') && !next(',')) {
      return 0;
    }
    long millis = 0;
    int digits = 0;
    for (; at < text.length() && digit(at) >= 0; at++, digits++) {
      millis += digits < MILLIS_OF_DIGIT.length ? digit(at) * MILLIS_OF_DIGIT[digits] : 0;
    }
    return digits == 0 ? -1 : millis;
  }

  private long offset() {
    if (at == text.length() || next('Z') || next('z')) {
      return 0;
    }
    int sign = next('+') ? 1 : next('-') ? -1 : 0;
    int hours = number(2);
    next(':');
    int minutes = at == text.length() ? 0 : number(2);
    if (sign == 0 || !within(hours, 18) || !within(minutes, 59)) {
      return RawLog.NO_TIME;
    }
    return sign * (hours * 60L + minutes);
  }

  private boolean next(char wanted) {
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  /** A number of one digit or two. */
  private int upTo2() {
    boolean two = at + 1 < text.length() && digit(at + 1) >= 0;
    return number(two ? 2 : 1);
  }

  private int number(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++, at++) {
      int digit = at < text.length() ? digit(at) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private int digit(int index) {
    char c = text.charAt(index);
    return c >= '0' && c <= '9' ? c - '0' : -1;
  }
}

package dev.mirrorwatch.udfs.format.cisco;

import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.Reception;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands on a line before the message: of the device, and of relays on the way.
 *
 * <p>Every part can be switched on and off on the device ({@code service timestamps}, {@code
 * service sequence-numbers}, {@code logging origin-id}, {@code logging host}), so that parts are
 * told by their looks: {@code <priority>}, counters, a host, times. A time with a colon behind it
 * is the device's, one without is a relay's (RFC 3164 and 5424).
 *
 * @param priority or {@code null}
 * @param host of the device: as it calls itself, else as a relay calls it; or {@code null}
 * @param sequence the last counter, or {@code null}
 * @param clockText the device's time as written, or {@code null}
 */
record SyslogHeader(
    @Nullable Integer priority,
    @Nullable String host,
    @Nullable String sequence,
    DeviceClock clock,
    boolean neverSet,
    @Nullable DeviceTime deviceTime,
    @Nullable DeviceTime relayTime,
    @Nullable String clockText) {

  private static final Pattern PRIORITY = Pattern.compile("<(\\d{1,3})>");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,12}");
  private static final Pattern UPTIME =
      Pattern.compile("\\d+y\\d+w|\\d+w\\d+d|\\d+d\\d+h|\\d{1,3}:\\d{2}:\\d{2}(?:\\.\\d+)?");
  private static final Pattern RFC_5424 = Pattern.compile("(?:^|\\s)1 (?=\\d{4}-\\d{2}-\\d{2}T)");
  private static final String ORIGINAL_ADDRESS = "Address=";

  /** Above that a clock that says it is right is wrong. */
  private static final long GREATEST_LEAD = Duration.ofDays(1).toMillis();

  /** Reads a header, which may be empty. */
  static SyslogHeader of(String text) {
    return new Reader(text).header();
  }

  /** That of a line which begins with its time and nothing else; {@code null} without a time. */
  static @Nullable SyslogHeader ofFile(String time) {
    DeviceTime found = DeviceTime.find(time);
    return found == null
        ? null
        : new SyslogHeader(null, null, null, DeviceClock.SYNCED, false, found, null, time.strip());
  }

  /** The same with the device's time in another zone. */
  SyslogHeader withZone(String zone) {
    return new SyslogHeader(
        priority,
        host,
        sequence,
        clock,
        neverSet,
        deviceTime == null ? null : deviceTime.withZone(zone),
        relayTime,
        clockText);
  }

  /**
   * When the line was written, epoch milliseconds, or {@link RawLog#NO_TIME}: the device's time;
   * where it has none, or one that was never set or lies in the future, a relay's, and then that of
   * the reception.
   */
  long time(Reception reception) {
    long relayed =
        relayTime == null ? RawLog.NO_TIME : relayTime.at(reception.time(), reception.zone());
    long received = relayed == RawLog.NO_TIME ? reception.time() : relayed;
    if (deviceTime == null || neverSet) {
      return received;
    }
    long own = deviceTime.at(received, reception.zone());
    return own == RawLog.NO_TIME || own > received + GREATEST_LEAD ? received : own;
  }

  /** Takes a header apart. */
  private static final class Reader {
    private final StringBuilder rest;
    private @Nullable Integer priority;
    private @Nullable String host;
    private boolean namedByItself;
    private @Nullable DeviceTime device;
    private @Nullable DeviceTime relay;
    private @Nullable String clockText;
    private String mark = "";
    private boolean uptime;
    private final boolean rfc5424;
    private final List<String> numbers = new ArrayList<>();

    Reader(String text) {
      String plain = text;
      Matcher found = PRIORITY.matcher(text);
      if (found.find()) {
        priority = Integer.valueOf(found.group(1));
        plain = text.substring(0, found.start()) + " " + text.substring(found.end());
      }
      Matcher version = RFC_5424.matcher(plain);
      rfc5424 = version.find();
      rest =
          new StringBuilder(
              rfc5424
                  ? plain.substring(0, version.start()) + " " + plain.substring(version.end())
                  : plain);
    }

    SyslogHeader header() {
      takeTimes();
      for (String word : rest.toString().trim().split("\\s+")) {
        take(word);
      }
      if (numbers.size() > 2 && host == null) {
        // Counter, host and sequence number: a host may be called by a number.
        host = numbers.get(numbers.size() - 2);
      }
      if (device != null
          && device.zoneName() != null
          && ZoneNames.zone(device.zoneName()) == null
          && host == null) {
        host = device.zoneName();
        device = device.withZone(null);
      }
      return new SyslogHeader(
          priority,
          host,
          numbers.isEmpty() ? null : numbers.get(numbers.size() - 1),
          clock(),
          mark.equals("*"),
          device,
          relay,
          clockText);
    }

    private DeviceClock clock() {
      if (device == null) {
        return rfc5424 && relay != null && !uptime ? DeviceClock.SYNCED : DeviceClock.NONE;
      }
      return mark.isEmpty() ? DeviceClock.SYNCED : DeviceClock.UNSYNCED;
    }

    private void takeTimes() {
      Matcher found = DeviceTime.ANYWHERE.matcher(rest.toString());
      StringBuilder left = new StringBuilder();
      int from = 0;
      while (found.find()) {
        DeviceTime time = DeviceTime.of(found);
        if (time == null) {
          continue;
        }
        int end = found.end();
        if (isColonNext(rest, end)) {
          device = time;
          mark = found.group("mark");
          clockText = found.group();
        } else {
          relay = time;
        }
        left.append(rest, from, found.start()).append(' ');
        from = end;
      }
      left.append(rest.substring(from));
      rest.setLength(0);
      rest.append(left);
    }

    private static boolean isColonNext(CharSequence text, int from) {
      int at = from;
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return at < text.length() && text.charAt(at) == ':';
    }

    private void take(String written) {
      boolean colon = written.endsWith(":");
      String word = colon ? written.substring(0, written.length() - 1) : written;
      if (word.startsWith(ORIGINAL_ADDRESS)) {
        setHost(word.substring(ORIGINAL_ADDRESS.length()), false);
      } else if (NUMBER.matcher(word).matches()) {
        if (!rfc5424 || colon) {
          numbers.add(word);
        }
      } else if (UPTIME.matcher(word).matches()) {
        uptime = true;
        clockText = word;
      } else if (isName(word)) {
        setHost(word, colon);
      }
    }

    /** The device's own word goes before the first of those that relays added. */
    private void setHost(String name, boolean byItself) {
      if (host == null || byItself && !namedByItself) {
        host = name;
        namedByItself = byItself;
      }
    }

    /** Not a card such as {@code RP/0/RP0/CPU0}, nor a process such as {@code config[67105]}. */
    private static boolean isName(String word) {
      return !word.isEmpty()
          && Character.isLetterOrDigit(word.charAt(0))
          && word.indexOf('/') < 0
          && word.indexOf('[') < 0
          && word.indexOf('=') < 0
          && !word.equals("Original");
    }
  }
}

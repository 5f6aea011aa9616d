package dev.mirrorwatch.udfs.format.cisco;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The zone names that administrators give to {@code clock timezone} and {@code clock summer-time}.
 * Each stands for one offset: a device that is in summer time prints the summer name. Where a name
 * has several meanings it is the one in the IANA time zone database's English data; {@code IST} is
 * India's.
 */
final class ZoneNames {

  private static final Pattern OFFSET =
      Pattern.compile("(?:[A-Za-z]{1,4})?([+-])(\\d{1,2})(?::?(\\d{2}))?");

  private static final Map<String, ZoneOffset> OFFSETS = new TreeMap<>();

  static {
    put("+00:00", "UTC", "GMT", "Z", "WET", "UCT");
    put("+01:00", "CET", "MET", "WEST", "BST", "WAT");
    put("+02:00", "CEST", "MEST", "EET", "SAST", "CAT");
    put("+03:00", "EEST", "MSK", "EAT", "TRT");
    put("+04:00", "GST");
    put("+05:00", "PKT");
    put("+05:30", "IST");
    put("+07:00", "WIB", "ICT");
    put("+08:00", "SGT", "HKT", "AWST", "PHT", "MYT");
    put("+09:00", "JST", "KST");
    put("+09:30", "ACST");
    put("+10:00", "AEST");
    put("+10:30", "ACDT");
    put("+11:00", "AEDT");
    put("+12:00", "NZST");
    put("+13:00", "NZDT");
    put("-10:00", "HST");
    put("-09:00", "AKST");
    put("-08:00", "AKDT", "PST");
    put("-07:00", "MST", "PDT");
    put("-06:00", "CST", "MDT");
    put("-05:00", "EST", "CDT");
    put("-04:00", "EDT", "AST");
    put("-03:30", "NST");
    put("-03:00", "ADT", "BRT", "ART");
    put("-02:30", "NDT");
  }

  private ZoneNames() {}

  private static void put(String offset, String... names) {
    for (String name : names) {
      OFFSETS.put(name, ZoneOffset.of(offset));
    }
  }

  /** The zone, also of {@code UTC+1} and {@code GMT-07:30}; {@code null} for an unknown name. */
  static @Nullable ZoneId zone(@Nullable String name) {
    if (name == null) {
      return null;
    }
    ZoneOffset known = OFFSETS.get(name.toUpperCase(Locale.ROOT));
    if (known != null) {
      return known;
    }
    Matcher offset = OFFSET.matcher(name);
    if (!offset.matches()) {
      return null;
    }
    int sign = offset.group(1).equals("-") ? -1 : 1;
    int minutes = offset.group(3) == null ? 0 : Integer.parseInt(offset.group(3));
    try {
      return ZoneOffset.ofHoursMinutes(sign * Integer.parseInt(offset.group(2)), sign * minutes);
    } catch (DateTimeException e) {
      return null;
    }
  }
}

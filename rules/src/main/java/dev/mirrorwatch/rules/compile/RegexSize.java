package dev.mirrorwatch.rules.compile;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many steps a regular expression is compiled to, about. Counted repetitions are written out by
 * RE2, one inside the other multiplied, so that a short text can fill the memory.
 */
final class RegexSize {

  /** Public rules stay below a hundredth of it. */
  static final long MOST_STEPS = 5_000;

  private static final Pattern REPEAT = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

  /** Steps of a group so far, and of its last part, which a repetition multiplies. */
  private static final class Group {
    private long steps;
    private long last;

    void add(long more) {
      last = more;
      steps += more;
    }

    void repeat(long times) {
      steps += last * (times - 1);
      last *= times;
    }
  }

  private final String regex;
  private final Deque<Group> groups = new ArrayDeque<>();
  private int at;

  private RegexSize(String regex) {
    this.regex = regex;
    groups.push(new Group());
  }

  /** Never more than one above {@link #MOST_STEPS}: what is larger is not counted to its end. */
  static long steps(String regex) {
    return Math.min(new RegexSize(regex).count(), MOST_STEPS + 1);
  }

  private long count() {
    if (regex.length() > MOST_STEPS) {
      return regex.length();
    }
    Matcher repeat = REPEAT.matcher(regex);
    while (at < regex.length()) {
      if (repeat.region(at, regex.length()).lookingAt()) {
        groups.peek().repeat(times(repeat));
        at = repeat.end();
      } else {
        part();
      }
      // Also what stands in an open group counts at once, so no number can overflow.
      if (groups.peek().steps > MOST_STEPS) {
        return groups.peek().steps;
      }
    }
    return groups.stream().mapToLong(group -> group.steps).sum();
  }

  private static long times(Matcher repeat) {
    long fewest = Long.parseLong(repeat.group(1));
    String most = repeat.group(2);
    return Math.max(1, most == null || most.isEmpty() ? fewest : Long.parseLong(most));
  }

  private void part() {
    char sign = regex.charAt(at);
    switch (sign) {
      case '(' -> {
        groups.push(new Group());
        at++;
      }
      case ')' -> {
        Group closed = groups.pop();
        if (groups.isEmpty()) {
          groups.push(new Group());
        }
        groups.peek().add(closed.steps);
        at++;
      }
      case '[' -> {
        at = endOfClass();
        groups.peek().add(1);
      }
      case '\\' -> escape();
      default -> {
        // Stars and the like belong to the part before them, but cost a step too.
        if ("*+?".indexOf(sign) >= 0) {
          groups.peek().steps++;
        } else {
          groups.peek().add(1);
        }
        at++;
      }
    }
  }

  private void escape() {
    int quoteEnd = regex.startsWith("\\Q", at) ? regex.indexOf("\\E", at) : at + 2;
    int end = quoteEnd < 0 ? regex.length() : quoteEnd;
    for (int i = at + 1; i < end; i++) {
      groups.peek().add(1);
    }
    at = Math.max(end, at + 2);
  }

  /** Behind the bracket that closes a class; the first sign in it never does. */
  private int endOfClass() {
    int end = at + 1;
    if (end < regex.length() && regex.charAt(end) == '^') {
      end++;
    }
    boolean first = true;
    while (end < regex.length() && (first || regex.charAt(end) != ']')) {
      first = false;
      int named = regex.startsWith("[:", end) ? regex.indexOf(":]", end) : -1;
      if (named >= 0) {
        end = named + 2;
      } else {
        end += regex.charAt(end) == '\\' ? 2 : 1;
      }
    }
    return Math.min(end + 1, regex.length());
  }
}

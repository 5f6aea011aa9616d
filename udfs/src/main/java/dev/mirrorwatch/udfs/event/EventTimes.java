package dev.mirrorwatch.udfs.event;

/**
 * Sums and distances of event times that stay at the end of the scale instead of running over it,
 * since event times come from outside.
 */
public final class EventTimes {

  private EventTimes() {}

  /**
   * @param millis not negative
   */
  public static long later(long time, long millis) {
    return time > Long.MAX_VALUE - millis ? Long.MAX_VALUE : time + millis;
  }

  /**
   * @param millis not negative
   */
  public static long earlier(long time, long millis) {
    return time < Long.MIN_VALUE + millis ? Long.MIN_VALUE : time - millis;
  }

  /** Milliseconds between two times, whichever is first. */
  public static long distance(long one, long other) {
    long distance = Math.max(one, other) - Math.min(one, other);
    return distance < 0 ? Long.MAX_VALUE : distance;
  }
}

package dev.mirrorwatch.udfs.event;

import java.util.List;

/**
 * What speaks for and against an alert.
 *
 * @param score 0 to 100
 * @param confidence {@code low}, {@code medium} or {@code high}
 * @param known how much is known of the principals, where the rule asks who is new; for the same
 *     events it only grows
 * @param reasons those that hold, in the order of the rule
 */
public record Risk(int score, String confidence, int known, List<Reason> reasons) {

  /**
   * A reason of the rule that holds.
   *
   * @param points that it added, or took away
   * @param text with values filled in
   * @param events ids of those that showed it, in time order; empty where it is what is missing
   */
  public record Reason(String name, int points, String text, List<String> events) {}
}

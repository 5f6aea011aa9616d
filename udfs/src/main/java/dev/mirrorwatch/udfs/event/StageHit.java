package dev.mirrorwatch.udfs.event;

import java.util.List;

/**
 * One event that matched one stage of one correlation rule, in one group.
 *
 * @param rule name of the correlation rule
 * @param stage name of the detection rule that matched
 * @param groupValues one value for each group-by entry of the rule
 * @param time event time, epoch milliseconds
 * @param eventId for recognising a second delivery
 * @param links values of the fields that the rule joins, counts or takes its identity from
 */
public record StageHit(
    String rule,
    String stage,
    List<String> groupValues,
    long time,
    String eventId,
    FieldValues links,
    Evidence evidence) {

  private static final char SEPARATOR = '\u001f';

  /** Key of the correlate operator: everything of one rule and group meets in one place. */
  public String correlationKey() {
    return rule + SEPARATOR + String.join(String.valueOf(SEPARATOR), groupValues);
  }

  /** The rule's name in a correlation key. */
  public static String ruleOf(String correlationKey) {
    int end = correlationKey.indexOf(SEPARATOR);
    return end < 0 ? correlationKey : correlationKey.substring(0, end);
  }

  /** Two deliveries of one event for one stage have the same key. */
  public String bufferKey() {
    return stage + SEPARATOR + eventId;
  }
}

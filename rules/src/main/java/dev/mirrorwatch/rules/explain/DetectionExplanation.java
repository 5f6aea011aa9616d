package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.RuleStatus;
import dev.mirrorwatch.rules.model.LogSource;
import java.util.List;

/**
 * What was compiled of a detection rule.
 *
 * @param alertsAlone whether a match is an alert by itself
 * @param fieldsRead the field paths it reads, sorted
 * @param readsEveryText whether it searches the whole record for keywords
 * @param literals the calls it names
 * @param skipsOtherCalls whether a record is skipped unread where no other rule wants its call
 * @param condition with search identifiers expanded, filters included
 */
public record DetectionExplanation(
    RuleStatus status,
    String title,
    String level,
    boolean alertsAlone,
    LogSource logSource,
    List<String> fieldsRead,
    boolean readsEveryText,
    SkipLiterals literals,
    boolean skipsOtherCalls,
    ConditionTree condition)
    implements Explanation {

  public DetectionExplanation {
    fieldsRead = List.copyOf(fieldsRead);
  }
}

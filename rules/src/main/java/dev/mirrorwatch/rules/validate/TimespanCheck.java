package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.time.Duration;
import java.util.function.Consumer;

/** A timespan is missing, or longer than the engine remembers. */
final class TimespanCheck implements RuleCheck {

  private static final Duration LONGEST = Duration.ofDays(30);

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (CorrelationDocument correlation : documents.correlations()) {
      Duration timespan = correlation.timespan();
      if (timespan == null) {
        issues.accept(
            RuleIssue.error(
                correlation.timespanLocation(),
                "MW-MISSING-TIMESPAN",
                "'timespan' is missing in the correlation"));
      } else if (timespan.compareTo(LONGEST) > 0) {
        issues.accept(
            RuleIssue.error(
                correlation.timespanLocation(),
                "MW-TIMESPAN-TOO-LONG",
                "timespan is longer than the " + LONGEST.toDays() + " days that are remembered"));
      }
    }
  }
}

package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.rules.model.RuleHeader;
import dev.mirrorwatch.udfs.event.Evidence;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;

/** Fills a rule's guide: every {@code {field}} becomes that field's values in the evidence. */
public final class InvestigationGuide {

  /** More values than this are cut short; the stages list them all. */
  private static final int SHOWN_VALUES = 10;

  /** Longer than any ARN that people make, shorter than a user agent. */
  private static final int SHOWN_LENGTH = 100;

  private InvestigationGuide() {}

  /**
   * @param guide Markdown with placeholders
   */
  public static String fill(String guide, List<Evidence> evidence) {
    Matcher matcher = RuleHeader.PLACEHOLDER.matcher(guide);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      // Between backticks stands a command to paste, and commands want blanks.
      boolean command =
          guide.substring(0, matcher.start()).chars().filter(c -> c == '`').count() % 2 == 1;
      matcher.appendReplacement(
          filled,
          Matcher.quoteReplacement(text(values(matcher.group(1), evidence), command ? " " : ", ")));
    }
    return matcher.appendTail(filled).toString();
  }

  /** The field's different values, in time order. */
  public static Set<String> values(String field, List<Evidence> evidence) {
    Set<String> values = new LinkedHashSet<>();
    for (Evidence item : evidence) {
      item.fields().values(field).stream()
          .filter(Objects::nonNull)
          .map(InvestigationGuide::shown)
          .forEach(values::add);
    }
    return values;
  }

  private static String shown(String value) {
    return value.length() > SHOWN_LENGTH ? value.substring(0, SHOWN_LENGTH) + "…" : value;
  }

  private static String text(Set<String> values, String separator) {
    if (values.isEmpty()) {
      return "(not recorded)";
    }
    String shown = String.join(separator, values.stream().limit(SHOWN_VALUES).toList());
    int more = values.size() - SHOWN_VALUES;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }
}

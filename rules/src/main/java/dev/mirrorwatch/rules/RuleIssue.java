package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.model.Location;
import java.io.Serializable;
import java.util.Collection;
import java.util.Locale;

/**
 * One problem of one rule file, with the place to look at.
 *
 * @param line 1-based
 * @param column 1-based
 * @param id stable identifier of the kind of problem, {@code MW-…}
 * @param suggestion the known name nearest to the wrong one, or {@code null}
 */
public record RuleIssue(
    Severity severity,
    String file,
    int line,
    int column,
    String id,
    String message,
    String suggestion)
    implements Serializable {

  /** An error keeps the rule set from loading; a warning and an information do not. */
  public enum Severity {
    ERROR,
    WARNING,
    INFO;

    /** The word used in messages and reports. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A message that quotes a longer text is cut: a file may hold thousands of such mistakes. */
  private static final int LONGEST_MESSAGE = 1_000;

  /** Source lines longer than this are not printed: they would hide the message. */
  private static final int LONGEST_PRINTED_LINE = 160;

  public RuleIssue {
    if (message.length() > LONGEST_MESSAGE) {
      message = message.substring(0, LONGEST_MESSAGE) + "…";
    }
  }

  public static RuleIssue error(Location at, String id, String message) {
    return new RuleIssue(Severity.ERROR, at.file(), at.line(), at.column(), id, message, null);
  }

  public static RuleIssue warning(Location at, String id, String message) {
    return new RuleIssue(Severity.WARNING, at.file(), at.line(), at.column(), id, message, null);
  }

  /** Worth knowing; nothing is wrong. */
  public static RuleIssue info(Location at, String id, String message) {
    return new RuleIssue(Severity.INFO, at.file(), at.line(), at.column(), id, message, null);
  }

  /** The same issue with a suggestion that is certain. */
  public RuleIssue suggesting(String known) {
    return new RuleIssue(severity, file, line, column, id, message, known);
  }

  /** The same issue, suggesting the known name that {@code wrong} is most likely a slip of. */
  public RuleIssue suggesting(String wrong, Collection<String> known) {
    return new RuleIssue(
        severity, file, line, column, id, message, NearestName.of(wrong, known).orElse(null));
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** The issue on one line, the way compilers print it. */
  @Override
  public String toString() {
    String question = suggestion == null ? "" : ", did you mean '" + suggestion + "'?";
    return "%s:%d:%d: %s: %s%s [%s]"
        .formatted(file, line, column, severity.text(), message, question, id);
  }

  /** {@link #toString()}, the source line below it, and a caret below the place. */
  public String render(String sourceText) {
    String source = sourceText.lines().skip(line - 1L).findFirst().orElse("");
    if (source.isBlank() || source.length() > LONGEST_PRINTED_LINE) {
      return this + "\n";
    }
    // A tab stays a tab below itself, so that the caret stands right at any tab width.
    String indent =
        source.substring(0, Math.min(column - 1, source.length())).replaceAll("[^\t]", " ");
    return this + "\n  " + source + "\n  " + indent + "^\n";
  }
}

package dev.mirrorwatch.rules;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rule files, or an identity map, that cannot be used. The message shows every problem of every
 * file.
 */
public final class InvalidRulesException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final List<RuleIssue> issues;

  /**
   * @param files that the issues are about, for the lines that are shown
   */
  public InvalidRulesException(List<RuleIssue> issues, List<RuleFile> files) {
    super(message(issues, files));
    this.issues = List.copyOf(issues);
  }

  /** All issues, warnings included, in the order of files and lines. */
  public List<RuleIssue> issues() {
    return issues;
  }

  private static String message(List<RuleIssue> issues, List<RuleFile> files) {
    Map<String, String> texts =
        files.stream()
            .collect(Collectors.toMap(RuleFile::name, RuleFile::text, (first, second) -> first));
    StringBuilder message = new StringBuilder();
    for (RuleIssue issue : issues) {
      message.append(issue.render(texts.getOrDefault(issue.file(), "")));
    }
    long inFiles = issues.stream().map(RuleIssue::file).distinct().count();
    return message
        .append(count(issues.size(), "problem"))
        .append(" in ")
        .append(count(inFiles, "file"))
        .toString();
  }

  private static String count(long number, String word) {
    return number + " " + word + (number == 1 ? "" : "s");
  }
}

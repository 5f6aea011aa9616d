package dev.mirrorwatch.rules;

import java.util.List;

/**
 * The answer to a check of rule files.
 *
 * @param issues every issue, in the order of files and lines
 * @param rules what became of each readable rule, in the order of files and lines
 */
public record RuleReport(List<RuleIssue> issues, List<RuleStatus> rules) {

  public RuleReport {
    issues = List.copyOf(issues);
    rules = List.copyOf(rules);
  }

  /** How many issues have that severity. */
  public long count(RuleIssue.Severity severity) {
    return issues.stream().filter(issue -> issue.severity() == severity).count();
  }
}

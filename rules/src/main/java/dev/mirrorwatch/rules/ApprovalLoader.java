package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.model.Approval;
import dev.mirrorwatch.rules.parse.ApprovalParser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The way in for approvals: a file to its entries, or to the list of what is wrong with it. */
public final class ApprovalLoader {

  /**
   * The approvals, in the order of the file.
   *
   * @throws InvalidRulesException with every error of the file
   */
  public List<Approval> load(RuleFile file) {
    List<RuleIssue> issues = new ArrayList<>();
    List<Approval> approvals = ApprovalParser.parse(file, issues::add);
    if (!issues.isEmpty()) {
      issues.sort(Comparator.comparingInt(RuleIssue::line).thenComparingInt(RuleIssue::column));
      throw new InvalidRulesException(issues, List.of(file));
    }
    return approvals;
  }
}

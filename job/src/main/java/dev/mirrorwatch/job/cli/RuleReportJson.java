package dev.mirrorwatch.job.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.RuleReport;
import dev.mirrorwatch.rules.RuleStatus;
import java.io.PrintWriter;

/** One object a line: every problem, then every rule. */
final class RuleReportJson {

  private RuleReportJson() {}

  static void print(RuleReport report, PrintWriter out) {
    report.issues().forEach(issue -> out.println(json(issue)));
    report.rules().forEach(rule -> out.println(json(rule)));
  }

  private static ObjectNode json(RuleIssue issue) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", issue.id())
        .put("severity", issue.severity().text())
        .put("file", issue.file())
        .put("line", issue.line())
        .put("column", issue.column())
        .put("message", issue.message())
        .put("suggestion", issue.suggestion());
  }

  static ObjectNode json(RuleStatus rule) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("rule", rule.rule())
        .put("status", rule.status().text())
        .put("reason", rule.reason());
  }
}

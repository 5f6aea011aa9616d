package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.RuleIssue.Severity;
import dev.mirrorwatch.rules.RuleReport;
import dev.mirrorwatch.rules.RuleStatus;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Problems with the lines they are in, then the rules that do not run, for a person. */
final class RuleReportText {

  private RuleReportText() {}

  static void print(RuleReport report, List<RuleFile> files, PrintWriter out) {
    Map<String, String> texts = new HashMap<>();
    files.forEach(file -> texts.put(file.name(), file.text()));
    for (RuleIssue issue : report.issues()) {
      out.print(issue.render(texts.getOrDefault(issue.file(), "")));
    }
    for (RuleStatus rule : report.rules()) {
      if (rule.status() != RuleStatus.Status.ACTIVE) {
        out.printf("rule '%s' is %s: %s%n", rule.rule(), rule.status().text(), rule.reason());
      }
    }
    out.printf(
        "%d files: %d errors, %d warnings%n",
        files.size(), report.count(Severity.ERROR), report.count(Severity.WARNING));
  }
}

package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue.Severity;
import dev.mirrorwatch.rules.RuleReport;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.TestDemand;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirrorwatch rules check}. */
@Command(
    name = "check",
    description = {
      "Compiles rules and lists every problem with its place, and every rule that does not run.",
      "Exit code 1 on errors, with --strict also on warnings."
    })
final class RulesCheckCommand implements Callable<Integer> {

  /** How problems are printed. */
  enum Output {
    text,
    json,
    sarif
  }

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description = "Rule folders or files. Default: the shipped rules.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--output",
      defaultValue = "text",
      description =
          "${COMPLETION-CANDIDATES}: source lines, one object a line, or SARIF 2.1.0."
              + " Default: text.")
  private Output output;

  @Option(names = "--strict", description = "Warnings fail the check, too.")
  private boolean strict;

  @Option(
      names = "--samples",
      paramLabel = "DIR",
      description =
          "As --tests, where match-* and no-match-* records in DIR/<rule name> count as tests.")
  private Path samples;

  @Option(
      names = "--tests",
      description = "Warn of rules without tests beside them (<rule file>.test.yml).")
  private boolean tests;

  @CommandLine.Mixin private HelpOption help;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    List<RuleFile> files = RuleOptions.files(paths, paths.isEmpty());
    RuleSetLoader loader = new RuleSetLoader();
    RuleReport report =
        samples == null && !tests
            ? loader.report(files)
            : loader.report(
                files, new TestDemand(Optional.ofNullable(samples), RuleOptions.testFiles(paths)));
    PrintWriter out = spec.commandLine().getOut();
    switch (output) {
      case text -> RuleReportText.print(report, files, out);
      case json -> RuleReportJson.print(report, out);
      case sarif -> out.println(SarifReport.of(report.issues()).toPrettyString());
    }
    out.flush();
    boolean failed = report.count(Severity.ERROR) > 0;
    failed |= strict && report.count(Severity.WARNING) > 0;
    return failed ? Main.FAILED : Main.DONE;
  }
}

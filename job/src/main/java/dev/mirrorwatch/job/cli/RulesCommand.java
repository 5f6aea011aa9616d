package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.RuleSetLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mirrorwatch rules}: work on rules without a job. */
@Command(
    name = "rules",
    description = "Checks rules.",
    subcommands = RulesCommand.CheckCommand.class)
final class RulesCommand implements Runnable {

  @CommandLine.Mixin private HelpOption help;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: rules check");
  }

  /** {@code mirrorwatch rules check}. */
  @Command(
      name = "check",
      description = "Compiles rules and lists every problem with its place. Exit code 1 on errors.")
  static final class CheckCommand implements Callable<Integer> {

    @Parameters(
        paramLabel = "PATH",
        arity = "0..*",
        description = "Rule folders or files. Default: the shipped rules.")
    private List<Path> paths = new ArrayList<>();

    @CommandLine.Mixin private HelpOption help;

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
      List<RuleFile> files = RuleOptions.files(paths, paths.isEmpty());
      Map<String, String> texts = new HashMap<>();
      files.forEach(file -> texts.put(file.name(), file.text()));
      PrintWriter out = spec.commandLine().getOut();
      int errors = 0;
      List<RuleIssue> issues = new RuleSetLoader().check(files);
      for (RuleIssue issue : issues) {
        out.print(issue.render(texts.getOrDefault(issue.file(), "")));
        errors += issue.isError() ? 1 : 0;
      }
      out.printf(
          "%d files: %d errors, %d warnings%n", files.size(), errors, issues.size() - errors);
      out.flush();
      return errors == 0 ? Main.DONE : Main.FAILED;
    }
  }
}

package dev.mirrorwatch.job.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code mirrorwatch rules}: work on rules without a job. */
@Command(
    name = "rules",
    description = "Checks, tests and explains rules.",
    subcommands = {RulesCheckCommand.class, RulesTestCommand.class, RulesExplainCommand.class})
final class RulesCommand implements Runnable {

  @CommandLine.Mixin private HelpOption help;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what to do: rules check, rules test, or rules explain");
  }
}

package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.job.config.InvalidConfigException;
import dev.mirrorwatch.rules.InvalidRulesException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line; also the main class that {@code flink run} starts. */
@Command(
    name = "mirrorwatch",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Correlates audit logs with Sigma rules into one alert per attack in preparation.",
    subcommands = {
      RunCommand.class,
      ReplayCommand.class,
      ExplainAlertCommand.class,
      RulesCommand.class,
      Main.VersionCommand.class,
      CommandLine.HelpCommand.class
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done, alerts or not",
      "1:a check failed, or --fail-on was met",
      "2:bad usage, configuration or rules",
      "3:out of memory, where the launcher runs it",
      "130:interrupted"
    })
public final class Main implements Runnable {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int BAD_USAGE = 2;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  public static void main(String[] args) {
    int code = commandLine().execute(args);
    // After a submission Flink's own client goes on; every other command is over here, whatever
    // threads the embedded cluster has left.
    if (code != DONE || !RunCommand.submitsToCluster(args)) {
      System.exit(code);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (error, command, parsed) -> {
              if (isUsersToMend(error)) {
                command.getErr().println(error.getMessage());
                return BAD_USAGE;
              }
              throw error;
            });
  }

  private static boolean isUsersToMend(Exception error) {
    return error instanceof InvalidRulesException
        || error instanceof InvalidConfigException
        || error instanceof java.io.UncheckedIOException;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is missing, such as 'replay'");
  }

  /** {@code mirrorwatch version}. */
  @Command(name = "version", description = "Prints the version.")
  static final class VersionCommand implements Runnable {

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
      spec.parent().commandLine().printVersionHelp(spec.commandLine().getOut());
    }
  }
}

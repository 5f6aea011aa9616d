package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.job.config.InvalidConfigException;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.Rule;
import dev.mirrorwatch.udfs.why.AlertVerdict;
import dev.mirrorwatch.udfs.why.Answer;
import dev.mirrorwatch.udfs.why.MatchVerdict;
import dev.mirrorwatch.udfs.why.Question;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirrorwatch explain-alert}: an alert document back to what it was made of. */
@Command(
    name = "explain-alert",
    description = {
      "Says of an alert which events are which stages of its rule, and which alert supersedes it.",
      "With PATH the logs are searched, so that events that are not in the alert are explained, too;"
          + " else the records that the alert carries."
    })
final class ExplainAlertCommand implements Callable<Integer> {

  /** How the answer is printed. */
  enum Output {
    text,
    json
  }

  @Parameters(
      paramLabel = "ALERT",
      index = "0",
      description = "Alert documents as the sinks write them, one a line; - for standard input.")
  private String alertFile;

  @Parameters(
      paramLabel = "PATH",
      index = "1..*",
      arity = "0..*",
      description = "Log files or folders, as replay reads them.")
  private List<Path> paths = new ArrayList<>();

  @Mixin private RuleOptions ruleOptions;

  @Mixin private IdentityOption identityOption;

  @Mixin private ZoneOption zoneOption;

  @Option(
      names = "--output",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}: one object a line. Default: text.")
  private Output output;

  @Option(
      names = "--inner",
      description = "Tell it of the correlations that are stages of the rule, too.")
  private boolean inner;

  @Mixin private HelpOption help;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    RuleSet rules = new RuleSetLoader().load(ruleOptions.files());
    List<ToldAlert> alerts = alerts();
    List<Path> files = paths.isEmpty() ? List.of() : ReplayFiles.find(paths);
    for (ToldAlert alert : alerts) {
      explain(alert, files, rules);
    }
    return Main.DONE;
  }

  private List<ToldAlert> alerts() throws IOException {
    String text;
    if (alertFile.equals("-")) {
      text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    } else if (Files.isRegularFile(Path.of(alertFile))) {
      text = Files.readString(Path.of(alertFile));
    } else {
      throw new InvalidConfigException(List.of(alertFile + ": no such file"));
    }
    return ToldAlert.all(text, alertFile.equals("-") ? "standard input" : alertFile);
  }

  private void explain(ToldAlert alert, List<Path> files, RuleSet rules) {
    Rule rule = AskedRule.of(alert.rule(), rules, "alert " + alert.id());
    warn(alert, files, rule);
    IdentityMap identities = identityOption.identities();
    LogEvents events =
        files.isEmpty()
            ? LogEvents.ofRecords(
                alert.records(), "alert " + alert.id(), zoneOption.zone(), rules, identities)
            : LogEvents.ofFiles(files, zoneOption.zone(), rules, identities);
    Question question =
        rule instanceof CorrelationRule
            ? new Question.OfGroup(alert.group(), alert.identity())
            : new Question.About(alert.identity());
    Answer answer =
        new WhyReport(rules, inner, output == Output.json, spec.commandLine().getOut())
            .printOf(rule, question, "alert " + alert.id() + ", about " + alert.identity(), events);
    if (!isFound(alert.id(), answer)) {
      spec.commandLine()
          .getErr()
          .printf(
              "alert %s is not what %s makes of %s%n",
              alert.id(), alert.rule(), files.isEmpty() ? "its own records" : "these logs");
    }
  }

  private static boolean isFound(String id, Answer answer) {
    return Stream.concat(
            answer.groups().stream()
                .flatMap(group -> group.alerts().stream())
                .map(AlertVerdict::id),
            answer.matches().stream().map(MatchVerdict::alert))
        .anyMatch(id::equals);
  }

  private void warn(ToldAlert alert, List<Path> files, Rule rule) {
    PrintWriter err = spec.commandLine().getErr();
    if (!alert.version().equals(rule.header().version())) {
      err.printf(
          "alert %s is of version %s of %s; this is version %s, which may decide otherwise%n",
          alert.id(), alert.version(), alert.rule(), rule.header().version());
    }
    if (files.isEmpty() && !alert.cut().isEmpty()) {
      err.printf(
          "alert %s carries only a part of the records of %s; name the log files to have them%n",
          alert.id(), String.join(", ", alert.cut()));
    }
    err.flush();
  }
}

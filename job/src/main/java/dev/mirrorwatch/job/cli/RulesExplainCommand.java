package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.job.config.InvalidConfigException;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue.Severity;
import dev.mirrorwatch.rules.RuleReport;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.RuleStatus;
import dev.mirrorwatch.rules.explain.EventExplanation;
import dev.mirrorwatch.rules.explain.Explanation;
import dev.mirrorwatch.rules.explain.ExplanationText;
import dev.mirrorwatch.rules.explain.Explanations;
import dev.mirrorwatch.udfs.assemble.Assembly;
import dev.mirrorwatch.udfs.assemble.WholeEvents;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirrorwatch rules explain}. */
@Command(
    name = "explain",
    description = {
      "Shows what was compiled of the rules in a file, or what records mean to them.",
      "A correlation needs its rules: in the same file, or in --rules. Exit code 1 where there are"
          + " errors, which are listed then."
    })
final class RulesExplainCommand implements Callable<Integer> {

  /** How explanations are printed. */
  enum Output {
    text,
    json
  }

  @Parameters(paramLabel = "FILE", arity = "1", description = "A rule file.")
  private Path file;

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      description = "Folder or file of rules that FILE refers to, may be repeated.")
  private List<Path> folders = new ArrayList<>();

  @Option(
      names = "--event",
      paramLabel = "FILE",
      description = "Records, in any shape that replay reads: say of each why it matches or not.")
  private Path eventFile;

  @Option(
      names = "--output",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}: one object a line. Default: text.")
  private Output output;

  @CommandLine.Mixin private HelpOption help;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidConfigException(List.of(file + ": no such file"));
    }
    RuleSetLoader loader = new RuleSetLoader();
    RuleFile explained = loader.readFolder(file).get(0);
    List<RuleFile> files = new ArrayList<>(List.of(explained));
    for (Path folder : folders) {
      for (RuleFile other : loader.readFolder(folder)) {
        if (!Files.isSameFile(Path.of(other.name()), file)) {
          files.add(other);
        }
      }
    }
    RuleReport report = loader.report(files);
    PrintWriter out = spec.commandLine().getOut();
    if (report.count(Severity.ERROR) > 0) {
      if (output == Output.json) {
        RuleReportJson.print(report, out);
      } else {
        RuleReportText.print(report, files, out);
      }
      out.flush();
      return Main.FAILED;
    }
    RuleSet rules = loader.load(files);
    Explanations explanations = new Explanations(rules, report);
    if (eventFile == null) {
      explanations.ofFile(explained.name()).forEach(explanation -> print(explanation, out));
    } else {
      explainRecords(explanations, explained.name(), rules, report, out);
    }
    out.flush();
    return Main.DONE;
  }

  private void print(Explanation explanation, PrintWriter out) {
    if (output == Output.json) {
      out.println(ExplanationJson.of(explanation));
    } else {
      out.println(ExplanationText.of(explanation));
    }
  }

  private void explainRecords(
      Explanations explanations, String name, RuleSet rules, RuleReport report, PrintWriter out)
      throws IOException {
    // Nothing of these is compiled; who asks about them is told why.
    report.rules().stream()
        .filter(rule -> rule.file().equals(name))
        .filter(rule -> rule.status() == RuleStatus.Status.INACTIVE)
        .forEach(rule -> printInactive(rule, out));
    LogFormats format = new LogFormats(new FieldDemand(rules.fieldsRead(), rules.readsLeaves()));
    WholeEvents events =
        new WholeEvents(
            Assembly.LONGEST_WAIT,
            record -> format.normalized(record).event(),
            event ->
                explanations
                    .ofFile(name, event.fields())
                    .forEach(explanation -> print(event, explanation, out)));
    int records = 0;
    try (InputStream in = open(eventFile);
        LogDecoder decoder =
            LogDecoder.ofFile(in, "explain", eventFile.toString(), RecordLimits.DEFAULT)) {
      for (RawLog log = decoder.next(); log != null; log = decoder.next()) {
        records++;
        Normalized result = format.normalized(log);
        AuditEvent event = result.event();
        if (event == null) {
          printDefect(records, result, out);
        } else {
          events.arrive(event);
        }
      }
    }
    events.end();
    if (records == 0) {
      throw new InvalidConfigException(List.of(eventFile + ": no record in this file"));
    }
  }

  private static InputStream open(Path path) {
    try {
      return Files.newInputStream(path);
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be read", e);
    }
  }

  private void printDefect(int number, Normalized result, PrintWriter out) {
    if (output == Output.json) {
      out.println(ExplanationJson.of(number, result));
    } else {
      out.printf("record %d is no event: %s%n%n", number, result.detail());
    }
  }

  private void printInactive(RuleStatus rule, PrintWriter out) {
    if (output == Output.json) {
      out.println(RuleReportJson.json(rule));
    } else {
      out.printf("rule %s is inactive: %s%n%n", rule.rule(), rule.reason());
    }
  }

  private void print(AuditEvent event, EventExplanation explanation, PrintWriter out) {
    if (output == Output.json) {
      out.println(ExplanationJson.of(event, explanation));
      return;
    }
    out.printf("event %s: %s at %s%n", event.id(), event.action(), event.eventProvider());
    out.println(ExplanationText.of(explanation));
  }
}

package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.job.config.ApprovalFile;
import dev.mirrorwatch.job.config.InvalidConfigException;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.RuleTestLoader;
import dev.mirrorwatch.rules.model.Rule;
import dev.mirrorwatch.rules.model.TestFile;
import dev.mirrorwatch.udfs.trial.RuleTestRun;
import dev.mirrorwatch.udfs.trial.TestResult;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirrorwatch rules test}. */
@Command(
    name = "test",
    description = {
      "Runs the tests beside rules (<rule file>.test.yml), without a cluster.",
      "Failures are shown as a difference, and what no test touched. Exit code 1 when a test"
          + " failed, 2 when a test file or a rule cannot be used or there is nothing to test."
    })
final class RulesTestCommand implements Callable<Integer> {

  /** How results are printed. */
  enum Output {
    text,
    json
  }

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description = "Folders with rules and tests, rule files or test files. Default: the shipped.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      description = "Folder or file of rules that those under test refer to, may be repeated.")
  private List<Path> folders = new ArrayList<>();

  @Option(
      names = "--approvals",
      paramLabel = "FILE",
      description = "What may happen: alerts that it allows are suppressed.")
  private String approvals;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the results as JUnit XML, too.")
  private Path junit;

  @Option(
      names = "--output",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}: one object a line. Default: text.")
  private Output output;

  @Option(
      names = "--fail-on-untested",
      description = "Parts of rules that no test touched fail the run.")
  private boolean failOnUntested;

  @CommandLine.Mixin private IdentityOption identityOption;

  @CommandLine.Mixin private HelpOption help;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<RuleFile> testFiles = RuleOptions.testFiles(paths);
    List<RuleFile> underTest = filesUnderTest();
    List<RuleFile> files = new ArrayList<>(underTest);
    if (!folders.isEmpty()) {
      Set<Path> known = new HashSet<>();
      underTest.forEach(file -> known.add(Path.of(file.name()).toAbsolutePath().normalize()));
      RuleOptions.files(folders, false).stream()
          .filter(file -> known.add(Path.of(file.name()).toAbsolutePath().normalize()))
          .forEach(files::add);
    }
    RuleSetLoader loader = new RuleSetLoader();
    RuleSet rules = loader.load(files);
    List<TestFile> tests = new RuleTestLoader().load(testFiles, rules);
    if (tests.stream().allMatch(file -> file.tests().isEmpty())) {
      throw new InvalidConfigException(
          List.of("nothing to test: no tests beside the rules (looked for *.test.yml)"));
    }

    RuleTestRun run =
        new RuleTestRun(
            rules,
            loader.report(files),
            identityOption.identities(),
            ApprovalFile.read("--approvals", approvals));
    List<TestResult> results = tests.stream().flatMap(file -> run.run(file).stream()).toList();
    Map<String, List<String>> untested = run.coverage().untested(namesIn(underTest, rules));

    PrintWriter out = spec.commandLine().getOut();
    switch (output) {
      case text -> RuleTestText.print(results, untested, out);
      case json -> RuleTestJson.print(results, untested, out);
    }
    out.flush();
    if (junit != null) {
      writeJunit(results);
    }
    boolean failed = results.stream().anyMatch(result -> !result.passed());
    failed |= failOnUntested && !untested.isEmpty();
    return failed ? Main.FAILED : Main.DONE;
  }

  /** A test file stands for the rule file beside it, if that is there. */
  private List<RuleFile> filesUnderTest() {
    if (paths.isEmpty()) {
      return new RuleSetLoader().shipped();
    }
    List<RuleFile> files = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Path path : paths) {
      List<Path> rules =
          TestFile.isNamedLikeOne(path.toString()) && Files.isRegularFile(path)
              ? rulesBeside(path)
              : List.of(path);
      for (RuleFile file :
          rules.isEmpty() ? List.<RuleFile>of() : RuleOptions.files(rules, false)) {
        if (names.add(file.name())) {
          files.add(file);
        }
      }
    }
    return files;
  }

  private static List<Path> rulesBeside(Path testFile) {
    String stem = testFile.toString().replaceFirst("\\.test\\.ya?ml$", "");
    return List.of(Path.of(stem + ".yml"), Path.of(stem + ".yaml")).stream()
        .filter(Files::exists)
        .toList();
  }

  private static Set<String> namesIn(List<RuleFile> files, RuleSet rules) {
    Set<String> names = files.stream().map(RuleFile::name).collect(Collectors.toSet());
    return rules.all().stream()
        .map(Rule::header)
        .filter(header -> names.contains(header.file()))
        .map(header -> header.name())
        .collect(Collectors.toSet());
  }

  private void writeJunit(List<TestResult> results) {
    try {
      if (junit.toAbsolutePath().getParent() != null) {
        Files.createDirectories(junit.toAbsolutePath().getParent());
      }
      try (BufferedWriter file = Files.newBufferedWriter(junit)) {
        JunitReport.write(results, file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(junit + ": cannot be written", e);
    } catch (XMLStreamException e) {
      throw new UncheckedIOException(new IOException(junit + ": cannot be written", e));
    }
  }
}

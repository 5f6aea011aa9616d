package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.model.TestFile;
import dev.mirrorwatch.rules.parse.RuleTestParser;
import dev.mirrorwatch.rules.validate.RuleTestCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The way in for tests of rules: test files to tests, or to the list of what is wrong with them.
 */
public final class RuleTestLoader {

  /**
   * The {@code .test.yml} and {@code .test.yaml} files below a folder, sorted, or the one named.
   *
   * @throws java.io.UncheckedIOException when there is no such file or folder, or it is unreadable
   */
  public List<RuleFile> readFolder(Path folder) {
    return RuleFiles.below(folder, RuleFiles.Kind.TESTS);
  }

  /** The tests of the rules that come with Mirrorwatch. */
  public List<RuleFile> shipped() {
    return RuleFiles.packaged("sigma", RuleFiles.Kind.TESTS);
  }

  /**
   * The tests, each with the rule that it is about.
   *
   * @param rules the rules under test, and those that they need
   * @throws InvalidRulesException when any file has an error
   */
  public List<TestFile> load(List<RuleFile> files, RuleSet rules) {
    List<RuleIssue> issues = new ArrayList<>();
    List<TestFile> tests = new ArrayList<>();
    for (RuleFile file : files) {
      TestFile parsed = new TestFile(file.name(), RuleTestParser.parse(file, issues::add));
      tests.add(new RuleTestCheck(rules.all(), rules.inactiveReasons(), issues::add).check(parsed));
    }
    if (!issues.isEmpty()) {
      issues.sort(
          Comparator.comparing(RuleIssue::file)
              .thenComparingInt(RuleIssue::line)
              .thenComparingInt(RuleIssue::column));
      throw new InvalidRulesException(issues, files);
    }
    return tests;
  }
}

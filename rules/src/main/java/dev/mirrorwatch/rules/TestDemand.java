package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.model.TestFile;
import dev.mirrorwatch.rules.parse.RuleTestParser;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Every rule shall be tested: a detection by something that matches and something that does not, a
 * correlation by a timeline that alerts and one that does not.
 *
 * @param samples folder with one folder of records for each detection, if there is one
 * @param testFiles the tests beside the rules
 */
public record TestDemand(Optional<Path> samples, List<RuleFile> testFiles) {

  public TestDemand {
    testFiles = List.copyOf(testFiles);
  }

  List<TestFile> parsed(Consumer<RuleIssue> issues) {
    return testFiles.stream()
        .map(file -> new TestFile(file.name(), RuleTestParser.parse(file, issues)))
        .toList();
  }
}

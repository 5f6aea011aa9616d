package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.RuleHeader;
import dev.mirrorwatch.rules.model.RuleTest;
import dev.mirrorwatch.rules.model.TestFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A detection for which nothing says what it must match, or what it must not; a correlation without
 * a timeline that alerts, or one that does not.
 */
final class MissingTestsCheck implements RuleCheck {

  private final Optional<Path> samples;
  private final List<TestFile> tests;

  /**
   * @param samples folder with one folder for each detection, named like it
   * @param tests those beside the rules
   */
  MissingTestsCheck(Optional<Path> samples, List<TestFile> tests) {
    this.samples = samples;
    this.tests = tests;
  }

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (DetectionRule rule : documents.detections()) {
      RuleHeader header = rule.header();
      List<String> found = filesOf(header.name());
      boolean match =
          found.stream().anyMatch(name -> name.startsWith("match-"))
              || testsOf(header, documents).anyMatch(test -> expectsMatch(test, true));
      boolean noMatch =
          found.stream().anyMatch(name -> name.startsWith("no-match-"))
              || testsOf(header, documents).anyMatch(test -> expectsMatch(test, false));
      tell(header, match, noMatch, "event that matches", "event that does not match", issues);
    }
    for (CorrelationDocument rule : documents.correlations()) {
      RuleHeader header = rule.header();
      boolean alert = testsOf(header, documents).anyMatch(test -> expectsAlert(test, true));
      boolean none = testsOf(header, documents).anyMatch(test -> expectsAlert(test, false));
      tell(header, alert, none, "timeline that alerts", "timeline that does not alert", issues);
    }
  }

  private static void tell(
      RuleHeader header,
      boolean one,
      boolean other,
      String oneMissing,
      String otherMissing,
      Consumer<RuleIssue> issues) {
    if (!one || !other) {
      String missing =
          one ? otherMissing : other ? oneMissing : oneMissing + ", and no " + otherMissing;
      issues.accept(
          RuleIssue.warning(
              new Location(header.file(), header.line(), 1),
              "MW-MISSING-TESTS",
              "rule '" + header.name() + "' is tested with no " + missing));
    }
  }

  private Stream<RuleTest> testsOf(RuleHeader header, RuleDocuments documents) {
    return tests.stream()
        .flatMap(
            file ->
                file.tests().stream()
                    .filter(
                        test ->
                            test.rule() == null
                                ? isOnlyRuleBeside(file, header, documents)
                                : test.rule().text().equals(header.name())));
  }

  private static boolean isOnlyRuleBeside(
      TestFile file, RuleHeader header, RuleDocuments documents) {
    return file.isBeside(header.file())
        && Stream.concat(
                    documents.detections().stream().map(DetectionRule::header),
                    documents.correlations().stream().map(CorrelationDocument::header))
                .filter(other -> other.file().equals(header.file()))
                .count()
            == 1;
  }

  private static boolean expectsMatch(RuleTest test, boolean expected) {
    return test instanceof RuleTest.Match match && match.match() == expected;
  }

  private static boolean expectsAlert(RuleTest test, boolean expected) {
    return test instanceof RuleTest.Timeline timeline && timeline.alerts().isEmpty() != expected;
  }

  private List<String> filesOf(String rule) {
    // A rule may be called anything; only what is a plain file name can have a folder.
    if (samples.isEmpty() || !rule.matches("[\\w.-]+")) {
      return List.of();
    }
    Path folder = samples.get().resolve(rule);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the samples in " + folder, e);
    }
  }
}

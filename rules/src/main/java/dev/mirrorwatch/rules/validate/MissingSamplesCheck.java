package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A detection without records beside it that it must match, and such that it must not. */
final class MissingSamplesCheck implements RuleCheck {

  private final Path samples;

  /**
   * @param samples folder with one folder for each rule, named like it
   */
  MissingSamplesCheck(Path samples) {
    this.samples = samples;
  }

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (DetectionRule rule : documents.detections()) {
      List<String> found = filesOf(rule.header().name());
      boolean match = found.stream().anyMatch(name -> name.startsWith("match-"));
      boolean noMatch = found.stream().anyMatch(name -> name.startsWith("no-match-"));
      if (!match || !noMatch) {
        String missing = match ? "no-match-*" : noMatch ? "match-*" : "match-* and no-match-*";
        issues.accept(
            RuleIssue.warning(
                new Location(rule.header().file(), rule.header().line(), 1),
                "MW-MISSING-TESTS",
                "rule '" + rule.header().name() + "' has no samples " + missing));
      }
    }
  }

  private List<String> filesOf(String rule) {
    // A rule may be called anything; only what is a plain file name can have a folder.
    if (!rule.matches("[\\w.-]+") || !Files.isDirectory(samples.resolve(rule))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(samples.resolve(rule))) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the samples in " + samples, e);
    }
  }
}

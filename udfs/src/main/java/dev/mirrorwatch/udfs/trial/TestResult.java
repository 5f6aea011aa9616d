package dev.mirrorwatch.udfs.trial;

import dev.mirrorwatch.rules.model.RuleTest;
import java.time.Duration;
import java.util.List;

/**
 * What came of a test.
 *
 * @param file the test file
 * @param differences lines with {@code -} for what was expected and {@code +} for what came; empty
 *     where the test passed
 * @param notes what may explain a difference, for a person
 */
public record TestResult(
    String file, RuleTest test, List<String> differences, List<String> notes, Duration took) {

  public TestResult {
    differences = List.copyOf(differences);
    notes = List.copyOf(notes);
  }

  public boolean passed() {
    return differences.isEmpty();
  }
}

package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.udfs.trial.TestResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Failures with their difference, then what no test touched, then the sum, for a person. */
final class RuleTestText {

  private RuleTestText() {}

  static void print(List<TestResult> results, Map<String, List<String>> untested, PrintWriter out) {
    for (TestResult result : results) {
      if (!result.passed()) {
        Location at = result.test().location();
        out.printf(
            "%s:%d:%d: failed: %s%n", at.file(), at.line(), at.column(), result.test().name());
        body(result).forEach(line -> out.println("  " + line));
      }
    }
    if (!untested.isEmpty()) {
      out.println("not tested:");
      untested.forEach((rule, parts) -> out.printf("  %s: %s%n", rule, String.join("; ", parts)));
    }
    long failed = results.stream().filter(result -> !result.passed()).count();
    out.printf(
        "%d tests, %d failed, %d rules with untested parts, %s%n",
        results.size(), failed, untested.size(), seconds(took(results)));
  }

  /** The difference, then what may explain it. */
  static List<String> body(TestResult result) {
    return Stream.concat(
            result.differences().stream(), result.notes().stream().map(note -> "  " + note))
        .toList();
  }

  static Duration took(List<TestResult> results) {
    return results.stream().map(TestResult::took).reduce(Duration.ZERO, Duration::plus);
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toNanos() / 1e9);
  }
}

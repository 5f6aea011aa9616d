package dev.mirrorwatch.rules.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.TestEvent;
import dev.mirrorwatch.rules.match.EventFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectionCoverageTest {

  private static DetectionCoverage coverage() throws IOException {
    String text = Files.readString(Path.of("src/test/resources/tests/rule.yml"));
    RuleSet rules = new RuleSetLoader().load(List.of(new RuleFile("rule.yml", text)));
    return new DetectionCoverage(
        rules.detections().stream()
            .map(compiled -> compiled.rule())
            .filter(rule -> rule.header().name().equals("key_made"))
            .findFirst()
            .orElseThrow(),
        rules.placeholders());
  }

  private static EventFields event(String name, String outcome) {
    return TestEvent.event().with("eventName", name).with("event.outcome", outcome);
  }

  @Test
  void withoutEventsNothingHeld() throws IOException {
    assertThat(coverage().untested())
        .containsExactly(
            "'call or console' never held",
            "'call' never held",
            "'console' never held",
            "map 1 of 'console' never held",
            "map 2 of 'console' never held",
            "'failed' never held");
  }

  @Test
  void bothSidesOfOrAndOfNotMustBeSeen() throws IOException {
    DetectionCoverage coverage = coverage();
    coverage.see(event("CreateAccessKey", "failure"));
    coverage.see(event("ConsoleLogin", "failure"));
    assertThat(coverage.untested())
        .containsExactly(
            "'call or console' never failed",
            "map 2 of 'console' never held",
            "'failed' never failed");
    coverage.see(event("GetFederationToken", "success"));
    coverage.see(event("DeleteUser", "success"));
    assertThat(coverage.untested()).isEmpty();
  }
}

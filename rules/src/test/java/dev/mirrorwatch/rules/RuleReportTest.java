package dev.mirrorwatch.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleStatus.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleReportTest {

  private static final RuleSetLoader LOADER = new RuleSetLoader();

  private static String correlation(String name, String type, String more) {
    return """
        ---
        title: Correlated %1$s
        name: %1$s
        level: high
        correlation:
          type: %2$s
          rules: [here, elsewhere]
          group-by: [user]
          timespan: 5m
          %3$s
        """
        .formatted(name, type, more);
  }

  @Test
  void saysOfEachRuleWhetherItRuns() {
    String elsewhere = RuleText.stage("elsewhere").replace("product: aws", "product: windows");
    String broken = RuleText.stage("broken").replace("low", "lwo");
    String text =
        RuleText.stage("here")
            + broken
            + elsewhere.substring(0, elsewhere.length() - "---\n".length())
            + correlation("sequence", "temporal", "")
            + correlation("count", "event_count", "condition: {gte: 3}")
            + correlation("faulty", "event_count", "condition: {gte: 3}")
                .replace("elsewhere", "broken");
    List<RuleStatus> rules = LOADER.report(List.of(RuleText.file(text))).rules();
    assertThat(rules)
        .map(rule -> rule.rule() + " " + rule.status().text() + ": " + rule.reason())
        .containsExactly(
            "here active: null",
            "broken refused: unknown level 'lwo'",
            "elsewhere inactive: no running log source delivers product windows",
            "sequence inactive: its rule 'elsewhere' is inactive",
            "count inactive: its rule 'elsewhere' is inactive",
            "faulty refused: its rule 'broken' is refused");
    assertThat(rules.get(1).file() + ":" + rules.get(1).line()).isEqualTo("rule.yml:12");
  }

  @Test
  void everyShippedRuleRunsAndHasSamples() {
    RuleReport report =
        LOADER.report(
            LOADER.shipped(),
            new TestDemand(
                Optional.of(Path.of("../testdata/rules")), new RuleTestLoader().shipped()));
    assertThat(report.issues()).isEmpty();
    assertThat(report.rules())
        .hasSameSizeAs(LOADER.shipped())
        .allMatch(rule -> rule.status() == Status.ACTIVE);
  }

  @Test
  void missesSamplesOnlyWhenAsked(@TempDir Path samples) throws IOException {
    Files.createDirectories(samples.resolve("half"));
    Files.writeString(samples.resolve("half/match-one.json"), "{}");
    Files.createDirectories(samples.resolve("full"));
    Files.writeString(samples.resolve("full/match-one.json"), "{}");
    Files.writeString(samples.resolve("full/no-match-one.json"), "{}");
    RuleFile file =
        RuleText.file(RuleText.stage("none") + RuleText.stage("half") + RuleText.stage("full"));
    assertThat(LOADER.report(List.of(file)).issues()).isEmpty();
    assertThat(
            LOADER.report(List.of(file), new TestDemand(Optional.of(samples), List.of())).issues())
        .map(RuleIssue::toString)
        .containsExactly(
            "rule.yml:1:1: warning: rule 'none' is tested with no event that matches, and no event"
                + " that does not match [MW-MISSING-TESTS]",
            "rule.yml:12:1: warning: rule 'half' is tested with no event that does not match"
                + " [MW-MISSING-TESTS]");
  }
}

package dev.mirrorwatch.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.rules.model.RuleHeader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShippedRulesTest {

  private static final RuleSetLoader LOADER = new RuleSetLoader();
  private static final Path SAMPLES = Path.of("../testdata/rules");

  private static List<RuleFile> all() {
    List<RuleFile> files = new ArrayList<>(LOADER.shipped());
    files.addAll(LOADER.shippedCompatibility());
    return files;
  }

  @Test
  void compileWithoutAWarning() {
    assertThat(LOADER.check(all())).isEmpty();
    // A rule that nobody meant to add or to lose shows here.
    assertThat(LOADER.shipped()).hasSize(115);
    assertThat(LOADER.shippedCompatibility()).hasSize(13);
  }

  @Test
  void areNamedLikeTheirFilesAndSayWhatAnAnalystNeeds() {
    RuleSet rules = LOADER.load(all());
    for (RuleFile file : all()) {
      String stem = file.name().replaceAll(".*/|\\.yml$", "");
      RuleHeader header = rules.rule(stem).orElseThrow().header();
      assertThat(header.id()).isNotNull();
      assertThat(header.description()).isNotBlank();
      assertThat(header.references()).isNotEmpty();
      assertThat(header.falsePositives()).isNotEmpty();
      assertThat(header.tags()).anyMatch(tag -> tag.startsWith("attack.t"));
    }
  }

  @Test
  void onlyCorrelationsAndVendorDetectionsAlert() {
    RuleSet rules = LOADER.load(all());
    assertThat(rules.detections())
        .allSatisfy(
            compiled -> {
              boolean vendor = compiled.rule().header().name().startsWith("compat_");
              assertThat(rules.alertsAlone(compiled.rule())).isEqualTo(vendor);
            });
    assertThat(rules.correlations())
        .allSatisfy(
            rule -> assertThat(rule.header().guide() != null).isEqualTo(rules.alertsAlone(rule)));
  }

  @Test
  void theStagingRuleSaysWhatTheEngineNeeds() {
    CorrelationRule rule =
        (CorrelationRule) LOADER.load(LOADER.shipped()).rule("aws_tm_staging").orElseThrow();
    assertThat(rule.type()).isEqualTo(CorrelationType.TEMPORAL);
    assertThat(rule.header().level()).isEqualTo(Level.CRITICAL);
    assertThat(rule.timespan()).isEqualTo(Duration.ofHours(2));
    assertThat(rule.after())
        .isEqualTo(
            Map.of(
                "aws_tm_filter_rule", List.of("aws_tm_filter"),
                "aws_tm_session", List.of("aws_tm_target", "aws_tm_filter")));
    assertThat(rule.joins()).hasSize(2);
    assertThat(rule.identity()).containsExactly("mirror.target_id");
    assertThat(rule.distinctEvents()).isTrue();
    assertThat(rule.supersedes())
        .containsExactly("aws_tm_log_impairment", "aws_tm_reused_parts", "aws_tm_target_lineage");
  }

  /** Of two alerts about one target of AWS one is told: between any two rules it is said which. */
  @Test
  void ofTheRulesAboutATargetEachHasItsPlace() {
    RuleSet rules = LOADER.load(LOADER.shipped());
    List<String> aboutTargets =
        rules.correlations().stream()
            .filter(
                rule ->
                    rules.alertsAlone(rule)
                        && rule.header().name().startsWith("aws_")
                        && rule.identity().equals(List.of("mirror.target_id")))
            .map(rule -> rule.header().name())
            .toList();
    assertThat(aboutTargets).hasSizeGreaterThan(10);
    for (String one : aboutTargets) {
      for (String other : aboutTargets) {
        if (!one.equals(other)) {
          boolean above = below(one, rules).contains(other);
          assertThat(below(other, rules).contains(one)).as("%s, %s", one, other).isEqualTo(!above);
        }
      }
    }
  }

  private static Set<String> below(String name, RuleSet rules) {
    Set<String> below = new HashSet<>();
    for (String next : ((CorrelationRule) rules.rule(name).orElseThrow()).supersedes()) {
      below.add(next);
      below.addAll(below(next, rules));
    }
    return below;
  }

  @Test
  void everyDetectionDecidesItsSamples() throws IOException {
    for (CompiledRule compiled : LOADER.load(all()).detections()) {
      String name = compiled.rule().header().name();
      if (readsNormalForms(name) || !"aws".equals(compiled.rule().logSource().product())) {
        continue;
      }
      int match = 0;
      int noMatch = 0;
      try (Stream<Path> samples = Files.list(SAMPLES.resolve(name))) {
        for (Path sample : samples.toList()) {
          boolean expected = sample.getFileName().toString().startsWith("match-");
          TestEvent event = TestEvent.cloudTrail(Files.readString(sample));
          assertThat(compiled.predicate().matches(event)).as("%s", sample).isEqualTo(expected);
          match += expected ? 1 : 0;
          noMatch += expected ? 0 : 1;
        }
      }
      assertThat(match).as("match samples of %s", name).isPositive();
      assertThat(noMatch).as("no-match samples of %s", name).isPositive();
    }
  }

  /** Forms that only the reader of a log makes; whoever has one tries these samples, too. */
  private static boolean readsNormalForms(String name) {
    String text =
        all().stream()
            .filter(file -> file.name().endsWith("/" + name + ".yml"))
            .map(RuleFile::text)
            .findAny()
            .orElseThrow();
    return Stream.of(
            "mirror.",
            "network.tunnel",
            "iam.allowed_action",
            "policy.",
            "principal.",
            "cisco.",
            "event.code")
        .anyMatch(form -> text.contains("\n    " + form));
  }

  @Test
  void travelToTheClusterAsTheyAre() throws Exception {
    RuleSet rules = LOADER.load(all());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(rules);
    assertThat(read(bytes)).as("in the process that wrote it").isSameAs(rules);
    // Newer sets push it out of this process's memory: what reads it is like another process.
    for (int i = 0; i < 4; i++) {
      RuleSet.of(List.of(new RuleFile("placeholders.yml", "list: [%d]".formatted(i))));
    }
    RuleSet copy = read(bytes);
    assertThat(copy).isNotSameAs(rules);
    assertThat(read(bytes)).as("for the next operator").isSameAs(copy);
    assertThat(copy.detections()).hasToString(rules.detections().toString());
    assertThat(copy.correlations()).isEqualTo(rules.correlations());
    assertThat(copy.fieldsRead()).isEqualTo(rules.fieldsRead());
  }

  private static RuleSet read(ByteArrayOutputStream written) throws Exception {
    return (RuleSet)
        new ObjectInputStream(new ByteArrayInputStream(written.toByteArray())).readObject();
  }
}

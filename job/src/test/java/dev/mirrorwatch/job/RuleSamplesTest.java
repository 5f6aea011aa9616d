package dev.mirrorwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.CompiledRule;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.RecordLimits;
import dev.mirrorwatch.udfs.match.RuleMatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every shipped detection rule against its samples, on the way a record really takes: decoded,
 * normalized, matched. A record of another provider is no event and so matches nothing.
 */
class RuleSamplesTest {

  private static final Path SAMPLES = Path.of("../testdata/rules");
  private static final RuleSet RULES = new RuleSetLoader().load(allShipped());
  private static final LogFormats FORMAT =
      new LogFormats(new FieldDemand(RULES.fieldsRead(), RULES.readsLeaves()));

  private static List<RuleFile> allShipped() {
    RuleSetLoader loader = new RuleSetLoader();
    List<RuleFile> files = new ArrayList<>(loader.shipped());
    files.addAll(loader.shippedCompatibility());
    return files;
  }

  static List<String> rules() {
    return RULES.detections().stream()
        .map(CompiledRule::rule)
        .map(rule -> rule.header().name())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void matchesItsSamplesAndOnlyThem(String rule) throws IOException {
    List<Path> samples;
    try (Stream<Path> files = Files.list(SAMPLES.resolve(rule))) {
      samples = files.sorted().toList();
    }
    assertThat(samples).anyMatch(RuleSamplesTest::shallMatch).anyMatch(file -> !shallMatch(file));
    for (Path sample : samples) {
      assertThat(matchedRules(sample).contains(rule))
          .as("%s", sample)
          .isEqualTo(shallMatch(sample));
    }
  }

  private static boolean shallMatch(Path sample) {
    String name = sample.getFileName().toString();
    assertThat(name).matches("(no-)?match-.+\\.json");
    return name.startsWith("match-");
  }

  private static List<String> matchedRules(Path sample) throws IOException {
    List<RawLog> logs = new ArrayList<>();
    LogDecoder.decode(
        Files.readAllBytes(sample),
        "samples",
        Origin.file(sample.toString(), 1),
        RecordLimits.DEFAULT,
        logs::add);
    assertThat(logs).as("%s is one record", sample).hasSize(1);
    Normalized result = FORMAT.normalize(logs.get(0));
    AuditEvent event = result.event();
    return event == null
        ? List.of()
        : new RuleMatcher(RULES)
            .matches(event).stream()
                .map(DetectionRule::header)
                .map(header -> header.name())
                .toList();
  }
}

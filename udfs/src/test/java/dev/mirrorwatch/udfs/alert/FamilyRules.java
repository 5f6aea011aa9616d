package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.udfs.event.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A family of three rules, as the shipped ones are, and a rule without family. */
final class FamilyRules {

  static final CorrelationRule LOW = rule("low", Duration.ofDays(30));
  static final CorrelationRule MID = rule("mid", Duration.ofDays(1), "low");
  static final CorrelationRule TOP = rule("top", Duration.ofHours(2), "mid");
  static final CorrelationRule ALONE = rule("alone", Duration.ofHours(1));

  static final List<CorrelationRule> ALL = List.of(LOW, MID, TOP, ALONE);

  private FamilyRules() {}

  static CorrelationRule rule(String name, Duration timespan, String... supersedes) {
    return new CorrelationRule(
        Samples.rule(name, null),
        CorrelationType.TEMPORAL,
        List.of("a", "b"),
        List.of("principal.origin"),
        Map.of(),
        timespan,
        null,
        false,
        List.of(),
        Map.of(),
        List.of("mirror.target_id"),
        false,
        List.of(supersedes),
        CorrelationTerms.none());
  }
}

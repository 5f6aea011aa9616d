package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.rules.model.RuleHeader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Correlation rules for tests, one of each kind. */
final class Rules {

  static final Duration TIMESPAN = Duration.ofMinutes(10);

  static final String TARGET = "target";
  static final String FILTER = "filter";
  static final String FILTER_RULE = "filter_rule";
  static final String SESSION = "session";

  private Rules() {}

  /** A complete staging: partly ordered, joined by target and filter id, about the target. */
  static CorrelationRule staging() {
    return rule(
        CorrelationType.TEMPORAL,
        List.of(TARGET, FILTER, FILTER_RULE, SESSION),
        null,
        List.of(
            new CorrelationRule.Join("mirror.target_id", List.of(TARGET, SESSION)),
            new CorrelationRule.Join("mirror.filter_id", List.of(FILTER, FILTER_RULE, SESSION))),
        Map.of(FILTER_RULE, List.of(FILTER), SESSION, List.of(TARGET, FILTER)),
        List.of("mirror.target_id"),
        true);
  }

  static CorrelationRule temporal() {
    return rule(
        CorrelationType.TEMPORAL,
        List.of(TARGET, FILTER, SESSION),
        null,
        List.of(),
        Map.of(),
        List.of(),
        false);
  }

  static CorrelationRule temporalAtLeast(int stages) {
    return rule(
        CorrelationType.TEMPORAL,
        List.of(TARGET, FILTER, FILTER_RULE, SESSION),
        CorrelationCondition.atLeast(stages, List.of()),
        List.of(),
        Map.of(),
        List.of(),
        false);
  }

  static CorrelationRule ordered() {
    Map<String, List<String>> after = new LinkedHashMap<>();
    after.put(FILTER, List.of(TARGET));
    after.put(SESSION, List.of(FILTER));
    return rule(
        CorrelationType.TEMPORAL_ORDERED,
        List.of(TARGET, FILTER, SESSION),
        null,
        List.of(),
        after,
        List.of(),
        false);
  }

  static CorrelationRule eventCount(int atLeast) {
    return counting(CorrelationType.EVENT_COUNT, CorrelationCondition.atLeast(atLeast, List.of()));
  }

  static CorrelationRule exactly(int events) {
    return rule(
        CorrelationType.EVENT_COUNT,
        List.of(TARGET, SESSION),
        new CorrelationCondition(
            List.of(new CorrelationCondition.Bound(CorrelationCondition.Operator.EQ, events)),
            List.of(),
            50,
            null),
        List.of(),
        Map.of(),
        List.of(),
        false);
  }

  static CorrelationRule valueCount(int atLeast) {
    return counting(
        CorrelationType.VALUE_COUNT,
        CorrelationCondition.atLeast(atLeast, List.of("mirror.target_id")));
  }

  static CorrelationRule counting(CorrelationType type, CorrelationCondition condition) {
    return rule(type, List.of(TARGET, SESSION), condition, List.of(), Map.of(), List.of(), false);
  }

  /** The same under another name. */
  static CorrelationRule named(String name, CorrelationRule rule) {
    return new CorrelationRule(
        header(name),
        rule.type(),
        rule.stages(),
        rule.groupBy(),
        rule.aliases(),
        rule.timespan(),
        rule.condition(),
        rule.generate(),
        rule.joins(),
        rule.after(),
        rule.identity(),
        rule.distinctEvents(),
        rule.supersedes(),
        rule.terms());
  }

  static CorrelationRule rule(
      CorrelationType type,
      List<String> stages,
      CorrelationCondition condition,
      List<CorrelationRule.Join> joins,
      Map<String, List<String>> after,
      List<String> identity,
      boolean distinctEvents) {
    String name = "test_" + type.sigma() + (joins.isEmpty() ? "" : "_linked");
    return new CorrelationRule(
        header(name),
        type,
        stages,
        List.of("principal.origin"),
        Map.of(),
        TIMESPAN,
        condition,
        false,
        joins,
        after,
        identity,
        distinctEvents,
        List.of(),
        CorrelationTerms.none());
  }

  /** The same rule with other links and on other terms. */
  static CorrelationRule with(
      CorrelationRule rule, List<CorrelationRule.Join> joins, CorrelationTerms<String> terms) {
    return new CorrelationRule(
        rule.header(),
        rule.type(),
        rule.stages(),
        rule.groupBy(),
        rule.aliases(),
        rule.timespan(),
        rule.condition(),
        rule.generate(),
        joins,
        rule.after(),
        rule.identity(),
        rule.distinctEvents(),
        rule.supersedes(),
        terms);
  }

  static RuleHeader header(String name) {
    return new RuleHeader(
        name,
        "id-" + name,
        "Title of " + name,
        Level.HIGH,
        "test",
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        "v1",
        "s1",
        null,
        name + ".yml",
        1);
  }
}

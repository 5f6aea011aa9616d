package dev.mirrorwatch.rules;

import static dev.mirrorwatch.rules.RuleText.check;
import static dev.mirrorwatch.rules.RuleText.load;
import static dev.mirrorwatch.rules.RuleText.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationCondition.Bound;
import dev.mirrorwatch.rules.model.CorrelationCondition.Operator;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.rules.model.StageCondition;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrelationTest {

  private static String correlation(String body) {
    return stage("a") + stage("b") + stage("c") + "title: C\nname: corr\nlevel: high\n" + body;
  }

  private static CorrelationRule only(String body) {
    return load(correlation(body)).correlations().get(0);
  }

  @Test
  void everyPartOfAPlainRule() {
    CorrelationRule rule =
        only(
            """
            correlation:
              type: value_count
              rules: [a, b]
              group-by: [user, acct]
              timespan: 15m
              aliases:
                user:
                  a: user.name
                  b: caller
              condition:
                gt: 4
                field: [source.ip, port]
              generate: true
            """);
    assertThat(rule.type()).isEqualTo(CorrelationType.VALUE_COUNT);
    assertThat(rule.stages()).containsExactly("a", "b");
    assertThat(rule.groupBy()).containsExactly("user", "acct");
    assertThat(rule.groupField("user", "b")).isEqualTo("caller");
    assertThat(rule.groupField("acct", "b")).isEqualTo("acct");
    assertThat(rule.timespan()).isEqualTo(Duration.ofMinutes(15));
    assertThat(rule.condition())
        .isEqualTo(
            new CorrelationCondition(
                List.of(new Bound(Operator.GT, 4)), List.of("source.ip", "port"), 50, null));
    assertThat(rule.condition().atLeast()).isEqualTo(5);
    assertThat(rule.generate()).isTrue();
    assertThat(rule.header().level()).isEqualTo(Level.HIGH);
    assertThat(rule.identity()).isEmpty();
    assertThat(rule.header().version()).matches("[0-9a-f]{12}");
  }

  @ParameterizedTest
  @CsvSource({"30s, 30", "5m, 300", "2h, 7200", "30d, 2592000", "1w, 604800"})
  void timespans(String text, long seconds) {
    CorrelationRule rule =
        only(
            "correlation: {type: temporal, rules: [a, b], group-by: [u], timespan: %s}"
                .formatted(text));
    assertThat(rule.timespan()).hasSeconds(seconds);
    assertThat(rule.condition()).isNull();
  }

  @Test
  void temporalOrderedBecomesAChain() {
    CorrelationRule rule =
        only(
            "correlation: {type: temporal_ordered, rules: [a, c, b], group-by: [u], timespan: 1h}");
    assertThat(rule.after()).isEqualTo(Map.of("c", List.of("a"), "b", List.of("c")));
  }

  @Test
  void temporalMayAskForSomeOfItsRules() {
    CorrelationRule rule =
        only(
            "correlation: {type: temporal, rules: [a, b, c], group-by: [u], timespan: 1h,"
                + " condition: {gte: 2}}");
    assertThat(rule.condition()).isEqualTo(CorrelationCondition.atLeast(2, List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "event_count; {gte: 2.5}; 2; false; false",
        "event_count; {gte: 2.5}; 3; true; false",
        "event_count; {gt: 2}; 3; true; false",
        "event_count; {lt: 3}; 2; true; true",
        "event_count; {lte: 3}; 4; false; true",
        "event_count; {eq: 3}; 3; true; true",
        "event_count; {neq: 3}; 3; false; true",
        "event_count; {gte: 3, lt: 5}; 5; false; true",
        "event_count; {gte: 3, lt: 5}; 4; true; true",
        "value_count; {field: x, eq: 0}; 0; true; true",
        "value_sum; {field: bytes, gt: 0.5}; 0.6; true; false",
        "value_avg; {field: bytes, gte: -3}; -3; true; false",
        "value_percentile; {field: bytes, percentile: 99.5, lte: 1}; 1; true; true",
        "value_median; {field: bytes, gt: 1, gte: 2}; 1.5; false; false",
        "temporal_ordered; {gte: 2}; 2; true; false",
        "temporal; {lte: 2}; 2; true; true"
      })
  void boundsOfEachOperator(
      String type, String condition, double number, boolean holds, boolean atWindowEnd) {
    CorrelationRule rule =
        only(
            "correlation: {type: %s, rules: [a, b, c], group-by: [u], timespan: 1h, condition: %s}"
                .formatted(type, condition));
    assertThat(rule.condition().holds(number)).isEqualTo(holds);
    assertThat(rule.decidedAtWindowEnd()).isEqualTo(atWindowEnd);
  }

  @Test
  void percentileIsTheMedianUnlessGiven() {
    String rule =
        "correlation: {type: value_percentile, rules: [a], group-by: [u], timespan: 1h,"
            + " condition: {field: x, %s gte: 1}}";
    assertThat(only(rule.formatted("")).condition().percentile()).isEqualTo(50);
    assertThat(only(rule.formatted("percentile: 99.5,")).condition().percentile()).isEqualTo(99.5);
  }

  @Test
  void conditionOverRulesByNameAndId() {
    String idOfA = "00000000-0000-4000-8000-%012x".formatted("a".hashCode());
    CorrelationRule rule =
        only(
            """
            correlation:
              type: temporal
              rules: [a, b, c]
              group-by: [u]
              timespan: 1h
              condition: (%1$s OR "b") AND NOT '%1$s' and not (c or not b)
            """
                .formatted(idOfA));
    StageCondition condition = rule.stageCondition().orElseThrow();
    assertThat(condition.positiveStages()).containsExactly("a", "b");
    assertThat(condition.negatedStages()).containsExactly("a", "c");
    assertThat(condition.holds(Set.of("b")::contains, Set.of()::contains)).isTrue();
    assertThat(condition.holds(Set.of("a")::contains, Set.of()::contains)).isFalse();
    assertThat(condition.holds(Set.of("b")::contains, Set.of("c")::contains)).isFalse();
    assertThat(rule.decidedAtWindowEnd()).isTrue();
  }

  @Test
  void conditionOverRulesMayBeTheirList() {
    CorrelationRule rule =
        only(
            "correlation: {type: temporal_ordered, group-by: [u], timespan: 1h,"
                + " condition: c and (a or c) or b}");
    assertThat(rule.stages()).containsExactly("c", "a", "b");
    assertThat(rule.decidedAtWindowEnd()).isFalse();
  }

  @Test
  void correlationsOfCorrelationsHaveLevels() {
    RuleSet rules =
        load(
            stage("a")
                + stage("b")
                + """
                title: Top
                name: top
                correlation:
                  type: temporal
                  rules: [middle, b]
                  group-by: [who]
                  aliases: {who: {middle: user, b: caller}}
                  timespan: 2h
                ---
                title: Middle
                name: middle
                correlation: {type: event_count, rules: [%s], group-by: [account], timespan: 1h, condition: {gte: 2}}
                ---
                title: Bottom
                name: bottom
                id: 0a0a0a0a-0000-4000-8000-00000000000b
                level: low
                correlation: {type: event_count, rules: [a], group-by: [user], timespan: 1h, condition: {gte: 2}}
                """
                    .formatted("0a0a0a0a-0000-4000-8000-00000000000b"));
    assertThat(rules.levels())
        .extracting(level -> level.stream().map(rule -> rule.header().name()).toList())
        .containsExactly(List.of("bottom"), List.of("middle"), List.of("top"));
    assertThat(rules.correlations())
        .filteredOn(rules::alertsAlone)
        .extracting(rule -> rule.header().name())
        .containsExactly("top");
    assertThat(rules.fieldsHandedUp("a")).containsExactly("account", "mirror.tag", "user");
    assertThat(rules.fieldsHandedUp("b")).containsExactly("caller", "mirror.tag");
    assertThat(rules.fieldsRead()).contains("account", "user", "caller");
    // Stages are medium: low, then one above it each time, and high is the end.
    assertThat(rules.correlations())
        .extracting(rule -> rule.header().name() + " " + rule.header().level().text())
        .containsExactlyInAnyOrder("bottom low", "middle medium", "top high");
  }

  @Test
  void letterCaseOfAnIdMeansNothing() {
    String id = "ABCDEF00-0000-4000-8000-00000000000A";
    String a = stage("a").replaceFirst("id: .*", "id: " + id);
    CorrelationRule rule =
        load(a
                + "title: Counted\nname: counted\nlevel: low\ncorrelation: {type: event_count,"
                + " rules: [%s], group-by: [u], timespan: 1h, condition: {gte: 2}}\n"
                    .formatted(id.toLowerCase(Locale.ROOT)))
            .correlations()
            .get(0);
    assertThat(rule.stages()).containsExactly("a");
    assertThat(check(a + stage("b").replaceFirst("id: .*", "id: " + id.toLowerCase(Locale.ROOT))))
        .extracting(RuleIssue::id)
        .contains("MW-DUPLICATE-RULE");
  }

  @Test
  void innerCorrelationSpeaksWhereTheOuterGenerates() {
    RuleSet rules =
        load(
            stage("a")
                + """
                title: Outer
                name: outer
                level: high
                correlation: {type: event_count, rules: [inner], group-by: [u], timespan: 1h, condition: {gte: 2}, generate: true}
                ---
                title: Inner
                name: inner
                level: low
                correlation: {type: event_count, rules: [a], group-by: [u], timespan: 1h, condition: {gte: 2}}
                """);
    assertThat(rules.correlations()).allMatch(rules::alertsAlone);
    assertThat(rules.detections()).noneMatch(rule -> rules.alertsAlone(rule.rule()));
  }

  @Test
  void ownKeysAndReferencesByIdAreResolved() {
    String idOfA = "00000000-0000-4000-8000-%012x".formatted("a".hashCode());
    CorrelationRule rule =
        only(
            """
            correlation:
              type: temporal
              rules: [%1$s, b, c]
              group-by: [u]
              timespan: 1h
            mirrorwatch:
              join:
                - field: mirror.target_id
                  stages: [a, b]
                - field: mirror.filter_id
                  stages: [%1$s, c]
              after: {b: [%1$s], c: [a, b]}
              distinct_events: true
              guide: |
                ## See {user.name}
            """
                .formatted(idOfA));
    assertThat(rule.stages()).containsExactly("a", "b", "c");
    assertThat(rule.joins())
        .containsExactly(
            new CorrelationRule.Join("mirror.target_id", List.of("a", "b")),
            new CorrelationRule.Join("mirror.filter_id", List.of("a", "c")));
    assertThat(rule.after()).isEqualTo(Map.of("b", List.of("a"), "c", List.of("a", "b")));
    assertThat(rule.identity()).containsExactly("mirror.target_id");
    assertThat(rule.distinctEvents()).isTrue();
    assertThat(rule.header().guide()).isEqualTo("## See {user.name}\n");
  }

  @Test
  void withoutLevelOneAboveItsRules() {
    String text =
        correlation("correlation: {type: temporal, rules: [a, b], group-by: [u], timespan: 1h}")
            .replace("level: high\n", "");
    assertThat(load(text).correlations().get(0).header().level()).isEqualTo(Level.MEDIUM);
    assertThat(check(text)).extracting(RuleIssue::id).containsExactly("MW-MISSING-LEVEL");
  }

  @Test
  void generateStandsInEitherPlace() {
    String body = "correlation: {type: temporal, rules: [a, b], group-by: [u], timespan: 1h}\n";
    assertThat(only(body + "generate: true").generate()).isTrue();
    assertThat(only(body).generate()).isFalse();
  }

  @Test
  void stagesAreSilentUnlessGenerated() {
    String body = "correlation: {type: temporal, rules: [a, b], group-by: [u], timespan: 1h}\n";
    String asStage =
        correlation(body).replace("level: low", "level: low\nmirrorwatch: {stage: true}");
    assertThat(alone(load(correlation(body)))).containsExactly("c");
    assertThat(alone(load(correlation(body + "generate: true")))).containsExactly("a", "b", "c");
    assertThat(alone(load(asStage))).isEmpty();
    assertThat(alone(load(asStage + "generate: true"))).containsExactly("a", "b");
  }

  private static List<String> alone(RuleSet rules) {
    return rules.detections().stream()
        .map(CompiledRule::rule)
        .filter(rules::alertsAlone)
        .map(rule -> rule.header().name())
        .toList();
  }

  @Test
  void fieldsReadAreThoseOfRulesKeysAndAlerts() {
    RuleSet rules =
        load(
            correlation(
                """
                fields: [shown]
                correlation:
                  type: temporal
                  rules: [a, b]
                  group-by: [who, acct]
                  timespan: 1h
                  aliases:
                    who: {a: who.a, b: who.b}
                mirrorwatch:
                  join: [{field: linked, stages: [a, b]}]
                  identity: [thing]
                  guide: "{told} and {not a field}"
                """));
    assertThat(rules.fieldsRead())
        .containsExactly(
            "acct", "action", "linked", "mirror.tag", "shown", "thing", "told", "who.a", "who.b");
    assertThat(rules.readsLeaves()).isFalse();
    assertThat(load(RuleText.detection("k: [word]\ncondition: k")).readsLeaves()).isTrue();
    assertThat(rules.rule("corr")).containsInstanceOf(CorrelationRule.class);
    assertThat(rules.rule("a")).containsInstanceOf(DetectionRule.class);
    assertThat(rules.rule("nobody")).isEmpty();
  }
}

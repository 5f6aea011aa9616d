package dev.mirrorwatch.rules;

import static dev.mirrorwatch.rules.RuleText.check;
import static dev.mirrorwatch.rules.RuleText.load;
import static dev.mirrorwatch.rules.RuleText.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
        .isEqualTo(CorrelationCondition.atLeast(5, List.of("source.ip", "port")));
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
        .containsExactly("acct", "action", "linked", "shown", "thing", "told", "who.a", "who.b");
    assertThat(rules.readsLeaves()).isFalse();
    assertThat(load(RuleText.detection("k: [word]\ncondition: k")).readsLeaves()).isTrue();
    assertThat(rules.rule("corr")).containsInstanceOf(CorrelationRule.class);
    assertThat(rules.rule("a")).containsInstanceOf(DetectionRule.class);
    assertThat(rules.rule("nobody")).isEmpty();
  }

  @Test
  void theVersionIsThatOfTheDocumentAlone() {
    String body = "correlation: {type: temporal, rules: [a, b], group-by: [u], timespan: 1h}\n";
    RuleSet before = load(correlation(body));
    RuleSet after = load(correlation(body.replace("1h", "2h")).replace("\n", "\r\n"));
    assertThat(version(after, "a")).isEqualTo(version(before, "a"));
    assertThat(version(after, "corr")).isNotEqualTo(version(before, "corr"));
  }

  private static String version(RuleSet rules, String name) {
    return rules.rule(name).orElseThrow().header().version();
  }
}

package dev.mirrorwatch.rules.language;

import static dev.mirrorwatch.rules.RuleText.check;
import static dev.mirrorwatch.rules.RuleText.load;
import static dev.mirrorwatch.rules.RuleText.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rows of the table of ambiguities that the loading of correlations decides; those that time
 * and order decide are tested where they run.
 */
class CorrelationAmbiguityTest {

  private static String correlation(String body) {
    return stage("a")
        + stage("b")
        + "title: Correlated\nname: corr\nlevel: high\ncorrelation: {"
        + body
        + "}\n";
  }

  private static CorrelationRule loaded(String body) {
    return load(correlation(body)).correlations().get(0);
  }

  private static List<String> issues(String text) {
    return check(text).stream().map(RuleIssue::id).toList();
  }

  private static String idOf(String stage) {
    return "00000000-0000-4000-8000-%012x".formatted(stage.hashCode());
  }

  @Test
  void d6_02_groupByIsOptionalAndMissed() {
    String body = "type: event_count, rules: [a], timespan: 1h, condition: {gte: 2}";
    assertThat(loaded(body).groupBy()).isEmpty();
    assertThat(issues(correlation(body))).containsExactly("MW-NO-GROUP-BY");
  }

  @Test
  void d6_16_idsInAConditionStandInQuotesOrBare() {
    for (String quote : List.of("", "\\\"", "'")) {
      CorrelationRule rule =
          loaded(
              "type: temporal, rules: [a, b], group-by: [u], timespan: 1h, condition: \"%1$s%2$s%1$s AND b\""
                  .formatted(quote, idOf("a")));
      assertThat(rule.stageCondition().orElseThrow().positiveStages()).containsExactly("a", "b");
    }
  }

  @Test
  void d6_17_theConditionNamesWhatIsListed() {
    String body = "type: temporal, rules: [a, b], group-by: [u], timespan: 1h, condition: %s";
    assertThat(issues(correlation(body.formatted("a or c")))).contains("MW-UNKNOWN-STAGE");
    assertThat(issues(correlation(body.formatted("a and not b")))).isEmpty();
    assertThat(issues(correlation(body.formatted("a or a")))).containsExactly("MW-UNUSED-STAGE");
  }

  @Test
  void d6_18_aStageStandsInTheListOnce() {
    assertThat(
            issues(
                correlation(
                    "type: temporal_ordered, rules: [a, b, a], group-by: [u], timespan: 1h")))
        .containsExactly("MW-DUPLICATE-ELEMENT");
    // By name and by id it is the same stage.
    assertThat(
            issues(
                correlation(
                    "type: temporal_ordered, rules: [a, b, %s], group-by: [u], timespan: 1h"
                        .formatted(idOf("a")))))
        .containsExactly("MW-DUPLICATE-ELEMENT");
  }

  @Test
  void d6_22_percentileIsANumberAndTheMedianByDefault() {
    String body =
        "type: value_percentile, rules: [a], group-by: [u], timespan: 1h,"
            + " condition: {field: n, %s gte: 1}";
    assertThat(loaded(body.formatted("")).condition().percentile()).isEqualTo(50);
    assertThat(issues(correlation(body.formatted("percentile: 100.1,"))))
        .containsExactly("MW-CONDITION");
  }

  @Test
  void d6_23_thresholdsMayBeFractions() {
    CorrelationRule rule =
        loaded(
            "type: value_avg, rules: [a], group-by: [u], timespan: 1h,"
                + " condition: {field: n, gt: 0.5}");
    assertThat(rule.condition().holds(0.5)).isFalse();
    assertThat(rule.condition().holds(0.6)).isTrue();
  }

  @Test
  void d6_26_twoBoundsMustBothHold() {
    CorrelationRule rule =
        loaded(
            "type: event_count, rules: [a], group-by: [u], timespan: 1h,"
                + " condition: {gte: 3, lte: 5}");
    assertThat(List.of(2, 3, 5, 6))
        .filteredOn(n -> rule.condition().holds(n))
        .containsExactly(3, 5);
    assertThat(
            issues(
                correlation(
                    "type: event_count, rules: [a], group-by: [u], timespan: 1h,"
                        + " condition: {gte: 3, lte: 5, neq: 4}")))
        .containsExactly("MW-CONDITION");
  }

  @Test
  void d6_27_generateStandsInEitherPlaceAndDoesNotContradictItself() {
    String body = "type: temporal, rules: [a, b], group-by: [u], timespan: 1h";
    assertThat(loaded(body).generate()).isFalse();
    assertThat(loaded(body + ", generate: true").generate()).isTrue();
    String outside = correlation(body) + "generate: true\n";
    assertThat(load(outside).correlations().get(0).generate()).isTrue();
    assertThat(issues(correlation(body + ", generate: false") + "generate: true\n"))
        .contains("MW-GENERATE-CONFLICT");
  }

  @Test
  void d6_28_anAliasCoversEveryRuleByNameOrId() {
    String body =
        "type: temporal, rules: [a, b], group-by: [who], timespan: 1h, aliases: {who: %s}";
    CorrelationRule rule = loaded(body.formatted("{a: user, %s: caller}".formatted(idOf("b"))));
    assertThat(rule.groupField("who", "a")).isEqualTo("user");
    assertThat(rule.groupField("who", "b")).isEqualTo("caller");
    assertThat(issues(correlation(body.formatted("{a: user}")))).containsExactly("MW-ALIAS");
  }

  @Test
  void d6_30_namesAndIdsMayBeMixed() {
    CorrelationRule rule =
        loaded(
            "type: temporal_ordered, rules: [%s, b], group-by: [u], timespan: 1h"
                .formatted(idOf("a")));
    assertThat(rule.stages()).containsExactly("a", "b");
    assertThat(rule.after()).containsEntry("b", List.of("a"));
  }

  @Test
  void d6_33_levelIsOneAboveTheHighestStageAndAtMostHigh() {
    String text =
        correlation("type: temporal, rules: [a, b], group-by: [u], timespan: 1h")
            .replace("level: high\n", "");
    assertThat(issues(text)).containsExactly("MW-MISSING-LEVEL");
    Map<String, Level> expected =
        Map.of(
            "low", Level.MEDIUM, "medium", Level.HIGH, "high", Level.HIGH, "critical", Level.HIGH);
    expected.forEach(
        (stage, correlation) ->
            assertThat(
                    load(text.replaceFirst("level: low", "level: " + stage))
                        .correlations()
                        .get(0)
                        .header()
                        .level())
                .as(stage)
                .isEqualTo(correlation));
  }

  @Test
  void d6_34_aCorrelationMayHaveTags() {
    String text =
        correlation("type: temporal, rules: [a, b], group-by: [u], timespan: 1h")
            + "tags: [attack.t1020]\n";
    assertThat(load(text).correlations().get(0).header().tags()).containsExactly("attack.t1020");
    assertThat(issues(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{gte: five}", "{}", "{gte: [5]}", "{gtee: 5}"})
  void d6_35_aConditionIsCheckedThatTheSchemaWouldLetPass(String condition) {
    assertThat(
            check(
                correlation(
                    "type: event_count, rules: [a], group-by: [u], timespan: 1h, condition: "
                        + condition)))
        .anyMatch(RuleIssue::isError);
  }

  @Test
  void d6_36_temporalTypesNeedNoConditionAndCountsDo() {
    assertThat(loaded("type: temporal, rules: [a, b], group-by: [u], timespan: 1h").condition())
        .isNull();
    assertThat(issues(correlation("type: event_count, rules: [a], group-by: [u], timespan: 1h")))
        .containsExactly("MW-MISSING-KEY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ordered_temporal", "temporal_order"})
  void d6_37_oldSpellingsAreReadWithAWarning(String type) {
    String body = "type: " + type + ", rules: [a, b], group-by: [u], timespan: 1h";
    assertThat(loaded(body).type()).isEqualTo(CorrelationType.TEMPORAL_ORDERED);
    assertThat(issues(correlation(body))).containsExactly("MW-OLD-SPELLING");
  }

  @ParameterizedTest
  @CsvSource({"90s, 90", "15m, 900", "2h, 7200", "30d, 2592000", "4w, 2419200"})
  void d6_38_unitsOfTimespans(String timespan, long seconds) {
    assertThat(
            loaded("type: temporal, rules: [a, b], group-by: [u], timespan: " + timespan)
                .timespan())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "1M, MW-TIMESPAN-TOO-LONG",
    "1y, MW-TIMESPAN-TOO-LONG",
    "31d, MW-TIMESPAN-TOO-LONG",
    "1h30m, MW-TIMESPAN",
    "0s, MW-TIMESPAN"
  })
  void d6_38_timespansBeyondWhatIsRemembered(String timespan, String id) {
    assertThat(
            issues(
                correlation("type: temporal, rules: [a, b], group-by: [u], timespan: " + timespan)))
        .contains(id);
  }

  @Test
  void d6_44_onlyTheDocumentThatGeneratesMakesItsOwnStagesSpeak() {
    RuleSet rules =
        load(
            correlation(
                    "type: event_count, rules: [a], group-by: [u], timespan: 1h, condition: {gte: 2}")
                + "---\ntitle: Outer\nname: outer\nlevel: high\ncorrelation: {type: temporal,"
                + " rules: [corr, b], group-by: [u], timespan: 2h, generate: true}\n");
    assertThat(rules.detections())
        .filteredOn(rule -> rules.alertsAlone(rule.rule()))
        .extracting(rule -> rule.rule().header().name())
        .containsExactly("b");
    assertThat(rules.correlations()).allMatch(rules::alertsAlone);
  }

  /** Other engines lose the rule that is referred to by name once it has an id, too. */
  @Test
  void rulesWithAnIdAreStillKnownByTheirName() {
    assertThat(loaded("type: temporal, rules: [a, b], group-by: [u], timespan: 1h").stages())
        .containsExactly("a", "b");
  }

  /** Other engines count since the beginning of time. */
  @Test
  void aCountWithoutATimespanIsRefused() {
    assertThat(
            issues(
                correlation("type: event_count, rules: [a], group-by: [u], condition: {gte: 2}")))
        .containsExactly("MW-MISSING-TIMESPAN");
  }
}

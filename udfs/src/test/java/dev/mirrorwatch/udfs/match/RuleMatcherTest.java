package dev.mirrorwatch.udfs.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertId;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.UnexplainedHit;
import dev.mirrorwatch.udfs.event.WholeEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleMatcherTest {

  private final RuleMatcher matcher = new RuleMatcher(MatchRules.RULES);
  private final List<CorrelationRule> ungrouped = new ArrayList<>();

  private static AuditEvent event(String members) {
    return RuleTexts.event(MatchRules.RULES, members);
  }

  private static DetectionRule rule(String name) {
    return (DetectionRule) MatchRules.RULES.rule(name).orElseThrow();
  }

  private List<String> namesOf(AuditEvent event) {
    return matcher.matches(event).stream().map(rule -> rule.header().name()).toList();
  }

  @Test
  void everyRuleOfTheLogSourceIsAskedAndNoOther() {
    assertThat(namesOf(event(MatchRules.call("RunInstances")))).containsExactly("start", "wide");
    assertThat(namesOf(event(MatchRules.call("StopInstances")))).containsExactly("stop", "wide");
    assertThat(namesOf(event(MatchRules.call("DeleteTrail")))).containsExactly("lone");
    assertThat(namesOf(event(MatchRules.call("CreateTrail")))).isEmpty();
  }

  @Test
  void stageIsAHitOfEveryCorrelationThatUsesIt() {
    AuditEvent event = event(MatchRules.call("RunInstances"));
    List<StageHit> hits = matcher.hits(rule("start"), event, ungrouped::add);
    assertThat(hits)
        .extracting(StageHit::rule)
        .containsExactlyInAnyOrder("start_and_stop", "many_starts");
    assertThat(hits).extracting(StageHit::stage).containsOnly("start");
    assertThat(hits).extracting(StageHit::eventId).containsOnly("id-RunInstances");
    assertThat(hits).extracting(StageHit::time).containsOnly(event.time());
    assertThat(ungrouped).isEmpty();
    StageHit counted = hits.get(hits.get(0).rule().equals("many_starts") ? 0 : 1);
    assertThat(counted.groupValues()).containsExactly("alice", "eu-central-1");
    assertThat(counted.links().byField()).containsOnlyKeys("requestParameters.instanceId");
    assertThat(counted.links().values("requestParameters.instanceId")).containsExactly("i-1");
  }

  @Test
  void evidenceShowsWhatTheAlertNames() {
    AuditEvent event = event(MatchRules.call("StopInstances"));
    Evidence evidence = matcher.hits(rule("stop"), event, ungrouped::add).get(0).evidence();
    assertThat(evidence.fields().byField())
        .containsOnlyKeys("sourceIPAddress", "userIdentity.userName");
    assertThat(evidence.stage()).isEqualTo("stop");
    assertThat(evidence.action()).isEqualTo("StopInstances");
    assertThat(evidence.sourceIp()).isEqualTo("198.51.100.7");
    assertThat(evidence.principal()).isEqualTo(event.principal());
    assertThat(evidence.origin()).isEqualTo(event.origin());
    assertThat(evidence.original().text()).contains("\"eventID\":\"id-StopInstances\"");
    assertThat(evidence.originalTruncated()).isFalse();
  }

  @Test
  void correlationsThatShowTheSameShareTheEvidence() {
    String count =
        """
        correlation: {type: event_count, rules: [start], group-by: [awsRegion], timespan: 1h,
          condition: {gte: 2}}
        """;
    RuleSet rules =
        RuleTexts.load(
            RuleTexts.detection("start", "RunInstances"),
            RuleTexts.correlation("one", count),
            RuleTexts.correlation("two", count),
            RuleTexts.correlation("shows", count + "fields: [sourceIPAddress]\n"));
    List<StageHit> hits =
        new RuleMatcher(rules)
            .hits(rule("start"), event(MatchRules.call("RunInstances")), ungrouped::add);
    assertThat(hits).extracting(StageHit::rule).containsExactly("one", "two", "shows");
    assertThat(hits.get(0).packed()).isSameAs(hits.get(1).packed());
    assertThat(hits.get(2).packed()).isNotEqualTo(hits.get(0).packed());
  }

  @Test
  void eventByATemporaryKeyWaitsWithWhatItsHitsWillHave() {
    RuleSet rules =
        RuleTexts.load(
            RuleTexts.detection("start", "RunInstances"),
            RuleTexts.correlation(
                "events",
                """
                correlation: {type: event_count, rules: [start], group-by: [awsRegion],
                  timespan: 1h, condition: {gte: 2}}
                """),
            RuleTexts.correlation(
                "values",
                """
                correlation: {type: value_count, rules: [start], group-by: [userIdentity.type],
                  timespan: 1h, condition: {gte: 2, field: requestParameters.instanceId}}
                """));
    AuditEvent event =
        RuleTexts.event(
            rules,
            """
            "eventName":"RunInstances","eventID":"e","requestParameters":{"instanceId":"i-1"},
            "userIdentity":{"type":"AssumedRole","principalId":"AROA0:run","accessKeyId":"ASIA0",
              "arn":"arn:aws:sts::111122223333:assumed-role/deploy/run"}
            """);
    RuleMatcher matcher = new RuleMatcher(rules);
    List<StageHit> hits = matcher.hits(rule("start"), event, ungrouped::add);
    assertThat(hits)
        .extracting(StageHit::groupValues)
        .containsExactly(List.of("eu-central-1"), List.of("AssumedRole"));
    assertThat(hits.get(0).links()).isNotEqualTo(hits.get(1).links());
    List<UnexplainedHit> waiting =
        matcher.unexplained(matcher.matches(event), event).orElseThrow().hits();
    assertThat(waiting)
        .extracting(UnexplainedHit::links)
        .isEqualTo(hits.stream().map(StageHit::links).toList());
    assertThat(waiting)
        .extracting(hit -> GroupKeys.combinations(hit.groupValues()))
        .isEqualTo(hits.stream().map(hit -> List.of(hit.groupValues())).toList());
    assertThat(waiting)
        .extracting(UnexplainedHit::groupFields)
        .containsExactly(List.of("awsRegion"), List.of("userIdentity.type"));
  }

  @Test
  void longOriginalIsCut() {
    String padding = "x".repeat(EvidenceOfEvent.ORIGINAL_BYTES);
    AuditEvent event = event(MatchRules.call("StopInstances") + ",\"p\":\"" + padding + "\"");
    Evidence evidence = matcher.hits(rule("stop"), event, ungrouped::add).get(0).evidence();
    assertThat(evidence.originalTruncated()).isTrue();
    assertThat(evidence.original().size()).isEqualTo(EvidenceOfEvent.ORIGINAL_BYTES);
  }

  @Test
  void eventWithoutTheGroupsFieldIsToldNotHidden() {
    AuditEvent event = event(MatchRules.call("RunInstances", ""));
    assertThat(matcher.hits(rule("start"), event, ungrouped::add)).isEmpty();
    assertThat(ungrouped)
        .extracting(rule -> rule.header().name())
        .containsExactlyInAnyOrder("start_and_stop", "many_starts");
  }

  @Test
  void ruleThatNoCorrelationUsesAlertsAlone() {
    assertThat(matcher.alertsAlone(rule("lone"))).isTrue();
    assertThat(matcher.alertsAlone(rule("start"))).isFalse();
    AuditEvent event = event(MatchRules.call("DeleteTrail"));
    assertThat(matcher.hits(rule("lone"), event, ungrouped::add)).isEmpty();

    Alert alert = matcher.alert(rule("lone"), WholeEvent.first(event), 42);

    assertThat(alert.id()).isEqualTo(AlertId.of("lone", List.of(), "id-DeleteTrail"));
    assertThat(alert.revision()).isEqualTo(1);
    assertThat(alert.status()).isEqualTo(AlertStatus.OPEN);
    assertThat(alert.identity()).isEqualTo("id-DeleteTrail");
    assertThat(alert.seen()).isEqualTo(1);
    assertThat(alert.firstTime()).isEqualTo(event.time());
    assertThat(alert.lastTime()).isEqualTo(event.time());
    assertThat(alert.detectedAt()).isEqualTo(42);
    assertThat(alert.evidence().get(0).fields().byField()).containsOnlyKeys("eventSource");
  }
}

package dev.mirrorwatch.udfs.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.ApprovalLoader;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleReport;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.RuleTestLoader;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.rules.model.Approval;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens to events on a timeline. */
class RuleTrialTest {

  private static String detection(String name) {
    return """
        title: Stage %s
        name: %s
        logsource: {product: aws, service: cloudtrail}
        detection: {selection: {eventName: %s}, condition: selection}
        level: low
        mirrorwatch: {stage: true}
        ---
        """
        .formatted(name, name, name);
  }

  private static final String RULES =
      detection("a")
          + detection("b")
          + detection("c")
          + """
            title: Both
            name: both
            correlation: {type: temporal, rules: [a, b], group-by: [principal.origin], timespan: 1h}
            level: high
            ---
            title: Both, Scored
            name: scored
            correlation: {type: temporal, rules: [b, c], group-by: [principal.origin], timespan: 1h}
            level: high
            mirrorwatch:
              risk:
                score: 50
                reasons: [{name: many, points: 20, distinct: {field: mirror.source_id, gte: 2}}]
            ---
            title: Then Another
            name: chain
            correlation:
              {type: temporal_ordered, rules: [both, c], group-by: [principal.origin], timespan: 1h}
            level: high
            ---
            title: Few
            name: few
            correlation:
              type: event_count
              rules: [c]
              group-by: [principal.origin]
              timespan: 10m
              condition: {lt: 3}
            level: high
            """;

  private static final List<Approval> APPROVALS =
      new ApprovalLoader()
          .load(
              new RuleFile(
                  "approvals.yml",
                  """
                  approvals:
                    - name: sensor
                      principal: sensor
                      target: {id: tmt-1}
                      owner: net
                      reason: it is ours
                      expires: 2026-12-31
                  """));

  private static List<TestResult> run(String tests) {
    RuleSetLoader loader = new RuleSetLoader();
    List<RuleFile> files = List.of(new RuleFile("rules.yml", RULES));
    RuleSet rules = loader.load(files);
    RuleReport report = loader.report(files);
    return new RuleTestRun(rules, report, IdentityMap.NOBODY, APPROVALS)
        .run(
            new RuleTestLoader()
                .load(List.of(new RuleFile("rules.test.yml", "tests:\n" + tests)), rules)
                .get(0));
  }

  private static void passes(String tests) {
    List<TestResult> results = run(tests);
    assertThat(results).isNotEmpty();
    assertThat(results)
        .filteredOn(result -> !result.passed())
        .map(result -> result.test().name() + result.differences() + result.notes())
        .isEmpty();
  }

  @Test
  void scoresAndSuppressesAsTheJobDoes() {
    String tests =
        """
          - name: two sources
            rule: scored
            timeline:
              - {at: 0s, stage: c, fields: {mirror.source_id: eni-1}}
              - {at: 1m, stage: b, fields: {mirror.source_id: eni-2}}
            alerts: [{score: %s}]
          - name: one source, of somebody who may
            rule: scored
            timeline:
              - {at: 0s, principal: sensor, stage: c, fields: {mirror.target_id: tmt-1}}
              - {at: 1m, principal: sensor, stage: b, fields: {mirror.target_id: tmt-1}}
            alerts: [{score: 50, status: suppressed}]
        """;
    passes(tests.formatted("60-70"));
    assertThat(run(tests.formatted("71-100")).get(0).differences())
        .containsExactly("- {rule: scored, score: 71-100}", "+ {rule: scored, score: 70}");
  }

  /** The watermark is 15 minutes and a moment behind the newest event, the lateness an hour. */
  @Test
  void theWatermarkFollowsArrivalAndDecidesWhatIsLate() {
    passes(
        """
          - name: just in time
            rule: both
            timeline:
              - {at: 1h15m, stage: c}
              - {at: 0s, stage: a, id: one, arrives: 1h16m}
              - {at: 1m, stage: b, arrives: 1h16m}
            late: []
            alerts: [{events: 2}]
          - name: a second later
            rule: both
            timeline:
              - {at: 1h15m1s, stage: c}
              - {at: 0s, stage: a, id: one, arrives: 1h16m}
              - {at: 1m, stage: b, arrives: 1h16m}
            late: [one]
            alerts: []
          - name: other bounds
            rule: both
            disorder: 0s
            allowed_lateness: 1m
            timeline:
              - {at: 2m, stage: c}
              - {at: 30s, stage: a, id: one}
              - {at: 1m, stage: b}
            late: [one]
            alerts: []
        """);
  }

  @Test
  void eventsArriveInTheOrderOfTheListUnlessSaidOtherwise() {
    passes(
        """
          - name: an hour back in the list is not late
            rule: both
            timeline:
              - {at: 3h, stage: c}
              - {at: 10m, stage: a, id: one}
            late: [one]
            alerts: []
          - name: held back
            rule: both
            timeline:
              - {at: 10m, stage: a, id: one, arrives: 4h}
              - {at: 3h, stage: c}
              - {at: 2h59m, stage: b, id: two}
            late: [one]
            alerts: []
          - name: the same in the order of time
            rule: both
            timeline:
              - {at: 10m, stage: a, id: one}
              - {at: 3h, stage: c}
            late: []
            alerts: []
        """);
  }

  @Test
  void aDuplicateCountsOnceAndARepetitionEachTime() {
    passes(
        """
          - name: again
            rule: both
            timeline:
              - {at: 0s, stage: a, again: [1m, 2m]}
              - {at: 1m, stage: b}
            alerts: [{events: 2}]
          - name: again too late
            rule: both
            timeline:
              - {at: 0s, stage: a, id: one, again: 5h}
              - {at: 4h, stage: c}
            late: [one]
            alerts: []
          - name: again in time
            rule: both
            timeline:
              - {at: 0s, stage: a, id: one, again: 1h}
              - {at: 4h, stage: c}
            late: []
            alerts: []
          - name: times
            rule: both
            timeline:
              - {at: 0s, stage: a, times: 3, every: 1m}
              - {at: 5m, stage: b}
            alerts: [{events: 4, stages: [a, b]}]
        """);
  }

  @Test
  void alertsAreStagesOfCorrelationsAbove() {
    passes(
        """
          - name: chain
            rule: chain
            timeline:
              - {at: 0s, stage: a, principal: alice}
              - {at: 1m, stage: b, principal: alice}
              - {at: 2m, stage: c, principal: alice}
            alerts: [{group: {principal.origin: alice}, events: 3}]
          - name: no inner alert
            rule: chain
            timeline:
              - {at: 0s, stage: a}
              - {at: 2m, stage: c}
            alerts: []
        """);
  }

  @Test
  void theEndOfTimeClosesEveryWindow() {
    passes(
        """
          - name: only two
            rule: few
            timeline: [{at: 0s, stage: c, times: 2}]
            alerts: [{events: 2}]
          - name: three
            rule: few
            timeline: [{at: 0s, stage: c, times: 3, every: 1m}]
            alerts: []
        """);
  }

  @Test
  void aWholeRecordGoesThroughDecodingAndMatching() {
    passes(
        """
          - name: records
            rule: both
            timeline:
              - at: 0s
                event: {eventSource: x.amazonaws.com, eventName: a, userIdentity: &alice {type: IAMUser, arn: 'arn:aws:iam::1:user/alice'}}
              - at: 1m
                event: {eventSource: x.amazonaws.com, eventName: b, userIdentity: *alice}
            alerts: [{events: 2, group: {principal.origin: 'arn:aws:iam::1:user/alice'}}]
          - name: too far apart
            rule: both
            timeline:
              - at: 0s
                event: {eventSource: x.amazonaws.com, eventName: a, eventTime: '2026-01-01T02:00:00Z', userIdentity: *alice}
              - at: 2h
                event: {eventSource: x.amazonaws.com, eventName: b, eventTime: '2026-01-01T02:00:00Z', userIdentity: *alice}
            alerts: []
          - name: of another cloud
            rule: both
            timeline:
              - at: 0s
                event: {eventSource: x.example.com, eventName: a}
              - {at: 1m, stage: b}
            alerts: []
        """);
  }

  @Test
  void everyExpectedAlertNeedsOneOfItsOwn() {
    String timeline =
        """
            timeline:
              - {at: 0s, stage: a, principal: alice}
              - {at: 1m, stage: b, principal: alice}
              - {at: 0s, stage: a, principal: bob}
              - {at: 1m, stage: b, principal: bob}
        """;
    passes(
        "  - name: the vague one takes what is left\n    rule: both\n"
            + timeline
            + "    alerts: [{events: 2}, {group: {principal.origin: alice}}]\n");
    assertThat(
            run("  - name: two of one\n    rule: both\n"
                    + timeline
                    + "    alerts: [{group: {principal.origin: bob}}, {group: {principal.origin: bob}}]\n")
                .get(0)
                .differences())
        .containsExactly(
            "- {rule: both, group: {principal.origin: bob}}",
            "+ {rule: both, group: {principal.origin: alice}}");
  }

  @Test
  void aStageWithoutGroupIsExplained() {
    List<TestResult> results =
        run(
            """
              - name: no principal
                rule: both
                timeline:
                  - {at: 0s, stage: a, fields: {principal.origin: []}}
                  - {at: 1m, stage: b}
                alerts: [{events: 2}]
            """);
    assertThat(results.get(0).passed()).isFalse();
    assertThat(results.get(0).notes())
        .containsExactly(
            "event-1 is no stage a of both: it lacks one of its group-by fields"
                + " [principal.origin]",
            "no alert of both, stages met: [b]");
  }
}

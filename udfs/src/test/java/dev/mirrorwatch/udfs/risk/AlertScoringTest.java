package dev.mirrorwatch.udfs.risk;

import static dev.mirrorwatch.udfs.risk.Calls.alert;
import static dev.mirrorwatch.udfs.risk.Calls.call;
import static dev.mirrorwatch.udfs.risk.Calls.person;
import static dev.mirrorwatch.udfs.risk.Calls.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.Approval;
import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.rules.model.RiskTerms;
import dev.mirrorwatch.udfs.alert.RiskScore;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.Risk;
import dev.mirrorwatch.udfs.event.Samples;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlertScoringTest {

  private static final String BOTH_WAYS =
      """
      reasons:
        - name: both ways
          points: 15
          evidence:
            inbound: {mirror.cidr_any: 'true', mirror.direction: ingress}
            outbound: {mirror.cidr_any: 'true', mirror.direction: egress}
            condition: inbound and outbound
          text: "{mirror.filter_id} is open"
      """;

  private static Risk risk(String reasons, Evidence... evidence) {
    return risk(reasons, Acquaintances.NONE, evidence);
  }

  private static Risk risk(String reasons, Acquaintances acquaintances, Evidence... evidence) {
    RuleSet rules = Calls.rules(reasons);
    return new AlertScoring(rules, List.of()).score(alert(rules, evidence), acquaintances).risk();
  }

  private static String fact(String fact) {
    return "reasons: [{name: it, points: 10, fact: " + fact + "}]";
  }

  @Test
  void searchesLookAtDifferentEvents() {
    Evidence in =
        call(
            "target",
            "in",
            1,
            person(),
            "mirror.cidr_any=true",
            "mirror.direction=ingress",
            "mirror.filter_id=tmf-1");
    Evidence out =
        call("target", "out", 2, person(), "mirror.cidr_any=true", "mirror.direction=egress");
    Evidence narrow =
        call("target", "narrow", 2, person(), "mirror.cidr_any=false", "mirror.direction=egress");
    assertThat(risk(BOTH_WAYS, in, out))
        .isEqualTo(
            new Risk(
                55,
                "low",
                0,
                List.of(new Risk.Reason("both ways", 15, "tmf-1 is open", List.of("in", "out")))));
    assertThat(risk(BOTH_WAYS, in, narrow)).isEqualTo(new Risk(40, "low", 0, List.of()));
  }

  @Test
  void whatIsMissingIsAReason() {
    String reasons =
        """
        reasons:
          - name: untagged
            points: 10
            evidence:
              made: {stage: target}
              said: [{mirror.tagged: 'true'}, {mirror.description|exists: true}]
              condition: made and not said
        """;
    Evidence untagged = call("target", "t", 1, person(), "mirror.tagged=false");
    assertThat(risk(reasons, untagged).reasons())
        .containsExactly(new Risk.Reason("untagged", 10, "untagged", List.of("t")));
    assertThat(risk(reasons, call("session", "s", 1, person())).reasons()).isEmpty();
    assertThat(
            risk(reasons, untagged, call("session", "s", 2, person(), "mirror.description=x"))
                .reasons())
        .isEmpty();
  }

  @Test
  void conditionsMayCountSearches() {
    String reasons =
        """
        reasons:
          - name: any
            points: 10
            evidence: {way_a: {mirror.vni: 1}, way_b: {mirror.vni: 2}, condition: 1 of way_*}
          - name: all
            points: 20
            evidence: {way_a: {mirror.vni: 1}, way_b: {mirror.vni: 2}, condition: all of them}
        """;
    Evidence one = call("session", "a", 1, person(), "mirror.vni=1");
    Evidence two = call("session", "b", 2, person(), "mirror.vni=2");
    assertThat(risk(reasons, one).score()).isEqualTo(50);
    assertThat(risk(reasons, one, two).score()).isEqualTo(70);
  }

  @Test
  void differentValuesAreCounted() {
    String reasons =
        "reasons: [{name: many, points: 10, distinct: {field: mirror.source_id, gte: 2},"
            + " text: '{count}: {mirror.source_id}'}]";
    Evidence first = call("session", "a", 1, person(), "mirror.source_id=eni-1");
    Evidence again = call("session", "b", 2, person(), "mirror.source_id=eni-1");
    Evidence second = call("session", "c", 3, person(), "mirror.source_id=eni-2");
    assertThat(risk(reasons, first, again).reasons()).isEmpty();
    assertThat(risk(reasons, first, again, second).reasons())
        .containsExactly(new Risk.Reason("many", 10, "2: eni-1, eni-2", List.of("a", "c")));
  }

  @Test
  void aPersonWorksByHand() {
    Evidence byHand = call("target", "t", 1, person(), "user_agent.original=aws-cli/2.17");
    Evidence inConsole = call("session", "s", 2, person(), "user_agent.original=AWS Internal");
    assertThat(risk(fact("by_hand"), byHand, inConsole).reasons())
        .containsExactly(
            new Risk.Reason(
                "it", 10, "a person used the command line and the console", List.of("t", "s")));
    Evidence byMachine =
        call("target", "t", 1, Samples.bare("role"), "user_agent.original=aws-cli/2.17");
    assertThat(risk(fact("by_hand"), byMachine).reasons()).isEmpty();
    assertThat(risk(fact("by_hand"), call("target", "t", 1, person())).reasons()).isEmpty();
  }

  @Test
  void aTargetMayBelongToAnotherAccount() {
    Evidence foreign =
        call(
            "target",
            "t",
            1,
            person(),
            "mirror.collector_id=arn:aws:elasticloadbalancing:eu:999:loadbalancer/net/x/1");
    Evidence own =
        call(
            "target",
            "t",
            1,
            person(),
            "mirror.collector_id=arn:aws:elasticloadbalancing:eu:111122223333:loadbalancer/net/x/1");
    assertThat(risk(fact("target_in_another_account"), foreign).reasons())
        .containsExactly(new Risk.Reason("it", 10, "the packets go to account 999", List.of("t")));
    assertThat(risk(fact("target_in_another_account"), own).reasons()).isEmpty();
    Evidence byInterface = call("target", "t", 1, person(), "mirror.collector_id=eni-1");
    assertThat(risk(fact("target_in_another_account"), byInterface).reasons()).isEmpty();
  }

  @Test
  void aTargetThatNobodyApprovedCountsWhereThereAreApprovals() {
    RuleSet rules = Calls.rules(fact("target_not_approved"));
    Alert alert = alert(rules, call("target", "t", 1, person(), "mirror.target_id=tmt-1"));
    assertThat(scoredWith(rules, alert, approval("tmt-2")).reasons())
        .containsExactly(new Risk.Reason("it", 10, "no approval is about tmt-1", List.of("t")));
    assertThat(scoredWith(rules, alert, approval("tmt-*")).reasons()).isEmpty();
    assertThat(scoredWith(rules, alert).reasons()).isEmpty();
  }

  private static Risk scoredWith(RuleSet rules, Alert alert, Approval... approvals) {
    return new AlertScoring(rules, List.of(approvals)).score(alert, Acquaintances.NONE).risk();
  }

  private static Approval approval(String target) {
    return new Approval(
        "a",
        List.of("nobody"),
        new Approval.Target(List.of(target), List.of(), List.of()),
        List.of(),
        List.of(),
        null,
        null,
        "owner",
        "reason",
        Instant.parse("2026-12-31T00:00:00Z"));
  }

  @Test
  void whoIsNewIsAReason() {
    Evidence made = call("target", "t", 1, person(), "mirror.target_id=tmt-1");
    Acquaintances newcomer =
        (origin, family, before) ->
            origin.endsWith("alice") && family.equals("ec2.amazonaws.com TrafficMirror")
                ? new Acquaintances.Acquaintance(Acquaintances.Kind.NEW, 30)
                : Acquaintances.Acquaintance.UNKNOWN;
    assertThat(risk(fact("first_seen"), newcomer, made).reasons())
        .containsExactly(
            new Risk.Reason("it", 10, "never did this in the 30 days before", List.of("t")));
    assertThat(risk(fact("first_seen"), made).reasons()).isEmpty();
    Evidence byRole = call("target", "t", 1, role("alice"), "mirror.target_id=tmt-1");
    assertThat(risk(fact("first_seen"), newcomer, byRole).reasons()).isEmpty();
  }

  @Test
  void hoursAreThoseOfTheZone() {
    String reasons =
        "reasons: [{name: late, points: 5, outside: {hours: 07:00-19:00, days: sun, zone: %s}}]";
    Evidence atTen = call("target", "t", 0, person());
    assertThat(risk(reasons.formatted("UTC"), atTen).reasons()).isEmpty();
    assertThat(risk(reasons.formatted("America/New_York"), atTen).reasons())
        .containsExactly(
            new Risk.Reason("late", 5, "outside of 07:00-19:00, America/New_York", List.of("t")));
  }

  @ParameterizedTest
  @CsvSource({
    // 2026-03-02 is a Monday.
    "2026-03-02T07:00:00Z, 07:00, 19:00, false",
    "2026-03-02T19:00:00Z, 07:00, 19:00, true",
    "2026-03-01T12:00:00Z, 07:00, 19:00, true",
    "2026-03-02T23:00:00Z, 22:00, 06:00, false",
    "2026-03-03T05:59:00Z, 22:00, 06:00, false",
    "2026-03-03T23:00:00Z, 22:00, 06:00, true",
    "2026-03-02T05:00:00Z, 22:00, 06:00, true",
  })
  void aShiftBelongsToTheDayItBeginsOn(
      Instant time, LocalTime from, LocalTime to, boolean outside) {
    RiskTerms.Outside hours =
        new RiskTerms.Outside(from, to, Set.of(DayOfWeek.MONDAY), ZoneId.of("UTC"));
    assertThat(AlertScoring.isOutside(time.toEpochMilli(), hours)).isEqualTo(outside);
  }

  @Test
  void theScoreStaysBetweenItsEnds() {
    String reason =
        "reasons: [{name: it, points: %d, evidence: {made: {stage: target}, condition: made}}]";
    Evidence made = call("target", "t", 1, person());
    assertThat(risk(reason.formatted(100), made).score()).isEqualTo(100);
    assertThat(risk(reason.formatted(-100), made).score()).isEqualTo(0);
  }

  @Test
  void theLevelFollowsTheScore() {
    RuleSet rules = Calls.rules("reasons: []");
    Alert scored =
        new AlertScoring(rules, List.of())
            .score(alert(rules, call("target", "t", 1, person())), Acquaintances.NONE);
    assertThat(scored.risk().score()).isEqualTo(40);
    assertThat(scored.rule().level()).isEqualTo(Level.MEDIUM);
  }

  @ParameterizedTest
  @EnumSource
  void everyLevelIsInItsOwnBand(Level level) {
    assertThat(AlertScoring.levelOf(RiskScore.of(level))).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"19, INFORMATIONAL", "20, LOW", "39, LOW", "40, MEDIUM", "70, HIGH", "90, CRITICAL"})
  void bandsHaveTheseEnds(int score, Level level) {
    assertThat(AlertScoring.levelOf(score)).isEqualTo(level);
  }

  @Test
  void aStalledFindingBeginsAtItsOwnLevel() {
    RuleSet rules = Calls.rules("reasons: []");
    Alert raised = alert(rules, call("target", "t", 1, person()));
    Alert stalled =
        raised.scored(AlertStatus.STALLED, raised.rule().at(Level.LOW), null, List.of());
    Alert scored = new AlertScoring(rules, List.of()).score(stalled, Acquaintances.NONE);
    assertThat(scored.risk().score()).isEqualTo(RiskScore.of(Level.LOW));
    assertThat(scored.rule().level()).isEqualTo(Level.LOW);
  }

  @Test
  void aRuleWithoutABlockIsAsItWas() {
    RuleSet rules = Calls.rules("");
    Alert alert = alert(rules, call("target", "t", 1, person()));
    Alert scored = new AlertScoring(rules, List.of()).score(alert, Acquaintances.NONE);
    assertThat(scored.risk()).isNull();
    assertThat(scored.rule()).isEqualTo(alert.rule());
    assertThat(scored.status()).isEqualTo(AlertStatus.OPEN);
  }

  @ParameterizedTest
  @CsvSource({
    "15 15 10, high",
    "40 20, medium",
    "100, low",
    "10 5, medium",
    "10 4, low",
    "20 20 20 -30, medium",
    "'', low"
  })
  void confidenceTakesSeveralReasons(String points, String confidence) {
    List<Risk.Reason> reasons =
        points.isEmpty()
            ? List.of()
            : java.util.Arrays.stream(points.split(" "))
                .map(each -> new Risk.Reason(each, Integer.parseInt(each), each, List.of()))
                .toList();
    assertThat(AlertScoring.confidence(reasons)).isEqualTo(confidence);
  }

  @Property(tries = 50)
  void theOrderOfArrivalDoesNotMatter(@ForAll long seed) {
    RuleSet rules =
        Calls.rules(
            BOTH_WAYS
                + """
                  - {name: many, points: 10, distinct: {field: mirror.source_id, gte: 3}}
                  - {name: hand, points: 10, fact: by_hand}
                """);
    Random random = new Random(seed);
    List<Evidence> evidence =
        new java.util.ArrayList<>(
            IntStream.range(0, 6)
                .mapToObj(
                    i ->
                        call(
                            "session",
                            "e" + i,
                            random.nextInt(3),
                            person(),
                            "mirror.source_id=eni-" + random.nextInt(4),
                            "mirror.cidr_any=true",
                            "mirror.direction=" + (random.nextBoolean() ? "ingress" : "egress"),
                            "user_agent.original=" + (random.nextBoolean() ? "aws-cli/2" : "x")))
                .toList());
    AlertScoring scoring = new AlertScoring(rules, List.of());
    Risk first =
        scoring.score(alert(rules, evidence.toArray(Evidence[]::new)), Acquaintances.NONE).risk();
    Collections.shuffle(evidence, random);
    assertThat(
            scoring
                .score(alert(rules, evidence.toArray(Evidence[]::new)), Acquaintances.NONE)
                .risk())
        .isEqualTo(first);
  }
}

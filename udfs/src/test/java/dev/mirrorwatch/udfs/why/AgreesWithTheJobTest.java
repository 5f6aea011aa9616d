package dev.mirrorwatch.udfs.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.match.RuleMatcher;
import dev.mirrorwatch.udfs.trial.RuleTrial;
import dev.mirrorwatch.udfs.trial.TrialRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is found to be complete is what alerts, for every kind of rule. */
class AgreesWithTheJobTest {

  private static final String ID = "requestParameters.id";

  private static final Calls CALLS =
      new Calls(
          Calls.detections("a", "b", "c")
              + rule("temporal", "type: temporal", "")
              + rule("ordered", "type: temporal_ordered", "")
              + rule("two_of_three", "type: temporal, condition: {gte: 2}", "")
              + rule("two_in_order", "type: temporal_ordered, condition: {gte: 2}", "")
              + rule(
                  "linked",
                  "type: temporal",
                  "join: [{field: requestParameters.id, stages: [a, b]}], after: {c: [a]},"
                      + " distinct_events: true")
              + rule(
                  "about",
                  "type: temporal",
                  "join: [{field: requestParameters.id, stages: [a, b, c]}],"
                      + " identity: [requestParameters.id]")
              + rule("either", "type: temporal, condition: a and (b or c)", "")
              + rule("either_in_order", "type: temporal_ordered, condition: a and (b or c)", "")
              + rule("without", "type: temporal, condition: a and not b", "")
              + rule("few_stages", "type: temporal, condition: {lt: 2}", "")
              + rule("count", "type: event_count, condition: {gte: 3}", "")
              + rule("exactly", "type: event_count, condition: {eq: 2}", "")
              + rule("values", "type: value_count, condition: {gte: 2, field: " + ID + "}", "")
              + rule("sum", "type: value_sum, condition: {gte: 5, field: " + ID + "}", "")
              + rule("average", "type: value_avg, condition: {lt: 2, field: " + ID + "}", ""));

  private static final TrialRules TRIAL_RULES = new TrialRules(CALLS.rules(), Duration.ZERO);

  private static String rule(String name, String body, String own) {
    return Calls.correlation(name, body + ", rules: [a, b, c], timespan: 10m", own);
  }

  record Plan(String call, int minute, int id) {}

  @Property(tries = 500)
  void completeIsWhatAlerts(@ForAll("timelines") List<Plan> plans) {
    Calls calls = new Calls(CALLS.rules());
    for (int i = 0; i < plans.size(); i++) {
      Plan plan = plans.get(i);
      calls.at(plan.minute(), plan.call(), "e" + i, "\"id\":" + plan.id());
    }
    RuleTrial trial = new RuleTrial(TRIAL_RULES, Duration.ofDays(10_000));
    calls.events().forEach(trial::arrive);
    trial.endOfLog();
    for (CorrelationRule rule : CALLS.rules().correlations()) {
      String name = rule.header().name();
      boolean alerts =
          trial.raisedAlerts().stream().anyMatch(alert -> alert.rule().name().equals(name));
      assertThat(
              Attempts.of(rule).nearest(hits(name, calls.events()), Set.of(), List.of()).stream()
                  .anyMatch(Attempt::complete))
          .as(name)
          .isEqualTo(alerts);
    }
  }

  private static List<StageHit> hits(String rule, List<AuditEvent> events) {
    RuleMatcher matcher = TRIAL_RULES.matcher();
    List<StageHit> hits = new ArrayList<>();
    for (AuditEvent event : events) {
      matcher
          .matches(event)
          .forEach(
              stage ->
                  matcher.hits(stage, event, none -> {}).stream()
                      .filter(hit -> hit.rule().equals(rule))
                      .forEach(hits::add));
    }
    hits.sort(Comparator.comparingLong(StageHit::time).thenComparing(StageHit::bufferKey));
    return hits;
  }

  @Provide
  Arbitrary<List<Plan>> timelines() {
    return Combinators.combine(
            Arbitraries.of("a", "b", "c"),
            Arbitraries.integers().between(0, 30),
            Arbitraries.integers().between(1, 3))
        .as(Plan::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }
}

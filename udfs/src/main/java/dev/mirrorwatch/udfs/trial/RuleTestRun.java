package dev.mirrorwatch.udfs.trial;

import dev.mirrorwatch.rules.CompiledRule;
import dev.mirrorwatch.rules.RuleReport;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.explain.EventExplanation;
import dev.mirrorwatch.rules.explain.Explanations;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.rules.model.Approval;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.GivenEvent;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleTest;
import dev.mirrorwatch.rules.model.TestFile;
import dev.mirrorwatch.rules.model.TimedEvent;
import dev.mirrorwatch.udfs.assemble.Assembly;
import dev.mirrorwatch.udfs.assemble.WholeEvents;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.match.RuleMatcher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs tests of rules. In: tests that name their rule. Out: a result for each; what they touched is
 * in {@link #coverage()}.
 */
public final class RuleTestRun {

  /** When every timeline starts. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final RuleSet rules;
  private final Explanations explanations;
  private final GivenEvents events;
  private final TestCoverage coverage;
  private final List<Approval> approvals;
  private final RuleMatcher matcher;

  /** By allowed lateness: each test may have its own. */
  private final Map<Duration, TrialRules> trialRules = new HashMap<>();

  /**
   * @param report what the check said of the same rules
   * @param identities persons that records are said to be by
   * @param approvals what alerts are held against
   */
  public RuleTestRun(
      RuleSet rules, RuleReport report, IdentityMap identities, List<Approval> approvals) {
    this.approvals = List.copyOf(approvals);
    this.rules = rules;
    this.explanations = new Explanations(rules, report);
    this.events = new GivenEvents(rules, identities);
    this.coverage = new TestCoverage(rules, !approvals.isEmpty());
    this.matcher = new RuleMatcher(rules);
  }

  /** Which parts of which rules the tests so far have touched. */
  public TestCoverage coverage() {
    return coverage;
  }

  /** Runs the tests of a file. */
  public List<TestResult> run(TestFile file) {
    return file.tests().stream().map(test -> run(file.name(), test)).toList();
  }

  private TestResult run(String file, RuleTest test) {
    long begin = System.nanoTime();
    List<String> notes = new ArrayList<>();
    List<String> differences =
        test instanceof RuleTest.Match match
            ? differences(file, match, notes)
            : differences(file, (RuleTest.Timeline) test, notes);
    return new TestResult(
        file, test, differences, notes, Duration.ofNanos(System.nanoTime() - begin));
  }

  private List<String> differences(String file, RuleTest.Match test, List<String> notes) {
    CompiledRule rule =
        rules.detections().stream()
            .filter(compiled -> compiled.rule().header().name().equals(test.rule().text()))
            .findFirst()
            .orElseThrow();
    List<FieldValues> views = new ArrayList<>();
    boolean matched = false;
    if (test.event() instanceof GivenEvent.Fields fields) {
      FieldValues view =
          new FieldValues(
              fields.values(), fields.values().values().stream().flatMap(List::stream).toList());
      views.add(view);
      matched = rule.predicate().matches(view);
    } else {
      for (AuditEvent event : wholeEvents(file, test.event(), notes)) {
        views.add(event.fields());
        matched |= matcher.matches(event).contains(rule.rule());
      }
    }
    for (FieldValues view : views) {
      coverage.see(rule.rule(), view);
    }
    coverage.tested(rule.rule().header().name());
    if (matched == test.match()) {
      return List.of();
    }
    views.forEach(view -> explain(rule.rule(), view, notes));
    return List.of("- match: " + test.match(), "+ match: " + matched);
  }

  /** The events of a record, or of a file of records, put together where they are parts. */
  private List<AuditEvent> wholeEvents(String file, GivenEvent given, List<String> notes) {
    List<AuditEvent> whole = new ArrayList<>();
    WholeEvents assembled =
        new WholeEvents(
            Assembly.LONGEST_WAIT, log -> events.format().normalized(log).event(), whole::add);
    events
        .ofRecords(
            given,
            Path.of(file),
            null,
            "event",
            null,
            START,
            defect -> notes.add("the record is no event: " + defect))
        .forEach(assembled::arrive);
    assembled.end();
    return whole;
  }

  /** Which search identifier held, and what decided. */
  private void explain(DetectionRule rule, EventFields view, List<String> notes) {
    explanations.ofFile(rule.header().file(), view).stream()
        .filter(explanation -> explanation.rule().equals(rule.header().name()))
        .flatMap(explanation -> explanation.searches().stream())
        .forEach(search -> notes.add(text(search)));
  }

  private static String text(EventExplanation.SearchVerdict search) {
    return "'%s' %s: %s"
        .formatted(
            search.search(),
            search.matches() ? "held" : "failed",
            search.reasons().stream()
                .map(
                    reason ->
                        reason.value() == null
                            ? reason.test() + " (the event has none)"
                            : reason.test() + " (the event has " + reason.value() + ")")
                .collect(Collectors.joining("; ")));
  }

  /**
   * One reading of an event.
   *
   * @param stage what it is known to match, or {@code null} where the rules decide
   * @param arrival offset in milliseconds
   */
  private record Delivery(AuditEvent event, @Nullable DetectionRule stage, long arrival) {}

  private List<String> differences(String file, RuleTest.Timeline test, List<String> notes) {
    RuleTrial trial =
        new RuleTrial(
            trialRules.computeIfAbsent(
                test.allowedLateness(), lateness -> new TrialRules(rules, lateness, approvals)),
            test.disorder(),
            events.format());
    String rule = test.rule().text();
    for (Delivery delivery : deliveries(file, test, notes)) {
      if (delivery.stage == null) {
        trial.arrive(delivery.event);
        coverage.seeRecord(rule, delivery.event.fields());
      } else {
        trial.arrive(delivery.event, delivery.stage);
      }
    }
    trial.end();
    // A correlation can be tested that is only a stage elsewhere, as a detection can.
    List<Alert> alerts =
        Stream.concat(trial.alerts().stream(), trial.innerAlerts().stream()).toList();
    AlertDifference comparison = new AlertDifference(rules, rule);
    List<String> lines = new ArrayList<>(comparison.lines(test.alerts(), alerts));
    Set<String> asked = comparison.rulesAskedAbout(test.alerts());
    Set<String> late =
        trial.lateEvents().stream()
            .filter(event -> asked.contains(event.rule()))
            .map(event -> event.evidence().eventId())
            .collect(Collectors.toCollection(TreeSet::new));
    if (test.late() != null) {
      Set<String> expected =
          test.late().stream().map(Reference::text).collect(Collectors.toCollection(TreeSet::new));
      if (!late.equals(expected)) {
        lines.add("- late: " + expected);
        lines.add("+ late: " + late);
      }
    } else if (!late.isEmpty()) {
      notes.add("too late: " + late);
    }
    if (!lines.isEmpty()) {
      notes.addAll(trial.ungrouped());
      asked.stream()
          .filter(name -> alerts.stream().noneMatch(alert -> alert.rule().name().equals(name)))
          .map(name -> "no alert of " + name + ", stages met: " + met(trial, name))
          .forEach(notes::add);
      alerts.stream()
          .filter(alert -> asked.contains(alert.rule().name()))
          .filter(alert -> alert.supersededBy() != null)
          .forEach(alert -> notes.add("an alert of " + alert.rule().name() + " is superseded"));
    }
    for (String name : asked) {
      coverage.tested(name);
      coverage.seeTimeline(
          name,
          met(trial, name),
          alerts.stream()
              .anyMatch(alert -> alert.rule().name().equals(name) && alert.status().stands()));
      if (comparison.asksForScore(name, test.alerts())) {
        alerts.stream()
            .filter(alert -> alert.rule().name().equals(name) && alert.risk() != null)
            .forEach(alert -> coverage.seeScore(name, alert.risk()));
      }
    }
    return lines;
  }

  private static Set<String> met(RuleTrial trial, String rule) {
    return trial.stagesMet().getOrDefault(rule, Set.of());
  }

  private List<Delivery> deliveries(String file, RuleTest.Timeline test, List<String> notes) {
    List<Delivery> deliveries = new ArrayList<>();
    long listed = Long.MIN_VALUE;
    for (int number = 1; number <= test.events().size(); number++) {
      TimedEvent line = test.events().get(number - 1);
      for (int i = 0; i < line.times(); i++) {
        for (Delivery event : eventsOf(file, line, "event-" + number, i, notes)) {
          Duration arrives = line.arrives();
          // Without a word on it, an event comes in its place, after those above it.
          long arrival =
              arrives == null
                  ? Math.max(listed, event.arrival)
                  : arrives.plus(line.every().multipliedBy(i)).toMillis();
          listed = arrives == null ? arrival : listed;
          deliveries.add(new Delivery(event.event, event.stage, arrival));
          line.again()
              .forEach(
                  again ->
                      deliveries.add(new Delivery(event.event, event.stage, again.toMillis())));
        }
      }
    }
    deliveries.sort(Comparator.comparingLong(Delivery::arrival));
    return deliveries;
  }

  /** The events of a line, which arrive when they happen. */
  private List<Delivery> eventsOf(
      String file, TimedEvent line, String place, int repetition, List<String> notes) {
    String number = line.times() == 1 ? "" : "-" + (repetition + 1);
    String spareId = place + number;
    Instant at =
        line.at() == null
            ? null
            : START.plus(line.at()).plus(line.every().multipliedBy(repetition));
    if (line.event() instanceof GivenEvent.OfStage given) {
      DetectionRule stage = (DetectionRule) rules.rule(given.stage().text()).orElseThrow();
      String id = line.id() == null ? spareId : line.id() + number;
      return List.of(
          new Delivery(
              GivenEvents.ofStage(given, stage, id, at),
              stage,
              Duration.between(START, at).toMillis()));
    }
    String id = line.id() != null ? line.id() + number : line.times() > 1 ? spareId : null;
    return events
        .ofRecords(
            line.event(),
            Path.of(file),
            id,
            spareId,
            at,
            START,
            defect -> notes.add("line %d: no event: %s".formatted(line.location().line(), defect)))
        .stream()
        .map(
            event ->
                new Delivery(event, null, EventTimes.earlier(event.time(), START.toEpochMilli())))
        .toList();
  }
}

package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.ExpectedAlert;
import dev.mirrorwatch.rules.model.GivenEvent;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.Rule;
import dev.mirrorwatch.rules.model.RuleTest;
import dev.mirrorwatch.rules.model.TestFile;
import dev.mirrorwatch.rules.model.TimedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether tests speak of rules that are there, and which rule each of them is about. */
public final class RuleTestCheck {

  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final Map<String, String> inactive;
  private final Consumer<RuleIssue> issues;

  /**
   * @param inactive rules that do not run, and why
   */
  public RuleTestCheck(List<Rule> rules, Map<String, String> inactive, Consumer<RuleIssue> issues) {
    rules.forEach(rule -> this.rules.put(rule.header().name(), rule));
    this.inactive = inactive;
    this.issues = issues;
  }

  /** The same tests, each with its rule. Those that are wrong are reported and left out. */
  public TestFile check(TestFile file) {
    List<String> beside =
        rules.values().stream()
            .map(Rule::header)
            .filter(header -> file.isBeside(header.file()))
            .map(header -> header.name())
            .toList();
    List<RuleTest> checked = new ArrayList<>();
    for (RuleTest test : file.tests()) {
      checkFiles(test, Path.of(file.name()));
      Rule rule = ruleOf(test, beside);
      if (rule == null) {
        continue;
      }
      if (test instanceof RuleTest.Timeline timeline) {
        check(timeline);
      } else if (rule instanceof CorrelationRule) {
        error(
            test.location(),
            "MW-TEST-KIND",
            "rule '%s' is a correlation: test it with a timeline".formatted(rule.header().name()));
      }
      Location at = test.rule() == null ? test.location() : test.rule().location();
      checked.add(test.of(new Reference(rule.header().name(), at)));
    }
    return new TestFile(file.name(), checked);
  }

  private void checkFiles(RuleTest test, Path testFile) {
    Stream<GivenEvent> events =
        test instanceof RuleTest.Match match
            ? Stream.of(match.event())
            : ((RuleTest.Timeline) test).events().stream().map(TimedEvent::event);
    events
        .filter(GivenEvent.RecordFile.class::isInstance)
        .map(event -> ((GivenEvent.RecordFile) event).path())
        .filter(path -> !Files.isReadable(testFile.resolveSibling(path.text())))
        .forEach(
            path ->
                error(
                    path.location(),
                    "MW-TEST-FILE",
                    "no readable file '%s' (looked for %s)"
                        .formatted(path.text(), testFile.resolveSibling(path.text()))));
  }

  private Rule ruleOf(RuleTest test, List<String> beside) {
    if (test.rule() != null) {
      return known(test.rule(), rules.keySet(), "rule");
    }
    if (beside.size() == 1) {
      return known(new Reference(beside.get(0), test.location()), rules.keySet(), "rule");
    }
    error(
        test.location(),
        "MW-TEST-NO-RULE",
        beside.isEmpty()
            ? "there is no rule file of the same name beside: say which rule with 'rule'"
            : "the rule file has several rules: say which with 'rule', one of "
                + String.join(", ", beside));
    return null;
  }

  private void check(RuleTest.Timeline test) {
    Set<String> ids = new TreeSet<>();
    for (TimedEvent event : test.events()) {
      if (event.id() != null && !ids.add(event.id())) {
        error(
            event.location(),
            "MW-TEST-DUPLICATE",
            "id '" + event.id() + "' stands twice; for a second delivery use 'again'");
      }
      if (event.event() instanceof GivenEvent.OfStage stage) {
        known(stage.stage(), detections(), "detection");
      }
    }
    if (test.late() != null) {
      test.late().stream()
          .filter(id -> !ids.contains(id.text()))
          .forEach(id -> unknown(id, "MW-TEST-UNKNOWN-ID", "no event of the test has the id", ids));
    }
    test.alerts().forEach(alert -> check(alert, test.rule()));
  }

  private void check(ExpectedAlert alert, Reference ruleOfTest) {
    if (alert.rule() != null) {
      known(alert.rule(), rules.keySet(), "rule");
    }
    if (alert.alsoMatched() != null) {
      alert.alsoMatched().forEach(rule -> known(rule, rules.keySet(), "rule"));
    }
    Reference named = alert.rule() == null ? ruleOfTest : alert.rule();
    if (named != null && rules.get(named.text()) instanceof CorrelationRule rule) {
      if (alert.stages() != null) {
        alert.stages().stream()
            .filter(stage -> !rule.stages().contains(stage.text()))
            .forEach(
                stage ->
                    unknown(
                        stage,
                        "MW-TEST-UNKNOWN-STAGE",
                        "rule '" + named.text() + "' has no stage",
                        rule.stages()));
      }
      alert.group().keySet().stream()
          .filter(entry -> !rule.groupBy().contains(entry))
          .map(entry -> new Reference(entry, alert.location()))
          .forEach(
              entry ->
                  unknown(
                      entry,
                      "MW-TEST-UNKNOWN-GROUP",
                      "rule '" + named.text() + "' does not group by",
                      rule.groupBy()));
    }
  }

  private Set<String> detections() {
    return rules.entrySet().stream()
        .filter(entry -> entry.getValue() instanceof DetectionRule)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private Rule known(Reference reference, Collection<String> known, String word) {
    if (inactive.containsKey(reference.text())) {
      error(
          reference.location(),
          "MW-TEST-INACTIVE",
          "rule '%s' does not run: %s".formatted(reference.text(), inactive.get(reference.text())));
      return null;
    }
    if (!known.contains(reference.text())) {
      unknown(reference, "MW-TEST-UNKNOWN-RULE", "no such " + word + ":", known);
      return null;
    }
    return rules.get(reference.text());
  }

  private void unknown(Reference reference, String id, String words, Collection<String> known) {
    issues.accept(
        RuleIssue.error(reference.location(), id, words + " '" + reference.text() + "'")
            .suggesting(reference.text(), known));
  }

  private void error(Location at, String id, String message) {
    issues.accept(RuleIssue.error(at, id, message));
  }
}

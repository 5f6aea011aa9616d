package dev.mirrorwatch.udfs.trial;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.ExpectedAlert;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.Evidence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares the alerts that a test expects with those that came. An expected alert says something of
 * an alert; only that is compared. Every open alert of the rules asked about must be expected.
 */
final class AlertDifference {

  private final RuleSet rules;
  private final String ruleOfTest;

  AlertDifference(RuleSet rules, String ruleOfTest) {
    this.rules = rules;
    this.ruleOfTest = ruleOfTest;
  }

  /** The rules whose alerts are compared: the one under test, and those that are expected. */
  Set<String> rulesAskedAbout(List<ExpectedAlert> expected) {
    Set<String> asked = new TreeSet<>(Set.of(ruleOfTest));
    expected.forEach(alert -> asked.add(ruleOf(alert)));
    return asked;
  }

  /** Whether a score of that rule's alerts is expected. */
  boolean asksForScore(String rule, List<ExpectedAlert> expected) {
    return expected.stream().anyMatch(alert -> alert.score() != null && ruleOf(alert).equals(rule));
  }

  /** Lines with {@code -} and {@code +}; none where all is as expected. */
  List<String> lines(List<ExpectedAlert> expected, List<Alert> actual) {
    Set<String> asked = rulesAskedAbout(expected);
    List<Alert> came =
        actual.stream()
            .filter(alert -> asked.contains(alert.rule().name()))
            .sorted(Comparator.comparing(Alert::firstTime).thenComparing(Alert::id))
            .toList();
    Map<ExpectedAlert, Alert> met = assigned(expected, came);
    List<Alert> left = new ArrayList<>(came);
    left.removeIf(met::containsValue);
    List<String> lines = new ArrayList<>();
    for (ExpectedAlert missing : expected) {
      if (met.containsKey(missing)) {
        continue;
      }
      Map<String, String> said = said(missing);
      lines.add("- " + text(said));
      // The most alike of what came instead is shown by the same keys, so that they compare.
      left.stream()
          .filter(alert -> alert.rule().name().equals(ruleOf(missing)))
          .min(Comparator.comparingLong(alert -> distance(said, seen(alert, missing))))
          .ifPresent(
              alert -> {
                left.remove(alert);
                Map<String, String> seen = seen(alert, missing);
                seen.keySet().retainAll(said.keySet());
                lines.add("+ " + text(seen));
              });
    }
    left.stream()
        .filter(alert -> alert.status().stands())
        .map(this::seen)
        .forEach(
            alert -> {
              alert.values().removeIf("[]"::equals);
              lines.add("+ " + text(alert));
            });
    return lines;
  }

  /** Each expectation to an alert of its own, as many as can be had. */
  private Map<ExpectedAlert, Alert> assigned(List<ExpectedAlert> expected, List<Alert> came) {
    Map<Alert, ExpectedAlert> taken = new HashMap<>();
    for (ExpectedAlert alert : expected) {
      assign(alert, came, taken, new HashSet<>());
    }
    Map<ExpectedAlert, Alert> met = new HashMap<>();
    taken.forEach((alert, wanted) -> met.put(wanted, alert));
    return met;
  }

  private boolean assign(
      ExpectedAlert wanted, List<Alert> came, Map<Alert, ExpectedAlert> taken, Set<Alert> asked) {
    for (Alert alert : came) {
      if (distance(said(wanted), seen(alert, wanted)) == 0 && asked.add(alert)) {
        ExpectedAlert holder = taken.get(alert);
        if (holder == null || assign(holder, came, taken, asked)) {
          taken.put(alert, wanted);
          return true;
        }
      }
    }
    return false;
  }

  private static long distance(Map<String, String> said, Map<String, String> seen) {
    return said.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(seen.get(entry.getKey())))
        .count();
  }

  private String ruleOf(ExpectedAlert alert) {
    return alert.rule() == null ? ruleOfTest : alert.rule().text();
  }

  private Map<String, String> said(ExpectedAlert alert) {
    Map<String, String> said = new LinkedHashMap<>();
    said.put("rule", ruleOf(alert));
    if (!alert.status().equals("open")) {
      said.put("status", alert.status());
    }
    if (alert.identity() != null) {
      said.put("identity", alert.identity());
    }
    if (alert.stages() != null) {
      said.put("stages", sorted(texts(alert.stages())));
    }
    if (alert.events() != null) {
      said.put("events", alert.events().toString());
    }
    if (alert.score() != null) {
      said.put("score", alert.score().toString());
    }
    if (alert.alsoMatched() != null) {
      said.put("also_matched", sorted(texts(alert.alsoMatched())));
    }
    new TreeMap<>(alert.group()).forEach((entry, value) -> said.put("group." + entry, value));
    // An alert that is not asked for its status is an open one.
    said.putIfAbsent("status", "open");
    return said;
  }

  /** As far as the expectation goes, in its words where they hold. */
  private Map<String, String> seen(Alert alert, ExpectedAlert expected) {
    Map<String, String> seen = seen(alert);
    if (expected.score() != null && alert.risk() != null) {
      int score = alert.risk().score();
      seen.put(
          "score",
          expected.score().holds(score) ? expected.score().toString() : Integer.toString(score));
    }
    return seen;
  }

  private Map<String, String> seen(Alert alert) {
    Map<String, String> seen = new LinkedHashMap<>();
    List<Evidence> own = ownEvidence(alert);
    seen.put("rule", alert.rule().name());
    seen.put("status", alert.status().name().toLowerCase(Locale.ROOT));
    seen.put("identity", alert.identity());
    seen.put("stages", sorted(own.stream().map(Evidence::stage).toList()));
    seen.put("events", String.valueOf(own.stream().map(Evidence::eventId).distinct().count()));
    seen.put("also_matched", sorted(alert.alsoMatched()));
    for (int i = 0; i < alert.groupBy().size(); i++) {
      seen.put("group." + alert.groupBy().get(i), alert.groupValues().get(i));
    }
    return seen;
  }

  /** Without what was taken over from rules that said less. */
  private List<Evidence> ownEvidence(Alert alert) {
    return rules
        .rule(alert.rule().name())
        .filter(CorrelationRule.class::isInstance)
        .map(CorrelationRule.class::cast)
        .map(rule -> alert.evidence().stream().filter(item -> isOwn(item, rule)).toList())
        .orElse(alert.evidence());
  }

  /** Evidence of an inner correlation has the stage of that one. */
  private boolean isOwn(Evidence item, CorrelationRule rule) {
    return rule.stages().contains(item.stage())
        || rule.stages().stream()
            .flatMap(stage -> rules.rule(stage).stream())
            .anyMatch(inner -> inner instanceof CorrelationRule below && isOwn(item, below));
  }

  private static List<String> texts(List<Reference> references) {
    return references.stream().map(Reference::text).toList();
  }

  private static String sorted(Collection<String> names) {
    return new TreeSet<>(names).toString();
  }

  /** As a test has it, so that it can be copied into one. */
  private static String text(Map<String, String> alert) {
    List<String> entries = new ArrayList<>();
    List<String> group = new ArrayList<>();
    alert.forEach(
        (key, value) -> {
          if (key.startsWith("group.")) {
            group.add(key.substring("group.".length()) + ": " + value);
          } else if (!(key.equals("status") && value.equals("open"))) {
            entries.add(key + ": " + value);
          }
        });
    if (!group.isEmpty()) {
      entries.add("group: {" + String.join(", ", group) + "}");
    }
    return "{" + String.join(", ", entries) + "}";
  }
}

package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.EventTimes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which rules tell the same story, and which of them tells more: the {@code supersedes} relation.
 */
final class RuleFamilies {

  /** Rule to every rule it supersedes, directly or not. */
  private final Map<String, Set<String>> inferiors = new HashMap<>();

  /** Rule to the name of its family: the alphabetically first of all rules connected with it. */
  private final Map<String, String> family = new HashMap<>();

  private final Map<String, Long> retention = new HashMap<>();

  RuleFamilies(List<CorrelationRule> rules, Duration allowedLateness) {
    Map<String, CorrelationRule> byName = new HashMap<>();
    rules.forEach(rule -> byName.put(rule.header().name(), rule));
    for (CorrelationRule rule : rules) {
      Set<String> found = new HashSet<>();
      collectInferiors(rule, byName, found);
      if (!found.isEmpty()) {
        inferiors.put(rule.header().name(), found);
      }
    }
    for (CorrelationRule rule : rules) {
      String name = rule.header().name();
      Set<String> members = membersWith(name);
      if (members.size() > 1) {
        family.put(name, members.iterator().next());
      }
    }
    for (CorrelationRule rule : rules) {
      retention.merge(
          familyOf(rule.header().name()),
          rule.timespan()
              .plus(lateness(rule, allowedLateness))
              .plus(rule.terms().patience())
              .toMillis(),
          Math::max);
    }
  }

  private static Duration lateness(CorrelationRule rule, Duration ofJob) {
    Duration own = rule.terms().allowedLateness();
    return own == null || own.compareTo(ofJob) < 0 ? ofJob : own;
  }

  boolean supersedes(Alert superior, Alert inferior) {
    return inferiors
        .getOrDefault(superior.rule().name(), Set.of())
        .contains(inferior.rule().name());
  }

  boolean hasFamily(Alert alert) {
    return family.containsKey(alert.rule().name());
  }

  /** The name of the alert's family; that of its rule if it has none. */
  String of(Alert alert) {
    return familyOf(alert.rule().name());
  }

  boolean areOne(Alert alert, Alert other) {
    return of(alert).equals(of(other));
  }

  /** By family, the event time after which none of these alerts is needed. */
  Map<String, Long> ends(List<Alert> alerts) {
    Map<String, Long> ends = new HashMap<>();
    for (Alert alert : alerts) {
      ends.merge(of(alert), EventTimes.later(alert.lastTime(), retention(alert) + 1), Math::max);
    }
    return ends;
  }

  /**
   * Milliseconds that a family's alerts must be remembered after their latest evidence; none for an
   * alert that was restored from a job with other rules.
   */
  long retention(Alert alert) {
    return retention.getOrDefault(familyOf(alert.rule().name()), 0L);
  }

  private String familyOf(String rule) {
    return family.getOrDefault(rule, rule);
  }

  private static void collectInferiors(
      CorrelationRule rule, Map<String, CorrelationRule> byName, Set<String> found) {
    for (String inferior : rule.supersedes()) {
      if (byName.containsKey(inferior) && found.add(inferior)) {
        collectInferiors(byName.get(inferior), byName, found);
      }
    }
  }

  private Set<String> membersWith(String rule) {
    Set<String> members = new TreeSet<>(Set.of(rule));
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Map.Entry<String, Set<String>> entry : inferiors.entrySet()) {
        Set<String> together = new HashSet<>(entry.getValue());
        together.add(entry.getKey());
        if (together.stream().anyMatch(members::contains)) {
          grown |= members.addAll(together);
        }
      }
    }
    return members;
  }
}

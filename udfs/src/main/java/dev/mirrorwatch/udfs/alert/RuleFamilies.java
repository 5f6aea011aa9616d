package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import java.io.Serializable;
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
final class RuleFamilies implements Serializable {

  /** Rule to every rule it supersedes, directly or not. */
  private final HashMap<String, Set<String>> inferiors = new HashMap<>();

  /** Rule to the name of its family: the alphabetically first of all rules connected with it. */
  private final HashMap<String, String> family = new HashMap<>();

  private final HashMap<String, Long> retention = new HashMap<>();

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

  /** Alerts of one family about one thing have the same key; any other alert has its own. */
  String key(Alert alert) {
    return hasFamily(alert) ? familyOf(alert.rule().name()) + " " + alert.identity() : alert.id();
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

package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.Sighting;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.event.WholeEvent;
import dev.mirrorwatch.udfs.metrics.Tally;
import java.util.List;
import java.util.Optional;

/**
 * Tells what the rules make of an event, and counts it: {@code matches}, {@code no_match}, {@code
 * ungrouped_<rule>}.
 */
final class EventMatching {

  private final Tally tally;
  private RuleMatcher matcher;

  /** Where it is told. */
  interface Output {

    /**
     * @param level of the correlation that the hit belongs to; see {@link RuleSet#levels()}
     */
    void hit(int level, StageHit hit);

    void alert(Alert alert);

    /** An event by somebody with a temporary key, with its hits. */
    void unexplained(UnexplainedEvent event);

    void answer(KeyAnswer answer);

    /** Of an event that some rule matches; of one that left as unexplained, it follows later. */
    void sighting(Sighting sighting);
  }

  EventMatching(RuleSet rules, Tally tally) {
    this.tally = tally;
    follow(rules);
  }

  /** From now on these rules are asked. */
  void follow(RuleSet rules) {
    matcher = new RuleMatcher(rules);
  }

  /**
   * @param now processing time in epoch milliseconds
   */
  void match(AuditEvent event, long now, Output out) {
    match(WholeEvent.first(event), now, out);
  }

  /**
   * The same, for an event that may have been told before with another meaning.
   *
   * @param now processing time in epoch milliseconds
   */
  void match(WholeEvent whole, long now, Output out) {
    AuditEvent event = whole.event();
    matcher.withdrawn(whole).forEach(hit -> out.hit(matcher.level(hit.rule()), hit));
    matcher.retracted(whole, now).forEach(out::alert);
    KeyAnswer answer = KeyAnswer.of(event);
    if (answer != null) {
      out.answer(answer);
    }
    List<DetectionRule> matched = matcher.matches(event);
    Optional<UnexplainedEvent> unexplained = matcher.unexplained(matched, event);
    unexplained.ifPresent(out::unexplained);
    for (DetectionRule rule : matched) {
      if (unexplained.isEmpty()) {
        for (StageHit hit :
            matcher.hits(
                rule,
                event,
                correlation -> tally.add("ungrouped_" + correlation.header().name()))) {
          out.hit(matcher.level(hit.rule()), hit.revised(whole.revision(), false));
        }
      }
      if (matcher.alertsAlone(rule)) {
        out.alert(matcher.alert(rule, whole, now));
      }
    }
    if (!matched.isEmpty() && unexplained.isEmpty()) {
      Sighting.of(event).ifPresent(out::sighting);
    }
    tally.add(matched.isEmpty() ? "no_match" : "matches");
  }
}

package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.CompiledRule;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.explain.EventExplanation;
import dev.mirrorwatch.rules.explain.Obstacles;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.udfs.event.AlertId;
import dev.mirrorwatch.udfs.event.AuditEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A rule that asks for single events: those that match, and those that come near to it. */
final class DetectionInquiry implements Inquiry {

  private final RuleSet rules;
  private final CompiledRule compiled;
  private final Obstacles obstacles;
  private final Asked asked;
  private final List<AuditEvent> kept = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private boolean isCut;

  DetectionInquiry(DetectionRule rule, RuleSet rules, Question question) {
    this.rules = rules;
    this.compiled =
        rules.detections().stream()
            .filter(candidate -> candidate.rule().header().name().equals(rule.header().name()))
            .findFirst()
            .orElseThrow();
    this.obstacles = new Obstacles(rule, rules.placeholders());
    this.asked = new Asked(question);
  }

  @Override
  public void meet(AuditEvent record) {
    asked.meet(record);
  }

  @Override
  public void begin() {
    // One pass says it all.
  }

  @Override
  public void see(AuditEvent event, long newest) {
    if (asked.count(event)
        && (asked.isById(event.id())
            || compiled.predicate().matches(event.fields())
            || obstacles.isNear(event.fields()))) {
      isCut |= seen.size() >= GREATEST_EVENTS;
      if (!isCut && seen.add(event.id())) {
        kept.add(event);
      }
    }
  }

  @Override
  public boolean wantsMore() {
    return false;
  }

  @Override
  public Answer answer() {
    return new Answer(
        compiled.rule().header().name(),
        asked.read(),
        asked.asked(),
        asked.principals(),
        asked.nearest(),
        isCut,
        List.of(),
        List.of(),
        List.of(),
        kept.stream().map(this::verdict).toList());
  }

  private MatchVerdict verdict(AuditEvent event) {
    String name = compiled.rule().header().name();
    EventExplanation explanation =
        EventExplanation.of(compiled, event.fields(), rules.placeholders());
    boolean alerts = explanation.matches() && rules.alertsAlone(compiled.rule());
    return new MatchVerdict(
        SeenEvent.of(event, name),
        explanation,
        alerts ? AlertId.of(name, List.of(), event.id()) : null);
  }
}

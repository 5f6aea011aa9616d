package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.compile.ExpandedValues;
import dev.mirrorwatch.rules.model.Approval;
import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.rules.model.RiskTerms;
import dev.mirrorwatch.rules.model.RiskTerms.Fact;
import dev.mirrorwatch.rules.model.RuleHeader;
import dev.mirrorwatch.udfs.alert.InvestigationGuide;
import dev.mirrorwatch.udfs.alert.RiskScore;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.ConsideredApproval;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.Risk;
import dev.mirrorwatch.udfs.event.Sighting;
import dev.mirrorwatch.udfs.risk.Acquaintances.Acquaintance;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an alert is worth, and whether somebody approved it. Plain logic over its evidence: the same
 * evidence has the same score, whatever order it arrived in.
 */
public final class AlertScoring {

  private static final int HIGHEST_SCORE = 100;
  private static final int SHOWN_APPROVALS = 5;

  private final Map<String, RiskTerms> terms = new HashMap<>();
  private final Map<String, Level> levels = new HashMap<>();
  private final Map<RiskTerms.Reason, EvidenceCondition> conditions = new HashMap<>();
  private final List<ApprovalFit> approvals;

  /**
   * @param rules whose alerts are scored
   * @param approvals of what may happen; none where nobody approves anything
   */
  public AlertScoring(RuleSet rules, List<Approval> approvals) {
    this.approvals = approvals.stream().map(ApprovalFit::new).toList();
    ExpandedValues expanded = new ExpandedValues(rules.placeholders());
    rules
        .all()
        .forEach(
            rule -> {
              RuleHeader header = rule.header();
              levels.put(header.name(), header.level());
              rules.riskOf(header.name()).ifPresent(risk -> read(header.name(), risk, expanded));
            });
  }

  private void read(String rule, RiskTerms risk, ExpandedValues expanded) {
    terms.put(rule, risk);
    for (RiskTerms.Reason reason : risk.reasons()) {
      if (reason.test() instanceof RiskTerms.OfEvidence searches) {
        conditions.put(reason, new EvidenceCondition(searches.body(), expanded));
      }
    }
  }

  /** The alert with its risk and approvals; approved, it is suppressed. */
  public Alert score(Alert alert, Acquaintances acquaintances) {
    RiskTerms risk = terms.get(alert.rule().name());
    List<ConsideredApproval> considered = considered(alert);
    boolean approved =
        alert.status().stands() && considered.stream().anyMatch(ConsideredApproval::fits);
    AlertStatus status = approved ? AlertStatus.SUPPRESSED : alert.status();
    if (risk == null) {
      return alert.scored(status, alert.rule(), null, considered);
    }
    Risk scored = scored(alert, risk, acquaintances);
    return alert.scored(status, alert.rule().at(levelOf(scored.score())), scored, considered);
  }

  /** Whether the alert's score depends on what its principals did before. */
  boolean asksWhoIsNew(Alert alert) {
    RiskTerms risk = terms.get(alert.rule().name());
    return risk != null
        && risk.reasons().stream()
            .anyMatch(reason -> reason.test().equals(new RiskTerms.OfFact(Fact.FIRST_SEEN)));
  }

  /** The band that a score is in; the scores that levels stand for are in their own. */
  static Level levelOf(int score) {
    if (score >= 90) {
      return Level.CRITICAL;
    }
    if (score >= 70) {
      return Level.HIGH;
    }
    if (score >= 40) {
      return Level.MEDIUM;
    }
    return score >= 20 ? Level.LOW : Level.INFORMATIONAL;
  }

  /** Several things that speak for an alert are worth more than one that weighs as much. */
  static String confidence(List<Risk.Reason> reasons) {
    int points = reasons.stream().mapToInt(Risk.Reason::points).sum();
    long raising = reasons.stream().filter(reason -> reason.points() > 0).count();
    if (raising >= 3 && points >= 40) {
      return "high";
    }
    return raising >= 2 && points >= 15 ? "medium" : "low";
  }

  private Risk scored(Alert alert, RiskTerms risk, Acquaintances acquaintances) {
    List<Risk.Reason> reasons = new ArrayList<>();
    for (RiskTerms.Reason reason : risk.reasons()) {
      shown(reason, alert, acquaintances)
          .ifPresent(
              shown ->
                  reasons.add(
                      new Risk.Reason(
                          reason.name(),
                          reason.points(),
                          text(reason, shown),
                          shown.events.stream().map(Evidence::eventId).toList())));
    }
    int points = reasons.stream().mapToInt(Risk.Reason::points).sum();
    int score = Math.max(0, Math.min(HIGHEST_SCORE, base(alert, risk) + points));
    int known = asksWhoIsNew(alert) ? known(alert, acquaintances) : 0;
    return new Risk(score, confidence(reasons), known, reasons);
  }

  /** A stalled finding has a level of its own, where it begins. */
  private int base(Alert alert, RiskTerms risk) {
    Level raisedAt = alert.rule().level();
    return raisedAt == levels.get(alert.rule().name()) ? risk.score() : RiskScore.of(raisedAt);
  }

  /**
   * That a reason holds.
   *
   * @param events that showed it
   * @param says what there is to say of it where the rule has no text
   * @param count of values, where the reason counts some; else of the events
   */
  private record Shown(List<Evidence> events, String says, long count) {

    Shown(List<Evidence> events, String says) {
      this(events, says, events.size());
    }
  }

  private Optional<Shown> shown(RiskTerms.Reason reason, Alert alert, Acquaintances acquaintances) {
    List<Evidence> evidence = alert.evidence();
    RiskTerms.Test test = reason.test();
    if (test instanceof RiskTerms.Distinct distinct) {
      return distinct(distinct, evidence);
    }
    if (test instanceof RiskTerms.Outside hours) {
      return nonEmpty(
          evidence.stream().filter(item -> isOutside(item.time(), hours)).toList(),
          "outside of %s-%s, %s".formatted(hours.from(), hours.to(), hours.zone()));
    }
    if (test instanceof RiskTerms.OfFact fact) {
      return fact(fact.fact(), alert, acquaintances);
    }
    return conditions.get(reason).shownBy(evidence).map(events -> new Shown(events, reason.name()));
  }

  private static Optional<Shown> distinct(RiskTerms.Distinct distinct, List<Evidence> evidence) {
    Set<String> values = new LinkedHashSet<>();
    List<Evidence> events = new ArrayList<>();
    for (Evidence item : evidence) {
      if (values.addAll(item.fields().values(distinct.field()))) {
        events.add(item);
      }
    }
    values.remove(null);
    return values.size() < distinct.atLeast()
        ? Optional.empty()
        : Optional.of(
            new Shown(
                events, values.size() + " different values of " + distinct.field(), values.size()));
  }

  /** A shift belongs to the day that it begins on. */
  static boolean isOutside(long time, RiskTerms.Outside hours) {
    ZonedDateTime local = Instant.ofEpochMilli(time).atZone(hours.zone());
    LocalTime clock = local.toLocalTime();
    DayOfWeek day = local.getDayOfWeek();
    if (hours.from().isBefore(hours.to())) {
      boolean atWork = !clock.isBefore(hours.from()) && clock.isBefore(hours.to());
      return !atWork || !hours.days().contains(day);
    }
    boolean begun = !clock.isBefore(hours.from()) && hours.days().contains(day);
    boolean goingOn = clock.isBefore(hours.to()) && hours.days().contains(day.minus(1));
    return !begun && !goingOn;
  }

  private Optional<Shown> fact(Fact fact, Alert alert, Acquaintances acquaintances) {
    List<Evidence> evidence = alert.evidence();
    return switch (fact) {
      case FIRST_SEEN -> firstSeen(alert, acquaintances);
      case TARGET_NOT_APPROVED ->
          approvals.isEmpty()
                  || approvals.stream().anyMatch(approval -> approval.namesTarget(alert))
              ? Optional.empty()
              : nonEmpty(
                  evidence.stream()
                      .filter(item -> !receivers(List.of(item), evidence).isEmpty())
                      .toList(),
                  "no approval is about " + String.join(", ", receivers(evidence, evidence)));
      case TARGET_IN_ANOTHER_ACCOUNT -> {
        Set<String> owners = new LinkedHashSet<>();
        evidence.forEach(item -> owners.addAll(TargetOwners.elsewhere(item)));
        yield nonEmpty(
            evidence.stream().filter(item -> !TargetOwners.elsewhere(item).isEmpty()).toList(),
            "the packets go to account " + String.join(", ", owners));
      }
      case BY_HAND -> {
        List<Evidence> byHand =
            evidence.stream().filter(item -> Handiwork.tool(item).isPresent()).toList();
        Set<String> tools = new LinkedHashSet<>();
        byHand.forEach(item -> tools.add(Handiwork.tool(item).orElseThrow()));
        yield nonEmpty(byHand, "a person used the " + String.join(" and the ", tools));
      }
    };
  }

  /**
   * The targets that these events name; of a copy without any, such as a capture, what takes it.
   */
  private static Set<String> receivers(List<Evidence> events, List<Evidence> all) {
    return TargetOwners.targets(all).isEmpty()
        ? TargetOwners.collectors(events)
        : TargetOwners.targets(events);
  }

  /** One who is new is enough: the others may be known for something else. */
  private static Optional<Shown> firstSeen(Alert alert, Acquaintances acquaintances) {
    List<Evidence> byNewcomers = new ArrayList<>();
    long days = 0;
    for (Evidence item : alert.evidence()) {
      Optional<Acquaintance> acquaintance =
          Sighting.of(item).map(sighting -> acquaintance(sighting, alert, acquaintances));
      if (acquaintance.filter(found -> found.kind() == Acquaintances.Kind.NEW).isPresent()) {
        byNewcomers.add(item);
        days = acquaintance.get().days();
      }
    }
    return nonEmpty(
        byNewcomers,
        "never did this in the %s before".formatted(days == 1 ? "day" : days + " days"));
  }

  /** What is known of each principal only ever goes on, and so does their sum. */
  private static int known(Alert alert, Acquaintances acquaintances) {
    return alert.evidence().stream()
        .flatMap(item -> Sighting.of(item).stream())
        .map(sighting -> new Sighting(sighting.origin(), sighting.family(), 0))
        .distinct()
        .mapToInt(sighting -> acquaintance(sighting, alert, acquaintances).kind().ordinal())
        .sum();
  }

  private static Acquaintance acquaintance(
      Sighting sighting, Alert alert, Acquaintances acquaintances) {
    return acquaintances.of(sighting.origin(), sighting.family(), alert.firstTime());
  }

  private static Optional<Shown> nonEmpty(List<Evidence> events, String says) {
    return events.isEmpty() ? Optional.empty() : Optional.of(new Shown(events, says));
  }

  private static String text(RiskTerms.Reason reason, Shown shown) {
    return reason.text() == null
        ? shown.says
        : InvestigationGuide.fill(
            reason.text().replace("{count}", Long.toString(shown.count)), shown.events);
  }

  private List<ConsideredApproval> considered(Alert alert) {
    return approvals.stream()
        .flatMap(approval -> approval.considered(alert).stream())
        .sorted(java.util.Comparator.comparingInt(approval -> approval.misfits().size()))
        .limit(SHOWN_APPROVALS)
        .toList();
  }
}

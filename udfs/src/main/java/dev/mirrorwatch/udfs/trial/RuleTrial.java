package dev.mirrorwatch.udfs.trial;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.udfs.alert.Supersession;
import dev.mirrorwatch.udfs.assemble.WholeEvents;
import dev.mirrorwatch.udfs.correlate.GroupCorrelation;
import dev.mirrorwatch.udfs.correlate.GroupOutput;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.LateEvent;
import dev.mirrorwatch.udfs.event.Sighting;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.event.UnexplainedHit;
import dev.mirrorwatch.udfs.event.WholeEvent;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.match.AlertMatcher;
import dev.mirrorwatch.udfs.match.RuleMatcher;
import dev.mirrorwatch.udfs.resolve.SettlementOutput;
import dev.mirrorwatch.udfs.risk.FamilyScoring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A rule set on a stream of events, without a cluster: the logic that the job runs, in one thread.
 * In: events in the order of their arrival. Out: the alerts, the late events and the stages that
 * were met. The watermark follows each event, as it does in the job, and goes to the end of time
 * with {@link #end()}.
 */
public final class RuleTrial {

  private final RuleSet rules;
  private final FamilyScoring scoring;
  private final Map<String, MemoryFamilyMemory> memories = new HashMap<>();
  private final long disorder;
  private final WholeEvents wholeEvents;
  private final RuleMatcher matcher;
  private final Map<String, GroupCorrelation> correlations;
  private final Supersession supersession;
  private final RoleChains chains;
  private final List<Level> levels = new ArrayList<>();
  private final Map<String, Level> levelOfRule = new HashMap<>();
  private final Map<String, MemoryFamilyState> families = new HashMap<>();
  private final Map<String, Alert> alerts = new LinkedHashMap<>();
  private final Map<String, Alert> raisedAlerts = new LinkedHashMap<>();
  private final Map<String, Alert> innerAlerts = new LinkedHashMap<>();
  private final List<LateEvent> lateEvents = new ArrayList<>();
  private final Map<String, Set<String>> stagesMet = new TreeMap<>();
  private final Set<String> ungrouped = new TreeSet<>();
  private long latest = Long.MIN_VALUE;

  /** Correlations that take their stages from the levels below; each is an operator in the job. */
  private static final class Level {

    private final AlertMatcher fromBelow;
    private final Map<String, MemoryGroupState> groups = new LinkedHashMap<>();
    private long watermark = Long.MIN_VALUE;

    Level(AlertMatcher fromBelow) {
      this.fromBelow = fromBelow;
    }

    /** The group to wake next, now that the watermark is where it is. */
    Optional<Map.Entry<String, MemoryGroupState>> due() {
      return groups.entrySet().stream()
          .filter(group -> group.getValue().wakeTime() != null)
          .filter(group -> group.getValue().wakeTime() <= watermark)
          .min(Comparator.comparing(group -> group.getValue().wakeTime()));
    }
  }

  /**
   * Where nobody is known beyond what records say.
   *
   * @param disorder how far the watermark is behind the latest event
   */
  public RuleTrial(TrialRules trialRules, Duration disorder) {
    this(trialRules, disorder, reading(trialRules.rules));
  }

  /**
   * @param disorder how far the watermark is behind the latest event
   * @param reading of records that were put together
   */
  RuleTrial(TrialRules trialRules, Duration disorder, LogFormats reading) {
    this.rules = trialRules.rules;
    this.scoring = trialRules.scoring;
    this.disorder = disorder.toMillis();
    this.wholeEvents =
        WholeEvents.atOnce(
            trialRules.allowedLateness, log -> reading.normalized(log).event(), this::match);
    this.matcher = trialRules.matcher;
    this.correlations = trialRules.correlations;
    this.supersession = trialRules.supersession;
    this.chains = new RoleChains(trialRules.allowedLateness, settled());
    trialRules.fromBelow.forEach(matcher -> levels.add(new Level(matcher)));
    trialRules.levels.forEach((rule, level) -> levelOfRule.put(rule, levels.get(level)));
  }

  private static LogFormats reading(RuleSet rules) {
    return new LogFormats(new FieldDemand(rules.fieldsRead(), rules.readsLeaves()));
  }

  /** Takes in an event; the rules decide what it is. */
  public void arrive(AuditEvent event) {
    wholeEvents.arrive(event);
    follow(event);
  }

  /** Takes in an event that is known to match that rule, and no other. */
  public void arrive(AuditEvent event, DetectionRule rule) {
    takeAll(WholeEvent.first(event), List.of(rule));
    follow(event);
  }

  private void learn(Sighting sighting) {
    scoring.learn(sighting, memoryOf(sighting.family()), this::keepScored);
  }

  private MemoryFamilyMemory memoryOf(String key) {
    return memories.computeIfAbsent(key, unseen -> new MemoryFamilyMemory());
  }

  private void keepScored(Alert alert) {
    keepLast(alert, alerts);
  }

  /** No more events come, and all that is waited for has had its time. */
  public void end() {
    advance(Long.MAX_VALUE, false);
  }

  /** The history ends: what it does not cover stays undecided. */
  public void endOfLog() {
    advance(Long.MAX_VALUE, true);
  }

  /** The last revision of every alert that was told, open or not, in the order of the first. */
  public List<Alert> alerts() {
    return List.copyOf(alerts.values());
  }

  /** The same of correlations that are only stages of others: nobody is told of those. */
  public List<Alert> innerAlerts() {
    return List.copyOf(innerAlerts.values());
  }

  /** The last revision of every alert of a correlation, as its rule raised it: told or not. */
  public List<Alert> raisedAlerts() {
    return List.copyOf(raisedAlerts.values());
  }

  /** Hits that came too late. */
  public List<LateEvent> lateEvents() {
    return List.copyOf(lateEvents);
  }

  /** By correlation, the stages that had a hit, in time or not. */
  public Map<String, Set<String>> stagesMet() {
    return stagesMet;
  }

  /** Matches that no group could take, for a person; each once. */
  public List<String> ungrouped() {
    return List.copyOf(ungrouped);
  }

  private void match(WholeEvent whole) {
    AuditEvent event = whole.event();
    matcher.withdrawn(whole).forEach(this::take);
    matcher.retracted(whole, event.time()).forEach(this::tell);
    KeyAnswer answer = KeyAnswer.of(event);
    if (answer != null) {
      chains.arrive(answer);
    }
    takeAll(whole, matcher.matches(event));
  }

  private void takeAll(WholeEvent whole, List<DetectionRule> matched) {
    AuditEvent event = whole.event();
    Optional<UnexplainedEvent> unexplained = matcher.unexplained(matched, event);
    unexplained.ifPresent(chains::arrive);
    for (DetectionRule rule : matched) {
      if (unexplained.isEmpty()) {
        matcher
            .hits(
                rule,
                event,
                correlation -> tellUngrouped(event.id(), rule.header().name(), correlation))
            .forEach(hit -> take(hit.revised(whole.revision(), false)));
      }
      if (matcher.alertsAlone(rule)) {
        tell(matcher.alert(rule, whole, event.time()));
      }
    }
    if (!matched.isEmpty() && unexplained.isEmpty()) {
      Sighting.of(event).ifPresent(this::learn);
    }
  }

  private SettlementOutput settled() {
    return new SettlementOutput() {
      @Override
      public void hit(int level, StageHit hit) {
        take(hit);
      }

      @Override
      public void sighting(Sighting sighting) {
        learn(sighting);
      }

      @Override
      public void ungrouped(UnexplainedEvent event, UnexplainedHit hit) {
        tellUngrouped(
            event.id(), hit.stage(), (CorrelationRule) rules.rule(hit.rule()).orElseThrow());
      }

      @Override
      public void duplicate(UnexplainedHit hit) {
        // A trial is looked at alert by alert: it has no counters.
      }
    };
  }

  private void tellUngrouped(String id, String stage, CorrelationRule rule) {
    ungrouped.add(
        "%s is no stage %s of %s: it lacks one of its group-by fields %s"
            .formatted(
                id,
                stage,
                rule.header().name(),
                rule.groupBy().stream().map(entry -> rule.groupField(entry, stage)).toList()));
  }

  private void take(StageHit hit) {
    stagesMet.computeIfAbsent(hit.rule(), unseen -> new LinkedHashSet<>()).add(hit.stage());
    Level level = levelOfRule.get(hit.rule());
    MemoryGroupState group =
        level.groups.computeIfAbsent(hit.correlationKey(), unseen -> new MemoryGroupState());
    correlations
        .get(hit.rule())
        .arrive(hit, level.watermark, Math.max(latest, hit.time()), group, outputOf(level));
  }

  private void follow(AuditEvent event) {
    latest = Math.max(latest, event.time());
    // Flink's bounded disorder: an event as far back as the bound is not behind the watermark.
    advance(EventTimes.earlier(EventTimes.earlier(latest, disorder), 1), false);
  }

  /** Level by level, so that what one tells at its watermark finds the next before its own. */
  private void advance(long watermark, boolean ended) {
    wholeEvents.advance(watermark);
    chains.advance(watermark);
    for (Level level : levels) {
      level.watermark = Math.max(level.watermark, watermark);
      for (var due = level.due(); due.isPresent(); due = level.due()) {
        MemoryGroupState group = due.get().getValue();
        long time = group.wakeTime();
        group.woken();
        correlations
            .get(StageHit.ruleOf(due.get().getKey()))
            .wake(time, ended, latest, group, outputOf(level));
      }
    }
    for (MemoryFamilyState family : families.values()) {
      if (family.expiry() <= watermark) {
        supersession.expire(watermark, family);
      }
    }
  }

  private GroupOutput outputOf(Level level) {
    return new GroupOutput() {
      @Override
      public void alert(Alert alert) {
        raised(alert, level);
      }

      @Override
      public void late(LateEvent event) {
        lateEvents.add(event);
      }

      @Override
      public void count(String name) {
        // A trial is looked at alert by alert: it has no counters.
      }
    };
  }

  private void raised(Alert alert, Level by) {
    keepLast(alert, raisedAlerts);
    for (Level above : levels.subList(levels.indexOf(by) + 1, levels.size())) {
      above
          .fromBelow
          .hits(alert, outer -> tellUngrouped(alert.id(), alert.rule().name(), outer))
          .forEach(this::take);
    }
    CorrelationRule rule = (CorrelationRule) rules.rule(alert.rule().name()).orElseThrow();
    if (!rules.alertsAlone(rule)) {
      keepLast(alert, innerAlerts);
    } else {
      MemoryFamilyState family =
          families.computeIfAbsent(Supersession.key(alert), unseen -> new MemoryFamilyState());
      supersession.arrive(alert, family, this::tell);
    }
  }

  private void tell(Alert alert) {
    scoring.score(alert, memoryOf(FamilyScoring.key(alert)), this::keepScored);
  }

  private static void keepLast(Alert alert, Map<String, Alert> alerts) {
    alerts.merge(alert.id(), alert, Alert::orLater);
  }
}

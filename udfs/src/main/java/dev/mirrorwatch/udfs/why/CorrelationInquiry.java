package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.CompiledRule;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.explain.Obstacles;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.correlate.Links;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.match.GroupKeys;
import dev.mirrorwatch.udfs.trial.RuleTrial;
import dev.mirrorwatch.udfs.trial.TrialRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A correlation. The first pass finds the groups in question, the next ones those that have a say
 * in them: of rules that supersede or are superseded, about the same things, and of correlations
 * that are stages. Whether there is an alert is what the job's own logic says of the events of
 * these groups; why there is none is worked out beside it.
 */
final class CorrelationInquiry implements Inquiry {

  /** What a job has by default: the disorder of a Kafka source, and the allowed lateness. */
  private static final Duration ALLOWED = Duration.ofMinutes(15).plus(Duration.ofHours(1));

  /** Replayed history is complete: nothing in it is late. */
  private static final Duration NOTHING_IS_LATE = Duration.ofMillis(Long.MAX_VALUE / 4);

  /** Of an event that comes again and again these places are told. */
  private static final int ORIGINS = 5;

  /** Things that the groups in question are about; of more, the first decide on other rules. */
  private static final int IDENTITIES = 1_000;

  private final CorrelationRule rule;
  private final RuleSet rules;
  private final TrialRules trialRules;
  private final long now;
  private final Kin kin;
  private final Asked asked;

  /** The detections that are stages of the rule, or of one that is its stage. */
  private final Map<String, Obstacles> detections = new LinkedHashMap<>();

  /** Which rules these are stages of. */
  private final Map<String, List<CorrelationRule>> asking = new HashMap<>();

  /** Keys of groups in question or with a say, to their values. */
  private final Map<String, List<String>> wanted = new LinkedHashMap<>();

  private final Set<String> identities = new HashSet<>();
  private final Map<String, Kept> kept = new LinkedHashMap<>();
  private boolean isFirstPass = true;
  private int knownBefore;
  private boolean isCut;

  /**
   * An event that concerns the question.
   *
   * @param origins where it was read, each time
   * @param behind milliseconds behind the newest event read before it
   */
  private record Kept(AuditEvent event, List<String> origins, long behind) {}

  CorrelationInquiry(
      CorrelationRule rule, RuleSet rules, TrialRules trialRules, Question question, long now) {
    this.rule = rule;
    this.rules = rules;
    this.trialRules = trialRules;
    this.now = now;
    this.kin = new Kin(rule, rules, trialRules.matcher());
    this.asked = new Asked(question);
    for (CompiledRule detection : rules.detections()) {
      String stage = detection.rule().header().name();
      List<CorrelationRule> of = asking(stage);
      if (!of.isEmpty()) {
        detections.put(stage, new Obstacles(detection.rule(), rules.placeholders()));
        asking.put(stage, of);
      }
    }
    if (question instanceof Question.OfGroup group) {
      want(rule.header().name(), group.values());
    }
  }

  @Override
  public void meet(AuditEvent record) {
    asked.meet(record);
  }

  @Override
  public void begin() {
    kept.clear();
    isCut = false;
    knownBefore = wanted.size() + identities.size();
  }

  @Override
  public boolean wantsMore() {
    boolean grown = isFirstPass || wanted.size() + identities.size() > knownBefore;
    isFirstPass = false;
    return grown && !wanted.isEmpty();
  }

  @Override
  public void see(AuditEvent event, long newest) {
    boolean isByName = isFirstPass ? asked.count(event) : asked.isByName(event);
    List<CorrelationRule> ungrouped = new ArrayList<>();
    List<StageHit> hits = kin.hits(event, (other, stage) -> ungrouped.add(other));
    boolean isByGroup = false;
    for (StageHit hit : hits) {
      boolean named = hit.rule().equals(rule.header().name()) && asked.isByGroup(rule, hit);
      isByGroup |= named;
      if (isByName || named) {
        wantUpward(hit);
      }
    }
    if (isFirstPass && isByGroup && !isByName) {
      asked.countHit();
    }
    boolean concerns = isByName && (asked.isById(event.id()) || ungrouped.contains(rule));
    for (StageHit hit : hits) {
      concerns |= concerns(hit);
    }
    concerns |= isNear(event, hits, isByName);
    if (concerns) {
      keep(event, Math.min(newest, now));
    }
  }

  @Override
  public Answer answer() {
    RuleTrial trial = new RuleTrial(trialRules, NOTHING_IS_LATE);
    Map<String, Map<String, StageHit>> hits = new HashMap<>();
    List<Reason> outside = new ArrayList<>();
    for (Kept each : kept.values()) {
      trial.arrive(each.event());
      kin.hits(
              each.event(),
              (other, stage) -> {
                if (other == rule && asked.isByName(each.event())) {
                  outside.add(noGroup(each.event(), stage));
                }
              })
          .forEach(hit -> add(hit, hits));
      if (asked.isById(each.event().id())) {
        outside.addAll(notTheStages(each.event()));
      }
    }
    trial.endOfLog();
    trial.raisedAlerts().stream()
        .filter(alert -> alert.status() != AlertStatus.RETRACTED)
        .flatMap(alert -> kin.hits(alert).stream())
        .forEach(hit -> add(hit, hits));
    List<GroupVerdict> groups = new ArrayList<>();
    List<GroupVerdict> inner = new ArrayList<>();
    wanted.forEach(
        (key, values) -> {
          CorrelationRule of = kin.rule(StageHit.ruleOf(key));
          if (of == rule || kin.inner().contains(of.header().name())) {
            (of == rule ? groups : inner)
                .add(verdict(of, values, hits.getOrDefault(key, Map.of()), trial));
          }
        });
    return new Answer(
        rule.header().name(),
        asked.read(),
        asked.asked(),
        asked.principals(),
        asked.nearest(),
        isCut,
        groups,
        inner,
        outside,
        List.of());
  }

  private void keep(AuditEvent event, long newest) {
    Kept before = kept.get(event.id());
    if (before != null) {
      if (before.origins().size() < ORIGINS) {
        before.origins().add(event.origin().toString());
      }
    } else if (kept.size() < GREATEST_EVENTS) {
      long behind =
          newest == Long.MIN_VALUE ? 0 : Math.max(0, newest - Math.min(event.time(), newest));
      kept.put(
          event.id(), new Kept(event, new ArrayList<>(List.of(event.origin().toString())), behind));
    } else {
      isCut = true;
    }
  }

  private void want(String ruleName, List<String> values) {
    wanted.putIfAbsent(key(kin.rule(ruleName), values), values);
  }

  private static String key(CorrelationRule of, List<String> values) {
    return StageHit.correlationKey(of.header().name(), of.header().version(), values);
  }

  /** The hit is asked about, and so is what it may become a part of. */
  private void wantUpward(StageHit hit) {
    if (hit.rule().equals(rule.header().name())) {
      want(hit.rule(), hit.groupValues());
    }
    kin.above(hit).forEach(this::wantUpward);
  }

  /** Whether the hit's group has a say, by itself or by what it may become a part of. */
  private boolean concerns(StageHit hit) {
    boolean above = false;
    for (StageHit outer : kin.above(hit)) {
      above |= concerns(outer);
    }
    if (above) {
      want(hit.rule(), hit.groupValues());
    }
    boolean isWanted = wanted.containsKey(hit.correlationKey());
    List<String> about = Links.identities(kin.rule(hit.rule()), hit);
    if (hit.rule().equals(rule.header().name())) {
      if (isWanted && !rule.identity().isEmpty() && identities.size() < IDENTITIES) {
        identities.addAll(about);
      }
    } else if (kin.isFamily(hit.rule()) && about.stream().anyMatch(identities::contains)) {
      want(hit.rule(), hit.groupValues());
      isWanted = true;
    }
    return isWanted;
  }

  /** Whether the event came near to a stage of the rule, or of one below it, in a wanted group. */
  private boolean isNear(AuditEvent event, List<StageHit> hits, boolean isByName) {
    boolean isStage =
        hits.stream().anyMatch(hit -> hit.rule().equals(rule.header().name()) || isInner(hit));
    if (isStage && !asked.isById(event.id())) {
      return false;
    }
    boolean near = false;
    for (String stage : detections.keySet()) {
      for (CorrelationRule of : asking.get(stage)) {
        if (isNear(event, stage, isByName)) {
          for (List<String> group : GroupKeys.of(of, stage, event.correlatedFields())) {
            if (isByName) {
              want(of.header().name(), group);
            }
            near |= wanted.containsKey(key(of, group));
          }
        }
      }
    }
    return near;
  }

  private boolean isInner(StageHit hit) {
    return kin.inner().contains(hit.rule());
  }

  private boolean isNear(AuditEvent event, String stage, boolean isByName) {
    Obstacles obstacles = detections.get(stage);
    return isByName ? obstacles.isNear(event.fields()) : obstacles.isCalled(event.fields());
  }

  /** The rule in question and those that are its stages, as far as they have that stage. */
  private List<CorrelationRule> asking(String stage) {
    List<CorrelationRule> found = new ArrayList<>();
    if (rule.references().contains(stage)) {
      found.add(rule);
    }
    kin.inner().stream()
        .map(kin::rule)
        .filter(below -> below.stages().contains(stage))
        .forEach(found::add);
    return found;
  }

  private void add(StageHit hit, Map<String, Map<String, StageHit>> hits) {
    hits.computeIfAbsent(hit.correlationKey(), unseen -> new LinkedHashMap<>())
        .putIfAbsent(hit.bufferKey(), hit);
  }

  private GroupVerdict verdict(
      CorrelationRule of, List<String> values, Map<String, StageHit> hits, RuleTrial trial) {
    List<StageHit> inTime =
        hits.values().stream()
            .sorted(Comparator.comparingLong(StageHit::time).thenComparing(StageHit::bufferKey))
            .toList();
    List<Alert> raised =
        trial.raisedAlerts().stream()
            .filter(alert -> alert.rule().name().equals(of.header().name()))
            .filter(alert -> alert.groupValues().equals(values))
            .toList();
    return new GroupDiagnosis(of, rules, trial.alerts(), asked)
        .of(values, inTime, raised, reasons(of, values, hits));
  }

  private List<Reason> reasons(
      CorrelationRule of, List<String> values, Map<String, StageHit> hits) {
    Map<String, StageHit> byEvent = new HashMap<>();
    hits.values().forEach(hit -> byEvent.putIfAbsent(hit.eventId(), hit));
    List<Reason> reasons = new ArrayList<>();
    for (Kept each : kept.values()) {
      AuditEvent event = each.event();
      StageHit own = byEvent.get(event.id());
      if (own == null || asked.isById(event.id())) {
        addNear(of, values, event, reasons);
      }
      if (own != null) {
        SeenEvent seen = SeenEvent.of(own);
        if (each.origins().size() > 1) {
          reasons.add(new Reason.Duplicate(seen, List.copyOf(each.origins())));
        }
        if (each.behind() > EventTimes.later(ALLOWED.toMillis(), 1)) {
          reasons.add(new Reason.Late(seen, Duration.ofMillis(each.behind()), ALLOWED));
        }
      }
    }
    return reasons;
  }

  private void addNear(
      CorrelationRule of, List<String> values, AuditEvent event, List<Reason> reasons) {
    for (String stage : of.stages()) {
      if (detections.containsKey(stage)
          && GroupKeys.of(of, stage, event.correlatedFields()).contains(values)
          && isNear(event, stage, asked.isByName(event))) {
        var obstacles = detections.get(stage).of(event.fields());
        if (!obstacles.isEmpty()) {
          reasons.add(new Reason.AlmostStage(SeenEvent.of(event, stage), obstacles));
        }
      }
    }
  }

  private Reason noGroup(AuditEvent event, String stage) {
    return new Reason.NoGroup(
        SeenEvent.of(event, stage),
        rule.groupBy().stream()
            .map(entry -> rule.groupField(entry, stage))
            .filter(
                field -> event.correlatedFields().values(field).stream().allMatch(v -> v == null))
            .toList());
  }

  /** The stages that an event is nothing like, or is near to without a group. */
  private List<Reason> notTheStages(AuditEvent event) {
    List<Reason> reasons = new ArrayList<>();
    for (String stage : detections.keySet()) {
      for (CorrelationRule of : asking.get(stage)) {
        var obstacles = detections.get(stage).of(event.fields());
        boolean isTold =
            isNear(event, stage, true)
                && !GroupKeys.of(of, stage, event.correlatedFields()).isEmpty();
        if (!obstacles.isEmpty() && !isTold) {
          reasons.add(new Reason.NotTheStage(SeenEvent.of(event, stage), obstacles));
        }
      }
    }
    return reasons;
  }
}

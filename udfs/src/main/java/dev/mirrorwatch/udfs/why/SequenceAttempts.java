package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.StageCondition;
import dev.mirrorwatch.udfs.correlate.Links;
import dev.mirrorwatch.udfs.correlate.StageDemand;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rules that want different stages, one event of each: the largest part of a match there is. */
final class SequenceAttempts implements Attempts {

  private final CorrelationRule rule;
  private final List<String> stages;
  private final Conflicts conflicts;
  private final LargestMatch largest;

  SequenceAttempts(CorrelationRule rule) {
    this.rule = rule;
    Set<String> named =
        rule.stageCondition().map(StageCondition::positiveStages).orElse(Set.copyOf(rule.stages()));
    this.stages = rule.requiredStages().stream().filter(named::contains).toList();
    this.conflicts = new Conflicts(rule);
    this.largest = new LargestMatch(stages, conflicts, this::isComplete);
  }

  @Override
  public Attempt of(String identity, List<StageHit> evidence, List<StageHit> leftOut) {
    List<StageHit> others =
        leftOut.stream()
            .filter(hit -> rule.identity().isEmpty() || isAboutNothingElse(hit, identity))
            .toList();
    return attempt(rule.identity().isEmpty() ? null : identity, true, evidence, others, stages);
  }

  @Override
  public List<Attempt> nearest(List<StageHit> hits, Set<String> alerted, List<StageHit> through) {
    if (rule.identity().isEmpty() && through.isEmpty() && !alerted.isEmpty()) {
      return List.of();
    }
    Map<String, List<StageHit>> anchors = new LinkedHashMap<>();
    for (StageHit hit : through.isEmpty() ? hits : through) {
      if (stages.contains(hit.stage())) {
        for (String identity : Links.identities(rule, hit)) {
          anchors.computeIfAbsent(identity, unseen -> new ArrayList<>()).add(hit);
        }
      }
    }
    anchors.keySet().removeAll(alerted);
    Map<String, List<StageHit>> found = new LinkedHashMap<>();
    anchors.forEach(
        (identity, own) ->
            found.put(
                identity,
                largest.of(
                    own, hits.stream().filter(hit -> isAboutNothingElse(hit, identity)).toList())));
    if (anchors.isEmpty() && alerted.isEmpty() || !through.isEmpty() && found.isEmpty()) {
      // Nothing here names a thing: what belongs together is all there is to say.
      found.put("", largest.of(through.isEmpty() ? hits : through, hits));
    }
    return found.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty() || hits.isEmpty())
        .sorted(
            Comparator.comparingInt(
                (Map.Entry<String, List<StageHit>> entry) -> -entry.getValue().size()))
        .map(entry -> partial(entry.getKey(), entry.getValue(), hits))
        .toList();
  }

  private Attempt partial(String identity, List<StageHit> chosen, List<StageHit> hits) {
    Set<String> seen = chosen.stream().map(StageHit::stage).collect(Collectors.toSet());
    return attempt(
        identity.isEmpty() ? null : identity,
        isComplete(chosen),
        chosen,
        hits.stream().filter(hit -> !seen.contains(hit.stage())).toList(),
        rule.condition() == null ? rule.requiredStages() : stages);
  }

  private Attempt attempt(
      @Nullable String about,
      boolean complete,
      List<StageHit> chosen,
      List<StageHit> others,
      List<String> shown) {
    List<StageVerdict> verdicts = new ArrayList<>();
    for (String stage : shown) {
      List<StageHit> partners = chosen.stream().filter(hit -> !hit.stage().equals(stage)).toList();
      List<StageHit> ofStage =
          others.stream()
              .filter(hit -> hit.stage().equals(stage))
              .sorted(Comparator.comparingLong(hit -> distance(hit, partners)))
              .toList();
      verdicts.add(
          Attempts.stage(
              stage,
              chosen,
              ofStage.stream()
                  .limit(EXPLAINED)
                  .flatMap(hit -> reasons(hit, about, partners).stream()),
              ofStage.size()));
    }
    return new Attempt(about, complete, found(chosen), verdicts);
  }

  private List<Reason> reasons(StageHit hit, @Nullable String about, List<StageHit> partners) {
    List<Reason> reasons = new ArrayList<>(conflicts.with(hit, partners));
    if (about != null && !isAboutNothingElse(hit, about) && reasons.isEmpty()) {
      String field = rule.identity().get(0);
      partners.stream()
          .filter(partner -> Links.identities(rule, partner).contains(about))
          .findFirst()
          .ifPresent(partner -> reasons.add(Conflicts.otherId(hit, partner, field)));
    }
    return reasons;
  }

  private boolean isAboutNothingElse(StageHit hit, String identity) {
    List<String> identities = Links.identities(rule, hit);
    return identities.isEmpty() || identities.contains(identity);
  }

  private boolean isComplete(List<StageHit> chosen) {
    if (rule.stageCondition().isPresent()) {
      return new StageDemand(rule).isMet(chosen, Set.of());
    }
    Set<String> standing =
        chosen.stream().map(StageHit::stage).collect(Collectors.toCollection(HashSet::new));
    if (rule.type() == CorrelationType.TEMPORAL) {
      // A stage counts only behind those that it comes after.
      boolean removed = true;
      while (removed) {
        removed =
            standing.removeIf(
                stage -> !standing.containsAll(rule.after().getOrDefault(stage, List.of())));
      }
    }
    return standing.size() >= needed() && runs(chosen).isEmpty();
  }

  /** The stages that have not run as often as they must. */
  private String runs(List<StageHit> chosen) {
    StringBuilder words = new StringBuilder();
    for (String stage : rule.requiredStages()) {
      int wanted = rule.terms().of(stage).runs();
      long seen = chosen.stream().filter(hit -> hit.stage().equals(stage)).count();
      if (seen < wanted && wanted > 1) {
        words.append(", %d of %d events of %s".formatted(seen, wanted, stage));
      }
    }
    return words.toString();
  }

  private int needed() {
    return rule.condition() == null ? rule.requiredStages().size() : rule.condition().atLeast();
  }

  private String found(List<StageHit> chosen) {
    long seen = chosen.stream().map(StageHit::stage).distinct().count();
    if (rule.stageCondition().isPresent()) {
      return seen + " of the stages; the condition is " + ConditionWords.of(rule);
    }
    return rule.condition() == null
        ? seen + " of " + needed() + " stages" + runs(chosen)
        : seen + " of at least " + needed() + " stages";
  }

  private static long distance(StageHit hit, List<StageHit> partners) {
    return partners.stream()
        .mapToLong(partner -> EventTimes.distance(hit.time(), partner.time()))
        .min()
        .orElse(0);
  }
}

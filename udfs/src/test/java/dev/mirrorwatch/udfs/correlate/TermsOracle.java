package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms;
import dev.mirrorwatch.rules.model.CorrelationTerms.FireMode;
import dev.mirrorwatch.rules.model.CorrelationTerms.WindowKind;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a rule means for a finished time line of one group, read literally: every subset of the
 * events is tried. Shares nothing with the engine but the rule and the events.
 */
final class TermsOracle {

  private final CorrelationRule rule;
  private final CorrelationTerms<String> terms;
  private final long timespan;
  private final List<StageHit> hits;
  private final List<StageHit> watched;
  private final List<Set<StageHit>> matches = new ArrayList<>();

  /**
   * @param timeline every event once
   */
  TermsOracle(CorrelationRule rule, List<StageHit> timeline) {
    this.rule = rule;
    this.terms = rule.terms();
    this.timespan = rule.timespan().toMillis();
    this.hits = timeline.stream().filter(this::isStage).sorted(inOrder()).toList();
    this.watched = timeline.stream().filter(hit -> !isStage(hit)).toList();
    if (rule.type().isTemporal()) {
      for (int bits = 1; bits < 1 << hits.size(); bits++) {
        Set<StageHit> set = new HashSet<>();
        for (int i = 0; i < hits.size(); i++) {
          if ((bits & 1 << i) != 0) {
            set.add(hits.get(i));
          }
        }
        if (hasWhatIsNeeded(set) && belongTogether(set) && isUndisturbed(set)) {
          matches.add(set);
        }
      }
    }
  }

  /** Open alerts: identity to event ids. */
  Map<String, Set<String>> alerts() {
    return rule.identity().isEmpty() ? episodes() : things();
  }

  /** Identities of the findings that stall, with the number of different stages each has. */
  Map<String, Integer> stalled() {
    Map<String, Integer> stalled = new TreeMap<>();
    Set<String> complete =
        alerts().values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    for (int i = 0; i < hits.size(); i++) {
      StageHit last = hits.get(i);
      long quietUntil = last.time() + terms.stalled().after().toMillis();
      if (i + 1 < hits.size() && hits.get(i + 1).time() <= quietUntil) {
        continue;
      }
      int largest = 0;
      boolean anyApart = false;
      boolean allApart = true;
      for (Set<StageHit> part : parts(last, hits.subList(0, i + 1), quietUntil)) {
        boolean apart = part.stream().noneMatch(hit -> complete.contains(hit.eventId()));
        if (part.size() > largest) {
          largest = part.size();
          anyApart = false;
          allApart = true;
        }
        if (part.size() == largest) {
          anyApart |= apart;
          allApart &= apart;
        }
      }
      // Which of several equally large parts is shown is open, so only the clear cases count.
      if (largest >= terms.stalled().minStages() && anyApart) {
        stalled.put("stalled " + Instant.ofEpochMilli(last.time()), allApart ? largest : -largest);
      }
    }
    return stalled;
  }

  private List<Set<StageHit>> parts(StageHit last, List<StageHit> before, long quietUntil) {
    List<Set<StageHit>> parts = new ArrayList<>();
    for (int bits = 1; bits < 1 << before.size(); bits++) {
      Set<StageHit> set = new HashSet<>();
      for (int i = 0; i < before.size(); i++) {
        if ((bits & 1 << i) != 0) {
          set.add(before.get(i));
        }
      }
      long first = set.stream().mapToLong(StageHit::time).min().getAsLong();
      boolean undone =
          watched.stream()
              .filter(hit -> terms.until().contains(hit.stage()))
              .filter(hit -> hit.time() > first && hit.time() <= quietUntil)
              .anyMatch(hit -> isAbout(hit, notLater(set, hit.time())));
      boolean oneOfEach =
          set.stream().map(StageHit::stage).distinct().count() == set.size()
              && set.stream().noneMatch(hit -> terms.of(hit.stage()).optional());
      if (set.contains(last)
          && oneOfEach
          && set.size() < rule.requiredStages().size()
          && belongTogether(set)
          && !undone) {
        parts.add(set);
      }
    }
    return parts;
  }

  private Map<String, Set<String>> things() {
    Map<String, Set<String>> things = new TreeMap<>();
    for (Set<StageHit> match : matches) {
      Set<String> names = new HashSet<>();
      match.forEach(hit -> names.addAll(names(hit)));
      for (String name : names) {
        if (match.stream().allMatch(hit -> names(hit).isEmpty() || names(hit).contains(name))) {
          Set<String> evidence = things.computeIfAbsent(name, unseen -> new TreeSet<>());
          match.forEach(hit -> evidence.add(hit.eventId()));
        }
      }
    }
    return things;
  }

  private List<String> names(StageHit hit) {
    return hit.links().values(rule.identity().get(0));
  }

  private Map<String, Set<String>> episodes() {
    Map<String, Set<String>> episodes = new TreeMap<>();
    Set<StageHit> used = new HashSet<>();
    List<Long> opened = new ArrayList<>();
    StageHit opener = null;
    String identity = null;
    boolean told = false;
    for (StageHit last : hits) {
      List<StageHit> span =
          hits.stream()
              .filter(hit -> !used.contains(hit) && countsTogether(hit, last))
              .filter(
                  hit -> terms.fire().mode() != FireMode.RESET || inOrder().compare(hit, last) <= 0)
              .toList();
      if (isFollowed(last.time(), Set.of(last)) || !completes(last, span)) {
        continue;
      }
      boolean opens =
          terms.fire().mode() != FireMode.ONCE
              || opener == null
              || last.time() - opener.time() > timespan
              || !inOneWindow(opener, last);
      if (opens) {
        opener = last;
        identity = Instant.ofEpochMilli(last.time()).toString();
        if (terms.fire().mode() != FireMode.ONCE) {
          identity += " " + last.stage() + " " + last.eventId();
        }
        long hourBefore = last.time() - Duration.ofHours(1).toMillis();
        long inTheHour = opened.stream().filter(time -> time > hourBefore).count();
        told = terms.fire().maxPerHour() == 0 || inTheHour < terms.fire().maxPerHour();
        if (told) {
          opened.add(last.time());
        }
      }
      if (told) {
        Set<String> evidence = episodes.computeIfAbsent(identity, unseen -> new TreeSet<>());
        span.forEach(hit -> evidence.add(hit.eventId()));
      }
      if (terms.fire().mode() == FireMode.RESET) {
        hits.stream().filter(hit -> inOrder().compare(hit, last) <= 0).forEach(used::add);
      }
    }
    return episodes;
  }

  private boolean completes(StageHit last, List<StageHit> span) {
    if (rule.type() == CorrelationType.EVENT_COUNT) {
      return rule.condition().holds(span.size());
    }
    return matches.stream().anyMatch(match -> match.contains(last) && span.containsAll(match));
  }

  /** Whether the hit lies before the last one, or with it, where events count together. */
  private boolean countsTogether(StageHit hit, StageHit last) {
    return hit.time() <= last.time()
        && last.time() - hit.time() <= timespan
        && inOneWindow(hit, last)
        && watched.stream()
            .filter(undoing -> terms.until().contains(undoing.stage()))
            .noneMatch(undoing -> undoing.time() > hit.time() && undoing.time() < last.time());
  }

  private boolean inOneWindow(StageHit one, StageHit later) {
    if (terms.window().kind() == WindowKind.TUMBLING) {
      return Math.floorDiv(one.time(), timespan) == Math.floorDiv(later.time(), timespan);
    }
    if (terms.window().kind() == WindowKind.SESSION) {
      List<Long> times =
          hits.stream()
              .map(StageHit::time)
              .filter(time -> time >= one.time() && time <= later.time())
              .sorted()
              .toList();
      for (int i = 1; i < times.size(); i++) {
        if (times.get(i) - times.get(i - 1) > terms.window().gap().toMillis()) {
          return false;
        }
      }
    }
    return true;
  }

  /** As many of each stage as it takes, and of what is optional at most one, for the evidence. */
  private boolean hasWhatIsNeeded(Set<StageHit> set) {
    long optional = set.stream().filter(hit -> terms.of(hit.stage()).optional()).count();
    if (rule.condition() != null) {
      Set<String> stages = set.stream().map(StageHit::stage).collect(Collectors.toSet());
      return stages.size() == set.size()
          && set.size() == rule.condition().atLeast()
          && stages.stream()
              .allMatch(stage -> stages.containsAll(rule.after().getOrDefault(stage, List.of())));
    }
    return optional <= 1
        && rule.requiredStages().stream()
            .allMatch(
                stage ->
                    set.stream().filter(hit -> hit.stage().equals(stage)).count()
                        == terms.of(stage).runs());
  }

  private boolean belongTogether(Set<StageHit> set) {
    long first = set.stream().mapToLong(StageHit::time).min().getAsLong();
    long last = set.stream().mapToLong(StageHit::time).max().getAsLong();
    if (last - first > timespan) {
      return false;
    }
    for (StageHit one : set) {
      for (StageHit other : set) {
        if (one != other && (mustNotFollow(one, other) || !areLinked(one, other))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isUndisturbed(Set<StageHit> match) {
    long first = match.stream().mapToLong(StageHit::time).min().getAsLong();
    long last = match.stream().mapToLong(StageHit::time).max().getAsLong();
    boolean broken =
        watched.stream()
            .filter(hit -> terms.until().contains(hit.stage()))
            .filter(hit -> hit.time() > first && hit.time() < last)
            .anyMatch(hit -> isAbout(hit, notLater(match, hit.time())));
    List<StageHit> needed =
        match.stream().filter(hit -> !terms.of(hit.stage()).optional()).sorted(inOrder()).toList();
    for (int i = 1; i < needed.size(); i++) {
      Duration gap = terms.of(needed.get(i).stage()).maxGap();
      if (gap != null && needed.get(i).time() - needed.get(i - 1).time() > gap.toMillis()) {
        return false;
      }
    }
    return !broken && !isFollowed(last, match);
  }

  private boolean isFollowed(long last, Set<StageHit> match) {
    return terms.absence() != null
        && watched.stream()
            .filter(hit -> terms.absence().rules().contains(hit.stage()))
            .filter(hit -> hit.time() >= last)
            .filter(hit -> hit.time() - last <= terms.absence().within().toMillis())
            .anyMatch(hit -> isAbout(hit, match));
  }

  private static Set<StageHit> notLater(Set<StageHit> set, long time) {
    return set.stream().filter(hit -> hit.time() <= time).collect(Collectors.toSet());
  }

  private boolean isAbout(StageHit undoing, Set<StageHit> match) {
    List<CorrelationRule.Join> joins =
        rule.joins().stream().filter(join -> join.stages().contains(undoing.stage())).toList();
    return joins.isEmpty()
        || joins.stream()
            .anyMatch(
                join ->
                    match.stream()
                        .filter(hit -> join.stages().contains(hit.stage()))
                        .anyMatch(hit -> share(join.field(), hit, undoing)));
  }

  private boolean areLinked(StageHit one, StageHit other) {
    return rule.joins().stream()
        .filter(join -> join.stages().contains(one.stage()))
        .filter(join -> join.stages().contains(other.stage()))
        .allMatch(join -> share(join.field(), one, other));
  }

  private static boolean share(String field, StageHit one, StageHit other) {
    return one.links().values(field).stream().anyMatch(other.links().values(field)::contains);
  }

  private boolean mustNotFollow(StageHit one, StageHit other) {
    return one.time() > other.time() && comesBefore(one.stage(), other.stage());
  }

  private boolean comesBefore(String stage, String later) {
    return rule.after().getOrDefault(later, List.of()).stream()
        .anyMatch(earlier -> earlier.equals(stage) || comesBefore(stage, earlier));
  }

  private boolean isStage(StageHit hit) {
    return rule.stages().contains(hit.stage());
  }

  private Comparator<StageHit> inOrder() {
    return Comparator.comparingLong(StageHit::time)
        .thenComparing(hit -> rule.stages().indexOf(hit.stage()))
        .thenComparing(StageHit::eventId);
  }
}

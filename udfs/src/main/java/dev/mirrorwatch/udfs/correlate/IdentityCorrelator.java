package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rules whose alert is about a thing, such as a mirror target: every event that stands in a match
 * about that thing is evidence of the one alert. An event that does not name the thing, such as the
 * filter's creation, belongs to it through the links.
 */
final class IdentityCorrelator implements Correlator {

  private final CorrelationRule rule;
  private final CandidateSearch search;
  private final SequenceVerdict verdict;

  IdentityCorrelator(CorrelationRule rule) {
    this.rule = rule;
    this.search = new CandidateSearch(rule);
    this.verdict = new SequenceVerdict(rule);
  }

  @Override
  public boolean episodic() {
    return false;
  }

  @Override
  public long givenUp() {
    return search.givenUp();
  }

  @Override
  public boolean mayMeet(StageHit other, StageHit arrived) {
    return other.isSameAs(arrived) || search.mayMeet(other, arrived);
  }

  @Override
  public Optional<List<Finding>> evaluate(
      List<StageHit> buffer, StageHit arrived, Knowledge known) {
    List<StageHit> hits = new ArrayList<>();
    List<StageHit> undoing = new ArrayList<>();
    buffer.forEach(hit -> (rule.stages().contains(hit.stage()) ? hits : undoing).add(hit));
    return Optional.of(
        rule.stages().contains(arrived.stage())
            ? extended(hits, undoing, arrived, known)
            : reconsidered(hits, undoing, arrived, known));
  }

  /** Only what the hit was evidence of, or can be now, may be another finding. */
  @Override
  public List<Finding> reconsider(
      List<StageHit> buffer, StageHit before, @Nullable StageHit revised, Knowledge known) {
    List<StageHit> hits = new ArrayList<>();
    List<StageHit> undoing = new ArrayList<>();
    buffer.forEach(hit -> (rule.stages().contains(hit.stage()) ? hits : undoing).add(hit));
    Look look = new Look(hits, undoing);
    List<Finding> findings = new ArrayList<>();
    String key = before.bufferKey();
    Set<String> showing = new LinkedHashSet<>();
    known
        .evidence()
        .forEach(
            (identity, evidence) -> {
              if (evidence.contains(key)) {
                showing.add(identity);
              }
            });
    Set<String> doubtful;
    if (revised != null
        && undoing.isEmpty()
        && search.isOfPairs()
        && namesTheSame(before, revised)) {
      doubtful = shifted(hits, before, revised, showing, known);
      // The others are what they were, and show the hit as it is now.
      for (String identity : showing) {
        if (!doubtful.contains(identity)) {
          findings.add(look.finding(identity, known.evidence().get(identity)));
        }
      }
    } else {
      doubtful = affected(hits, before, revised, showing, known);
    }
    if (doubtful.isEmpty()) {
      return findings;
    }
    Concerned all = new Concerned(hits.stream());
    for (String identity : doubtful) {
      Set<String> evidence = new HashSet<>();
      look.extendByAll(all.about(identity), evidence, identity);
      if (!evidence.isEmpty() || known.evidence().containsKey(identity)) {
        findings.add(look.finding(identity, evidence));
      }
    }
    return findings;
  }

  private boolean namesTheSame(StageHit before, StageHit revised) {
    return before.stage().equals(revised.stage())
        && Set.copyOf(Links.identities(rule, before))
            .equals(Set.copyOf(Links.identities(rule, revised)));
  }

  /**
   * The things whose matches may be others because of hits that could stand in one with the hit
   * before and cannot now, or the other way round. An alert that has grown is the same to most of
   * its neighbours.
   *
   * @param showing things of which the hit was evidence
   */
  private Set<String> shifted(
      List<StageHit> hits,
      StageHit before,
      StageHit revised,
      Set<String> showing,
      Knowledge known) {
    Set<String> lost = new HashSet<>();
    List<StageHit> gained = new ArrayList<>();
    for (StageHit other : hits) {
      boolean met = other != revised && search.mayMeet(other, before);
      boolean meets = other != revised && search.mayMeet(other, revised);
      if (met && !meets) {
        lost.add(other.bufferKey());
      } else if (meets && !met) {
        gained.add(other);
      }
    }
    Set<String> shifted = new LinkedHashSet<>();
    for (String identity : showing) {
      if (!Collections.disjoint(lost, known.evidence().get(identity))) {
        shifted.add(identity);
      }
    }
    Concerned byGained = new Concerned(gained.stream());
    shifted.addAll(
        byGained.unnamed.isEmpty() ? byGained.names() : concernedBy(revised, hits).names());
    return shifted;
  }

  private Set<String> affected(
      List<StageHit> hits,
      StageHit before,
      @Nullable StageHit revised,
      Set<String> showing,
      Knowledge known) {
    Set<String> affected = new LinkedHashSet<>(showing);
    if (!rule.stages().contains(before.stage())) {
      // What undid matches may have kept any of them from being found.
      affected.addAll(known.evidence().keySet());
      affected.addAll(new Concerned(hits.stream()).names());
    } else if (revised != null) {
      List<String> names = Links.identities(rule, revised);
      affected.addAll(names.isEmpty() ? concernedBy(revised, hits).names() : names);
    }
    return affected;
  }

  /** Matches through an event hold nothing but it and events that agree with it. */
  private Concerned concernedBy(StageHit arrived, List<StageHit> hits) {
    return new Concerned(hits.stream().filter(hit -> mayMeet(hit, arrived)));
  }

  /** What has come together through an event. */
  private List<Finding> extended(
      List<StageHit> hits, List<StageHit> undoing, StageHit arrived, Knowledge known) {
    Look look = new Look(hits, undoing);
    Concerned concerned = concernedBy(arrived, hits);
    List<String> arrivedNames = Links.identities(rule, arrived);
    List<Finding> findings = new ArrayList<>();
    for (String identity : arrivedNames.isEmpty() ? concerned.names() : arrivedNames) {
      List<StageHit> about = concerned.about(identity);
      if (about.stream().map(StageHit::stage).distinct().count() >= search.wantedStages()) {
        Set<String> evidence = new HashSet<>(known.evidence().getOrDefault(identity, Set.of()));
        if (look.extend(evidence, identity, arrived, CandidateSearch.byStage(about))) {
          // The new event may have been the missing part for others that came before it.
          look.extendByAll(about, evidence, identity);
          known.evidence().put(identity, evidence);
          findings.add(look.finding(identity, evidence));
        }
      }
    }
    return findings;
  }

  /** What is left of the findings now that an event undoes a part of them. */
  private List<Finding> reconsidered(
      List<StageHit> hits, List<StageHit> undoing, StageHit arrived, Knowledge known) {
    Look look = new Look(hits, undoing);
    Concerned all = new Concerned(hits.stream());
    List<Finding> findings = new ArrayList<>();
    for (String identity : List.copyOf(known.evidence().keySet())) {
      List<StageHit> about = all.about(identity);
      Set<String> before = known.evidence().get(identity);
      List<StageHit> shown = about.stream().filter(hit -> before.contains(look.key(hit))).toList();
      if (Links.concerns(rule, arrived, shown)) {
        Set<String> left = new HashSet<>();
        look.extendByAll(about, left, identity);
        if (!left.equals(before)) {
          known.evidence().put(identity, left);
          findings.add(look.finding(identity, left));
        }
      }
    }
    return findings;
  }

  /** One look at the hits of a group: a key takes longer to make than to find. */
  private final class Look {

    private final List<StageHit> hits;
    private final List<StageHit> undoing;
    private final Map<StageHit, String> keys = new IdentityHashMap<>();

    Look(List<StageHit> hits, List<StageHit> undoing) {
      this.hits = hits;
      this.undoing = undoing;
    }

    String key(StageHit hit) {
      return keys.computeIfAbsent(hit, StageHit::bufferKey);
    }

    Finding finding(String identity, Set<String> evidence) {
      return new Finding(
          identity, hits.stream().filter(hit -> evidence.contains(key(hit))).toList());
    }

    /**
     * Every match has a hit that names the thing: the others need only be tried with those.
     *
     * @param about {@link Concerned#about}
     */
    void extendByAll(List<StageHit> about, Set<String> evidence, String identity) {
      Map<String, List<StageHit>> byStage = CandidateSearch.byStage(about);
      int named = 0;
      while (named < about.size() && !Links.identities(rule, about.get(named)).isEmpty()) {
        named++;
      }
      List<StageHit> naming = about.subList(0, named);
      for (StageHit hit : naming) {
        if (!evidence.contains(key(hit))) {
          extend(evidence, identity, hit, byStage);
        }
      }
      if (evidence.isEmpty()) {
        return;
      }
      for (StageHit hit : about.subList(named, about.size())) {
        if (!evidence.contains(key(hit))
            && naming.stream().anyMatch(other -> search.mayMeet(hit, other))) {
          extend(evidence, identity, hit, byStage);
        }
      }
    }

    boolean extend(
        Set<String> evidence,
        String identity,
        StageHit through,
        Map<String, List<StageHit>> about) {
      List<StageHit> candidates = search.through(through, about, undoing);
      if (candidates.stream().noneMatch(hit -> Links.identities(rule, hit).contains(identity))
          || !verdict.isMatch(candidates, undoing)) {
        return false;
      }
      candidates.forEach(hit -> evidence.add(key(hit)));
      return true;
    }
  }

  /** Hits by the things they can be about. */
  private final class Concerned {

    private final List<StageHit> unnamed = new ArrayList<>();
    private final Map<String, List<StageHit>> byIdentity = new LinkedHashMap<>();

    Concerned(Stream<StageHit> hits) {
      hits.forEach(
          hit -> {
            List<String> identities = Links.identities(rule, hit);
            if (identities.isEmpty()) {
              unnamed.add(hit);
            }
            for (String identity : identities) {
              byIdentity.computeIfAbsent(identity, unseen -> new ArrayList<>()).add(hit);
            }
          });
    }

    Set<String> names() {
      return byIdentity.keySet();
    }

    /** Those that name the thing, then those that name none. */
    List<StageHit> about(String identity) {
      List<StageHit> about = new ArrayList<>(byIdentity.getOrDefault(identity, List.of()));
      about.addAll(unnamed);
      return about;
    }
  }
}

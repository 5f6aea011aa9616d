package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
  public List<Finding> evaluate(List<StageHit> buffer, StageHit arrived, Knowledge known) {
    List<StageHit> hits = new ArrayList<>();
    List<StageHit> undoing = new ArrayList<>();
    buffer.forEach(hit -> (rule.stages().contains(hit.stage()) ? hits : undoing).add(hit));
    return rule.stages().contains(arrived.stage())
        ? extended(hits, undoing, arrived, known)
        : reconsidered(hits, undoing, arrived, known);
  }

  /** Only what the hit was evidence of, or can be now, may be another finding. */
  @Override
  public List<Finding> reconsider(
      List<StageHit> buffer, StageHit before, @Nullable StageHit revised, Knowledge known) {
    List<StageHit> hits = new ArrayList<>();
    List<StageHit> undoing = new ArrayList<>();
    buffer.forEach(hit -> (rule.stages().contains(hit.stage()) ? hits : undoing).add(hit));
    Concerned all = new Concerned(hits.stream());
    List<Finding> findings = new ArrayList<>();
    for (String identity : affected(hits, all, before, revised, known)) {
      Set<String> evidence = new HashSet<>();
      extendByAll(all.about(identity), evidence, identity, undoing);
      if (!evidence.isEmpty() || known.evidence().containsKey(identity)) {
        findings.add(finding(identity, hits, evidence));
      }
    }
    return findings;
  }

  private Set<String> affected(
      List<StageHit> hits,
      Concerned all,
      StageHit before,
      @Nullable StageHit revised,
      Knowledge known) {
    Set<String> affected = new LinkedHashSet<>();
    if (!rule.stages().contains(before.stage())) {
      // What undid matches may have kept any of them from being found.
      affected.addAll(known.evidence().keySet());
      affected.addAll(all.names());
      return affected;
    }
    known
        .evidence()
        .forEach(
            (identity, evidence) -> {
              if (evidence.contains(before.bufferKey())) {
                affected.add(identity);
              }
            });
    if (revised != null) {
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
    Concerned concerned = concernedBy(arrived, hits);
    List<String> arrivedNames = Links.identities(rule, arrived);
    List<Finding> findings = new ArrayList<>();
    for (String identity : arrivedNames.isEmpty() ? concerned.names() : arrivedNames) {
      List<StageHit> about = concerned.about(identity);
      if (about.stream().map(StageHit::stage).distinct().count() >= search.wantedStages()) {
        Set<String> evidence = new HashSet<>(known.evidence().getOrDefault(identity, Set.of()));
        if (extend(evidence, identity, arrived, about, undoing)) {
          // The new event may have been the missing part for others that came before it.
          extendByAll(about, evidence, identity, undoing);
          known.evidence().put(identity, evidence);
          findings.add(finding(identity, hits, evidence));
        }
      }
    }
    return findings;
  }

  /** What is left of the findings now that an event undoes a part of them. */
  private List<Finding> reconsidered(
      List<StageHit> hits, List<StageHit> undoing, StageHit arrived, Knowledge known) {
    Concerned all = new Concerned(hits.stream());
    List<Finding> findings = new ArrayList<>();
    for (String identity : List.copyOf(known.evidence().keySet())) {
      List<StageHit> about = all.about(identity);
      Set<String> before = known.evidence().get(identity);
      List<StageHit> shown =
          about.stream().filter(hit -> before.contains(hit.bufferKey())).toList();
      if (Links.concerns(rule, arrived, shown)) {
        Set<String> left = new HashSet<>();
        extendByAll(about, left, identity, undoing);
        if (!left.equals(before)) {
          known.evidence().put(identity, left);
          findings.add(finding(identity, hits, left));
        }
      }
    }
    return findings;
  }

  private static Finding finding(String identity, List<StageHit> hits, Set<String> evidence) {
    return new Finding(
        identity, hits.stream().filter(hit -> evidence.contains(hit.bufferKey())).toList());
  }

  private void extendByAll(
      List<StageHit> about, Set<String> evidence, String identity, List<StageHit> undoing) {
    for (StageHit hit : about) {
      if (!evidence.contains(hit.bufferKey())) {
        extend(evidence, identity, hit, about, undoing);
      }
    }
  }

  private boolean extend(
      Set<String> evidence,
      String identity,
      StageHit through,
      List<StageHit> about,
      List<StageHit> undoing) {
    List<StageHit> candidates = search.through(through, about, undoing);
    if (candidates.stream().noneMatch(hit -> Links.identities(rule, hit).contains(identity))
        || !verdict.isMatch(candidates, undoing)) {
      return false;
    }
    candidates.forEach(hit -> evidence.add(hit.bufferKey()));
    return true;
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

package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
  public List<Finding> evaluate(List<StageHit> buffer, StageHit arrived, Knowledge known) {
    List<Finding> findings = new ArrayList<>();
    for (String identity : identitiesOf(arrived, buffer)) {
      Set<String> evidence = known.evidence().computeIfAbsent(identity, unseen -> new HashSet<>());
      if (extend(evidence, identity, arrived, buffer)) {
        // The new event may have been the missing part for others that came before it.
        for (StageHit hit : buffer) {
          if (!evidence.contains(hit.bufferKey()) && mayConcern(identity, hit)) {
            extend(evidence, identity, hit, buffer);
          }
        }
        findings.add(
            new Finding(
                identity,
                buffer.stream().filter(hit -> evidence.contains(hit.bufferKey())).toList()));
      } else if (evidence.isEmpty()) {
        known.evidence().remove(identity);
      }
    }
    return findings;
  }

  private boolean extend(
      Set<String> evidence, String identity, StageHit through, List<StageHit> buffer) {
    List<StageHit> candidates = search.through(through, buffer, hit -> mayConcern(identity, hit));
    if (candidates.stream().noneMatch(hit -> names(identity, hit))
        || !verdict.isMatch(candidates)) {
      return false;
    }
    candidates.forEach(hit -> evidence.add(hit.bufferKey()));
    return true;
  }

  private Set<String> identitiesOf(StageHit arrived, List<StageHit> buffer) {
    Set<String> named = new LinkedHashSet<>(Links.identities(rule, arrived));
    if (named.isEmpty()) {
      buffer.forEach(hit -> named.addAll(Links.identities(rule, hit)));
    }
    return named;
  }

  private boolean names(String identity, StageHit hit) {
    return Links.identities(rule, hit).contains(identity);
  }

  private boolean mayConcern(String identity, StageHit hit) {
    List<String> identities = Links.identities(rule, hit);
    return identities.isEmpty() || identities.contains(identity);
  }
}

package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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
    // Matches through the new event hold nothing but it and events that agree with it.
    List<StageHit> unnamed = new ArrayList<>();
    Map<String, List<StageHit>> byIdentity = new LinkedHashMap<>();
    for (StageHit hit : buffer) {
      if (hit == arrived || search.mayMeet(hit, arrived)) {
        List<String> identities = Links.identities(rule, hit);
        if (identities.isEmpty()) {
          unnamed.add(hit);
        }
        for (String identity : identities) {
          byIdentity.computeIfAbsent(identity, unseen -> new ArrayList<>()).add(hit);
        }
      }
    }
    List<String> arrivedNames = Links.identities(rule, arrived);
    List<Finding> findings = new ArrayList<>();
    for (String identity : arrivedNames.isEmpty() ? byIdentity.keySet() : arrivedNames) {
      List<StageHit> concerned = new ArrayList<>(byIdentity.get(identity));
      if (stages(concerned, unnamed) >= search.wanted()) {
        concerned.addAll(unnamed);
        Set<String> evidence = new HashSet<>(known.evidence().getOrDefault(identity, Set.of()));
        if (extend(evidence, identity, arrived, concerned)) {
          // The new event may have been the missing part for others that came before it.
          for (StageHit hit : concerned) {
            if (!evidence.contains(hit.bufferKey())) {
              extend(evidence, identity, hit, concerned);
            }
          }
          known.evidence().put(identity, evidence);
          findings.add(
              new Finding(
                  identity,
                  buffer.stream().filter(hit -> evidence.contains(hit.bufferKey())).toList()));
        }
      }
    }
    return findings;
  }

  private static long stages(List<StageHit> some, List<StageHit> others) {
    return Stream.concat(some.stream(), others.stream()).map(StageHit::stage).distinct().count();
  }

  private boolean extend(
      Set<String> evidence, String identity, StageHit through, List<StageHit> concerned) {
    List<StageHit> candidates = search.through(through, concerned);
    if (candidates.stream().noneMatch(hit -> Links.identities(rule, hit).contains(identity))
        || !verdict.isMatch(candidates)) {
      return false;
    }
    candidates.forEach(hit -> evidence.add(hit.bufferKey()));
    return true;
  }
}

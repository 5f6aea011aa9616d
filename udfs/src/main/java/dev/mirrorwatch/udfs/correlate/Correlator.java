package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a correlation rule finds in the events of one group. Plain logic: the same events give the
 * same findings, whatever order they came in.
 */
interface Correlator {

  /**
   * The findings that {@code arrived} can have brought about, enlarged or undone; what is left
   * without hits does not stand any more.
   *
   * @param buffer all hits of the group, {@code arrived} among them, in rule order
   * @param known what earlier evaluations of this buffer learnt; the correlator adds to it
   * @return of episodes all, or nothing where none of them can be another
   */
  Optional<List<Finding>> evaluate(List<StageHit> buffer, StageHit arrived, Knowledge known);

  /**
   * The findings that may be others now that a hit has become another one, or is none any more;
   * what is left without hits does not stand any more.
   *
   * @param buffer all hits of the group, in rule order
   * @param before the hit as it was, which is not in the buffer
   * @param revised what it is now, in the buffer, or {@code null}
   * @param known what earlier evaluations learnt; the correlator sets what completes a match
   */
  List<Finding> reconsider(
      List<StageHit> buffer, StageHit before, @Nullable StageHit revised, Knowledge known);

  /**
   * What need not be worked out again.
   *
   * @param completing hits of the buffer at which a match is complete; see {@link #hitSet}
   * @param evidence by identity: buffer keys of hits known to belong to it; empty for episodes
   */
  record Knowledge(Set<StageHit> completing, Map<String, Set<String>> evidence) {}

  /** An empty set of hits of one buffer, which are told apart without looking into them. */
  static Set<StageHit> hitSet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** Whether a match that the arrived hit brings about can hold the other; both are of stages. */
  boolean mayMeet(StageHit other, StageHit arrived);

  /** How often there was too much to try, since the correlator was made. */
  long givenUp();

  /** Whether findings follow each other as episodes, so that a new set of them replaces the old. */
  boolean episodic();

  /** The correlator for a rule. */
  static Correlator of(CorrelationRule rule) {
    return rule.identity().isEmpty() ? new EpisodeCorrelator(rule) : new IdentityCorrelator(rule);
  }
}

package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;

/**
 * How many hits of each kind a large group keeps, so that most arrivals need not go through all of
 * them. A small group keeps no numbers: to go through it is cheaper, and there are many.
 */
final class HitCounts {

  /** Up to so many hits a group is small. */
  static final int SMALL = 16;

  private static final char SEPARATOR = '\u001f';
  private static final String ALL = "all";
  private static final String VALUES = "values";
  private static final String OF_STAGE = "stage" + SEPARATOR;
  private static final String ALIKE = "alike" + SEPARATOR;

  private final CorrelationRule rule;
  private final MatchSize matchSize;
  private final BufferLimits limits;

  HitCounts(CorrelationRule rule, MatchSize matchSize, BufferLimits limits) {
    this.rule = rule;
    this.matchSize = matchSize;
    this.limits = limits;
  }

  /** Whether the group is one that is counted. */
  boolean areKept(GroupState state) {
    return state.count(ALL) > 0;
  }

  /** From now on the group is counted, if it is large. */
  void begin(GroupState state, List<BufferedHit> group) {
    if (group.size() > SMALL) {
      change(state, group.stream().map(BufferedHit::hit).toList(), 1);
    }
  }

  /** A hit has come into a counted group. */
  void add(GroupState state, StageHit hit) {
    count(hit, state::count);
  }

  /** These hits of any group are kept no longer. */
  void remove(GroupState state, List<StageHit> hits) {
    if (!hits.isEmpty() && areKept(state)) {
      change(state, hits, -1);
    }
  }

  /** Whether a hit that is counted by now takes nobody's place. */
  boolean haveRoom(GroupState state, StageHit arrived) {
    return limits.haveRoom(state.count(ALL), state.count(alike(arrived)));
  }

  /**
   * Whether a counted group may hold a match.
   *
   * @param arrived a hit in it
   * @param linked whether only matches through that hit are meant: joins must lead to the others
   */
  boolean mayHoldMatch(GroupState state, StageHit arrived, boolean linked) {
    Set<String> stages = new HashSet<>();
    for (String stage : rule.stages()) {
      boolean isThere =
          linked
              ? stage.equals(arrived.stage()) || isLinked(state, stage, arrived)
              : state.count(OF_STAGE + stage) > 0;
      if (isThere) {
        stages.add(stage);
      }
    }
    return matchSize.isReachedBy(state.count(ALL), stages, state.count(VALUES));
  }

  private boolean isLinked(GroupState state, String stage, StageHit arrived) {
    for (CorrelationRule.Join join : rule.joins()) {
      if (join.stages().contains(stage)
          && join.stages().contains(arrived.stage())
          && new HashSet<>(arrived.links().values(join.field()))
              .stream().allMatch(value -> state.count(joined(join, stage, value)) == 0)) {
        return false;
      }
    }
    return state.count(OF_STAGE + stage) > 0;
  }

  /** Many hits change the same few numbers, each of which is in the state. */
  private void change(GroupState state, List<StageHit> hits, int change) {
    Map<String, Long> changes = new HashMap<>();
    for (StageHit hit : hits) {
      count(hit, (name, number) -> changes.merge(name, number, Long::sum));
    }
    changes.forEach((name, number) -> state.count(name, change * number));
  }

  /** What a hit adds to which number. */
  private void count(StageHit hit, ObjLongConsumer<String> numbers) {
    numbers.accept(ALL, 1);
    numbers.accept(OF_STAGE + hit.stage(), 1);
    numbers.accept(alike(hit), 1);
    long values = matchSize.values(hit);
    if (values > 0) {
      numbers.accept(VALUES, values);
    }
    for (CorrelationRule.Join join : rule.joins()) {
      if (join.stages().contains(hit.stage())) {
        for (String value : new HashSet<>(hit.links().values(join.field()))) {
          numbers.accept(joined(join, hit.stage(), value), 1);
        }
      }
    }
  }

  /** Different links may have one name: then there seem to be more of them. */
  private static String alike(StageHit hit) {
    return ALIKE + hit.stage() + SEPARATOR + hit.links().byField().hashCode();
  }

  private static String joined(CorrelationRule.Join join, String stage, String value) {
    return join.field() + SEPARATOR + stage + SEPARATOR + value;
  }
}

package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;

/**
 * A temporal rule as a FlinkCEP pattern: one slot for each event, and in each slot any stage that
 * is still missing, whose predecessors have been seen, and whose link ids agree with what was seen.
 * So one pattern says ordered, unordered and partially ordered sequences alike.
 */
final class SequencePattern {

  private SequencePattern() {}

  /** Events that the rule needs: all stages, or as many as its numeric condition asks for. */
  static int slots(CorrelationRule rule) {
    return rule.condition() == null ? rule.stages().size() : rule.condition().atLeast();
  }

  static Pattern<StageHit, ?> of(CorrelationRule rule) {
    Pattern<StageHit, StageHit> pattern = null;
    for (int slot = 0; slot < slots(rule); slot++) {
      FitsNext fits = new FitsNext(rule, slot);
      pattern =
          (pattern == null
                  ? Pattern.<StageHit>begin(slotName(slot), AfterMatchSkipStrategy.noSkip())
                  : pattern.followedBy(slotName(slot)))
              .where(fits);
    }
    // Sigma's timespan includes its end, CEP's within does not.
    return pattern.within(rule.timespan().plus(Duration.ofMillis(1)));
  }

  /**
   * Event time first; then, since events of one second have no order that anybody knows, the order
   * that the rule wants; then the id, so that every arrival order sorts alike.
   */
  static Comparator<StageHit> inRuleOrder(CorrelationRule rule) {
    Map<String, Integer> rank = ranks(rule);
    return Comparator.comparingLong(StageHit::time)
        .thenComparing(hit -> rank.get(hit.stage()))
        .thenComparing(StageHit::eventId);
  }

  /** Each stage's place in an order that respects {@code after}. */
  private static Map<String, Integer> ranks(CorrelationRule rule) {
    Map<String, Integer> rank = new HashMap<>();
    List<String> open = new ArrayList<>(rule.stages());
    while (!open.isEmpty()) {
      int before = rank.size();
      for (String stage : List.copyOf(open)) {
        if (rank.keySet().containsAll(rule.after().getOrDefault(stage, List.of()))) {
          rank.put(stage, rank.size());
          open.remove(stage);
        }
      }
      if (rank.size() == before) {
        throw new IllegalArgumentException(
            "rule " + rule.header().name() + ": 'after' has a cycle among " + open);
      }
    }
    return rank;
  }

  private static String slotName(int slot) {
    return "slot-" + slot;
  }

  /** An event fits a slot if it brings a missing stage and agrees with the events before it. */
  private static final class FitsNext extends IterativeCondition<StageHit> {

    private final CorrelationRule rule;
    private final int slot;

    FitsNext(CorrelationRule rule, int slot) {
      this.rule = rule;
      this.slot = slot;
    }

    @Override
    public boolean filter(StageHit hit, Context<StageHit> context) throws Exception {
      List<StageHit> before = new ArrayList<>(slot);
      for (int earlier = 0; earlier < slot; earlier++) {
        context.getEventsForPattern(slotName(earlier)).forEach(before::add);
      }
      Set<String> seen =
          before.stream().map(StageHit::stage).collect(java.util.stream.Collectors.toSet());
      return !seen.contains(hit.stage())
          && seen.containsAll(rule.after().getOrDefault(hit.stage(), List.of()))
          && before.stream().allMatch(other -> Links.agree(rule, hit, other));
    }
  }
}

package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms.StageTerms;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;

/**
 * A temporal rule as a FlinkCEP pattern: one slot for each event, and in each slot any stage that
 * is still missing, whose predecessors have been seen, and whose link ids agree with what was seen.
 * So one pattern says ordered, unordered and partially ordered sequences alike. Between the slots
 * nothing happens of what the rule's {@code until} names.
 */
final class SequencePattern {

  private SequencePattern() {}

  /**
   * Events that the rule needs: of all its stages, or as many as its numeric condition asks for.
   */
  static int slots(CorrelationRule rule) {
    return rule.condition() == null
        ? rule.requiredStages().stream().mapToInt(stage -> rule.terms().of(stage).runs()).sum()
        : rule.condition().atLeast();
  }

  static Pattern<StageHit, ?> of(CorrelationRule rule) {
    StageOrder order = new StageOrder(rule);
    Pattern<StageHit, StageHit> pattern = null;
    for (int slot = 0; slot < slots(rule); slot++) {
      pattern =
          pattern == null
              ? Pattern.begin(slotName(slot), AfterMatchSkipStrategy.noSkip())
              : undisturbed(pattern, rule, slot).followedBy(slotName(slot));
      pattern = pattern.where(new FitsNext(rule, order, slot));
    }
    // Sigma's timespan includes its end, CEP's within does not.
    return pattern.within(rule.timespan().plus(Duration.ofMillis(1)));
  }

  private static Pattern<StageHit, StageHit> undisturbed(
      Pattern<StageHit, StageHit> pattern, CorrelationRule rule, int slot) {
    return rule.terms().until().isEmpty()
        ? pattern
        : pattern.notFollowedBy("until-" + slot).where(new Undoes(rule, slot));
  }

  private static String slotName(int slot) {
    return "slot-" + slot;
  }

  /** The events in the slots before that one. */
  private static List<StageHit> before(int slot, IterativeCondition.Context<StageHit> context)
      throws Exception {
    List<StageHit> before = new ArrayList<>(slot);
    for (int earlier = 0; earlier < slot; earlier++) {
      context.getEventsForPattern(slotName(earlier)).forEach(before::add);
    }
    return before;
  }

  /** An event fits a slot if it brings a missing stage and agrees with the events before it. */
  private static final class FitsNext extends IterativeCondition<StageHit> {

    private final CorrelationRule rule;
    private final StageOrder order;
    private final int slot;

    FitsNext(CorrelationRule rule, StageOrder order, int slot) {
      this.rule = rule;
      this.order = order;
      this.slot = slot;
    }

    @Override
    public boolean filter(StageHit hit, Context<StageHit> context) throws Exception {
      if (!rule.stages().contains(hit.stage())) {
        return false;
      }
      List<StageHit> before = before(slot, context);
      StageTerms terms = rule.terms().of(hit.stage());
      return seen(hit.stage(), before) < (terms.optional() ? 0 : terms.runs())
          && order.predecessors(hit.stage()).stream()
              .filter(earlier -> !rule.terms().of(earlier).optional())
              .allMatch(earlier -> seen(earlier, before) == rule.terms().of(earlier).runs())
          && (terms.maxGap() == null
              || before.isEmpty()
              || hit.firstTime()
                  <= EventTimes.later(before.get(slot - 1).time(), terms.maxGap().toMillis()))
          && before.stream().allMatch(other -> Links.agree(rule, hit, other));
    }

    private static long seen(String stage, List<StageHit> hits) {
      return hits.stream().filter(hit -> hit.stage().equals(stage)).count();
    }
  }

  /** An event that undoes what has been seen so far. */
  private static final class Undoes extends IterativeCondition<StageHit> {

    private final CorrelationRule rule;
    private final int slot;

    Undoes(CorrelationRule rule, int slot) {
      this.rule = rule;
      this.slot = slot;
    }

    @Override
    public boolean filter(StageHit hit, Context<StageHit> context) throws Exception {
      return rule.terms().until().contains(hit.stage())
          && Links.concerns(rule, hit, before(slot, context));
    }
  }
}

package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/** FlinkCEP's word on a few candidates. */
final class SequenceVerdict {

  private final CorrelationRule rule;
  private final Comparator<StageHit> inRuleOrder;

  /** Null until it is asked for the first time: most rules never come to that. */
  private @Nullable PatternReplay<StageHit> replay;

  SequenceVerdict(CorrelationRule rule) {
    this.rule = rule;
    this.inRuleOrder = new StageOrder(rule).comparator();
  }

  /**
   * Whether the candidates, sorted as the rule wants, make a match.
   *
   * @param undoing hits that can undo it; the automaton sees those between its events
   */
  boolean isMatch(List<StageHit> candidates, List<StageHit> undoing) {
    return !candidates.isEmpty()
        && !replay()
            .matches(
                Stream.concat(candidates.stream(), Undoing.inTheMidst(rule, candidates, undoing))
                    .sorted(inRuleOrder)
                    .toList())
            .isEmpty();
  }

  private PatternReplay<StageHit> replay() {
    if (replay == null) {
      replay =
          new PatternReplay<>(
              SequencePattern.of(rule),
              TypeInformation.of(StageHit.class).createSerializer(new SerializerConfigImpl()),
              StageHit::time);
    }
    return replay;
  }
}

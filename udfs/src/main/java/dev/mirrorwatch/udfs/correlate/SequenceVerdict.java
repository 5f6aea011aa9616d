package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** FlinkCEP's word on a few candidates. */
final class SequenceVerdict {

  private final Comparator<StageHit> inRuleOrder;
  private final PatternReplay<StageHit> replay;

  SequenceVerdict(CorrelationRule rule) {
    this.inRuleOrder = SequencePattern.inRuleOrder(rule);
    this.replay =
        new PatternReplay<>(
            SequencePattern.of(rule),
            TypeInformation.of(StageHit.class).createSerializer(new SerializerConfigImpl()),
            StageHit::time);
  }

  /** Whether the candidates, sorted as the rule wants, make a match. */
  boolean isMatch(List<StageHit> candidates) {
    return !candidates.isEmpty()
        && !replay.matches(candidates.stream().sorted(inRuleOrder).toList()).isEmpty();
  }
}

package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MatchSizeTest {

  private static boolean isReached(CorrelationRule rule, StageHit... hits) {
    return new MatchSize(rule)
        .isReachedBy(
            Stream.of(hits).map(hit -> new BufferedHit(hit, false, false)).toList(), hit -> true);
  }

  @Test
  void anEventMayHaveSeveralOfTheValuesThatCount() {
    CorrelationRule rule = Rules.valueCount(2);
    StageHit one = new Hits(rule).target("t", 0, "tmt-1");
    StageHit both = Hits.linked(one, Map.of("mirror.target_id", List.of("tmt-1", "tmt-2")));
    assertThat(isReached(rule, one)).isFalse();
    assertThat(isReached(rule, both)).isTrue();
    assertThat(isReached(rule, one, new Hits(rule).target("u", 1, "tmt-2"))).isTrue();
    assertThat(isReached(rule, one, new Hits(rule).target("u", 1, "tmt-1"))).isFalse();
  }

  @Test
  void manyOfOneStageAreNoSequence() {
    CorrelationRule rule = Rules.temporal();
    Hits hits = new Hits(rule);
    StageHit target = hits.target("t", 0, "tmt-1");
    StageHit filter = hits.filter("f", 1, "tmf-1");
    assertThat(isReached(rule, target, hits.target("u", 1, "tmt-1"), filter)).isFalse();
    assertThat(isReached(rule, target, filter, hits.session("s", 2, "tmt-1", "tmf-1"))).isTrue();
  }

  @Test
  void aCountNeedsItsNumberOfEvents() {
    CorrelationRule rule = Rules.eventCount(2);
    Hits hits = new Hits(rule);
    assertThat(isReached(rule, hits.target("t", 0, "tmt-1"))).isFalse();
    assertThat(isReached(rule, hits.target("t", 0, "tmt-1"), hits.target("u", 0, "tmt-1")))
        .isTrue();
  }
}

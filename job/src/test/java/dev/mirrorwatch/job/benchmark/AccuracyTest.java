package dev.mirrorwatch.job.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.testdata.ExpectedAlert;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccuracyTest {

  private static final List<ExpectedAlert> TRUTH =
      List.of(
          alert("aws_tm_staging", "alice", "tmt-1"),
          alert("aws_tm_staging", "bob", "tmt-2"),
          alert("aws_tm_reused_parts", "carol", "tmt-3"));

  private static ExpectedAlert alert(String rule, String principal, String target) {
    return new ExpectedAlert(
        rule, target, principal, "", "", "", 1, List.of(), Instant.EPOCH, Instant.EPOCH);
  }

  private static Accuracy of(Staging... found) {
    return Accuracy.of(Set.of(found), TRUTH);
  }

  @Test
  void recallIsOfStagings() {
    assertThat(of(new Staging("alice", "tmt-1"))).isEqualTo(new Accuracy(0.5, 1));
  }

  @Test
  void principalAndTargetBothCount() {
    assertThat(of(new Staging("bob", "tmt-1"), new Staging("alice", "tmt-1")))
        .isEqualTo(new Accuracy(0.5, 0.5));
  }

  @Test
  void anotherKindOfTruthIsNoMistake() {
    assertThat(of(new Staging("carol", "tmt-3"))).isEqualTo(new Accuracy(0, 1));
  }

  @Test
  void nothingFoundHasNoPrecision() {
    assertThat(of()).isEqualTo(new Accuracy(0, Double.NaN));
  }
}

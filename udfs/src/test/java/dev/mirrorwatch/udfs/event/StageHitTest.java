package dev.mirrorwatch.udfs.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageHitTest {

  private static final StageHit HIT =
      new StageHit(
          "rule",
          "v",
          "stage",
          List.of("alice"),
          7,
          "e",
          new FieldValues(Map.of(), List.of()),
          PackedEvidence.of(Samples.bareEvidence("e")));

  @Test
  void aRevisionSaysWhichAndWhetherItStands() {
    assertThat(HIT.revised(0, false)).isEqualTo(HIT);
    assertThat(HIT.revised(2, false).resolution()).isEqualTo(2);
    assertThat(HIT.revised(2, false).withdrawn()).isFalse();
    assertThat(HIT.revised(0, true).withdrawn()).isTrue();
    assertThat(HIT.revised(2, true).revised(2, false).withdrawn()).isFalse();
    assertThat(HIT.revised(2, true).revised(3, true).resolution()).isEqualTo(3);
  }
}

package dev.mirrorwatch.udfs.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.Level;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RiskScoreTest {

  @Test
  void scaleIsTheOneOfElasticsRules() {
    assertThat(Arrays.stream(Level.values()).map(RiskScore::of)).containsExactly(5, 21, 47, 73, 99);
  }
}

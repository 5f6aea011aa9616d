package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a flood must not do; how long it takes is for {@link FloodMeasurement}. */
class FloodTest {

  private static final int EVENTS = 4_000;

  @ParameterizedTest
  @EnumSource
  void whatHidesInItIsFoundAndStateStaysWithinTheLimits(Flood flood) throws Exception {
    Flood.Result result = flood.run(EVENTS, 50);
    assertThat(result.found()).as("found").isEqualTo(flood.hides());
    assertThat(result.hits()).isBetween(BufferLimits.PER_BUCKET, BufferLimits.PER_GROUP);
  }
}

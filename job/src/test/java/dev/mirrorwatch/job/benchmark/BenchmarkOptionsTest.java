package dev.mirrorwatch.job.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarkOptionsTest {

  private static BenchmarkOptions options(Map<String, String> properties) {
    return BenchmarkOptions.of(properties::get);
  }

  @Test
  void emptyPropertiesAreTheDefaults() {
    BenchmarkOptions defaults = options(Map.of());

    assertThat(options(Map.of("benchmark.events", "", "benchmark.only", ""))).isEqualTo(defaults);
    assertThat(defaults.only()).isEqualTo(EnumSet.allOf(Part.class));
    assertThat(defaults.rounds()).isEqualTo(3);
    assertThat(defaults.limit()).isEqualTo(Duration.ofMinutes(3));
    assertThat(defaults.live()).isEqualTo(1_000_000);
  }

  @Test
  void onlyNamesParts() {
    assertThat(options(Map.of("benchmark.only", "flood, share")).only())
        .containsExactlyInAnyOrder(Part.SHARE, Part.FLOOD);
  }

  @Test
  void quickIsOneRoundOfFewRecords() {
    BenchmarkOptions quick = options(Map.of("benchmark.quick", "true", "benchmark.rounds", "9"));

    assertThat(quick.rounds()).isEqualTo(1);
    assertThat(quick.events()).isLessThan(options(Map.of()).events());
    assertThat(Plan.of(quick)).hasSizeLessThan(Plan.of(options(Map.of())).size());
  }

  @ParameterizedTest
  @CsvSource({
    "events, many, benchmark.events is 'many'; it must be a number of at least 1000",
    "events, 10, benchmark.events is '10'; it must be a number of at least 1000",
    "rounds, 0, benchmark.rounds is '0'; it must be a number of at least 1",
    "live, 99, benchmark.live is '99'; it must be a number of at least 100",
    "limit, 3, benchmark.limit is '3'; it must be a duration such as PT3M",
    "only, sahre, benchmark.only names 'sahre'; there are [share",
  })
  void whatMakesNoSenseIsRefused(String name, String value, String message) {
    assertThatThrownBy(() -> options(Map.of("benchmark." + name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}

package dev.mirrorwatch.udfs.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class EventTimesTest {

  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);

  @Property
  void resultIsTheExactOneOrTheEndOfTheScale(
      @ForAll long one, @ForAll long other, @ForAll @LongRange(max = Long.MAX_VALUE) long millis) {
    BigInteger exact = BigInteger.valueOf(one);
    BigInteger by = BigInteger.valueOf(millis);
    assertThat(EventTimes.later(one, millis)).isEqualTo(exact.add(by).min(MAX).longValue());
    assertThat(EventTimes.earlier(one, millis)).isEqualTo(exact.subtract(by).max(MIN).longValue());
    assertThat(EventTimes.distance(one, other))
        .isEqualTo(exact.subtract(BigInteger.valueOf(other)).abs().min(MAX).longValue());
  }
}

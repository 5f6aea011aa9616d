package dev.mirrorwatch.job.benchmark;

import dev.mirrorwatch.testdata.ExpectedAlert;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What was found, held against the truth. Every contender is asked for stagings, so recall is of
 * those; an alert on something else that is in the truth is not wrong.
 *
 * @param recall share of the planted stagings that were found; {@code NaN} where there are none
 * @param precision share of what was found that is in the truth; {@code NaN} where nothing was
 */
record Accuracy(double recall, double precision) {

  static Accuracy of(Set<Staging> found, Collection<ExpectedAlert> truth) {
    List<Staging> stagings =
        truth.stream()
            .filter(alert -> alert.rule().equals("aws_tm_staging"))
            .map(Accuracy::staging)
            .toList();
    Set<Staging> any = Set.copyOf(truth.stream().map(Accuracy::staging).toList());
    return new Accuracy(
        (double) stagings.stream().filter(found::contains).count() / stagings.size(),
        (double) found.stream().filter(any::contains).count() / found.size());
  }

  private static Staging staging(ExpectedAlert alert) {
    return new Staging(alert.principal(), alert.targetId());
  }
}

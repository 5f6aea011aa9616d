package dev.mirrorwatch.job.benchmark;

import java.util.List;

/**
 * What came out at one point.
 *
 * @param part what was varied
 * @param label the value, for readers
 * @param value the same, as a number
 * @param events records of the workload
 * @param bytes of them
 * @param mirrorCalls records that name a call of traffic mirroring
 * @param expected planted stagings
 * @param figures of each contender
 */
record PointResult(
    Part part,
    String label,
    double value,
    int events,
    long bytes,
    int mirrorCalls,
    long expected,
    List<Figures> figures) {

  /** How many times as many events a second as another; {@code NaN} where one has no figure. */
  double ratio(Figures of, Peer to) {
    return figures.stream()
        .filter(other -> other.peer() == to)
        .mapToDouble(other -> of.eventsPerSecond() / other.eventsPerSecond())
        .findFirst()
        .orElse(Double.NaN);
  }
}

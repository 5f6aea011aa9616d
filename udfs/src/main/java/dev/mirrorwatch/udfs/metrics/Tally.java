package dev.mirrorwatch.udfs.metrics;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;

/**
 * Counts by name, twice: as Flink metrics in the group {@code mirrorwatch} for dashboards, and as
 * Flink accumulators of the same names for the summary of a run that ends.
 */
public final class Tally {

  private final RuntimeContext context;
  private final java.util.Map<String, Count> counts = new java.util.HashMap<>();

  public Tally(RuntimeContext context) {
    this.context = context;
  }

  public void add(String name) {
    add(name, 1);
  }

  public void add(String name, long amount) {
    Count count = counts.computeIfAbsent(name, this::register);
    count.metric.inc(amount);
    count.accumulator.add(amount);
  }

  private Count register(String name) {
    return new Count(
        context.getMetricGroup().addGroup("mirrorwatch").counter(name),
        context.getLongCounter(name));
  }

  private record Count(Counter metric, LongCounter accumulator) {}
}

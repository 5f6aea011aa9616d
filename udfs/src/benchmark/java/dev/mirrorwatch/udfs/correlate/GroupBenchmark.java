package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a hit costs {@link CorrelateFunction} on Flink's heap state: the first of its group, one more
 * of a group that has not enough for a match, and one of those that become an alert. Each call does
 * {@value #HITS} hits; {@code -prof gc} adds the bytes that are allocated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class GroupBenchmark {

  private static final int HITS = 4_000;
  private static final int STAGES = 4;

  private final CorrelationRule rule = Rules.staging();
  private final List<StageHit> first = new ArrayList<>();
  private final List<StageHit> more = new ArrayList<>();
  private final List<StageHit> stagings = new ArrayList<>();
  private CorrelateHarness harness;

  /** Makes the hits. */
  @Setup
  public void make() {
    for (int i = 0; i < HITS; i++) {
      first.add(new Hits(rule, "p" + i).target("t", 0, "tmt-" + i));
    }
    for (int group = 0; group < HITS / STAGES; group++) {
      Hits hits = new Hits(rule, "p" + group);
      for (int i = 0; i < STAGES; i++) {
        more.add(hits.target("t" + i, i, "tmt-" + i));
      }
      stagings.add(hits.target("t", 0, "tmt"));
      stagings.add(hits.filter("f", 1, "tmf"));
      stagings.add(hits.filterRule("r", 2, "tmf"));
      stagings.add(hits.session("s", 3, "tmt", "tmf"));
    }
  }

  /** Nothing is kept yet. */
  @Setup(Level.Invocation)
  public void open() throws Exception {
    harness = new CorrelateHarness(Duration.ofMinutes(5), rule);
  }

  /** Forgets all of it. */
  @TearDown(Level.Invocation)
  public void close() throws Exception {
    harness.close();
  }

  /** Each the first of its group. */
  @Benchmark
  @OperationsPerInvocation(HITS)
  public Object insertFirst() throws Exception {
    return harness.arrive(first);
  }

  /** Four of one stage in each group. */
  @Benchmark
  @OperationsPerInvocation(HITS)
  public Object insertMore() throws Exception {
    return harness.arrive(more);
  }

  /** Four that are a match in each group. */
  @Benchmark
  @OperationsPerInvocation(HITS)
  public Object evaluate() throws Exception {
    return harness.arrive(stagings);
  }
}

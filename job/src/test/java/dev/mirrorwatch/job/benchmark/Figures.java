package dev.mirrorwatch.job.benchmark;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The medians of one contender at one point. Figures that there are not are {@code NaN}: all where
 * no run ended; those without the start where that hides them.
 *
 * @param peer who
 * @param portion how much of the workload it read
 * @param ended runs that came to their end
 * @param runs runs in all
 * @param end why one did not, or {@code null}
 * @param wallSeconds of its process
 * @param netSeconds the same without what a run on empty files takes
 * @param eventsPerSecond records by net seconds
 * @param bytesPerSecond bytes by net seconds
 * @param cpuSeconds of all its threads, without those of a run on empty files
 * @param residentBytes the most memory that it had from the system in any run
 * @param heapBytes the most that was alive after a garbage collection in any run
 * @param alerts stagings it found
 * @param accuracy {@code null} where it read a part of the records only, or looks for nothing
 */
record Figures(
    Peer peer,
    Portion portion,
    int ended,
    int runs,
    @Nullable String end,
    double wallSeconds,
    double netSeconds,
    double eventsPerSecond,
    double bytesPerSecond,
    double cpuSeconds,
    long residentBytes,
    long heapBytes,
    int alerts,
    @Nullable Accuracy accuracy) {

  /**
   * A run that takes hardly longer than one on empty files says nothing: starts differ by as much.
   */
  private static final double LEAST_SHARE_OF_START = 0.1;

  /**
   * @param runs on the records
   * @param starts on empty files
   */
  static Figures of(
      Peer peer,
      Portion portion,
      WorkloadFiles read,
      List<Run> runs,
      List<Run> starts,
      @Nullable Accuracy accuracy) {
    List<Run> ended = runs.stream().filter(Run::ended).toList();
    double wall = median(ended, Run::wallSeconds);
    double net = beyond(median(started(starts), Run::wallSeconds), wall);
    double cpu = beyond(median(started(starts), Figures::cpu), median(ended, Figures::cpu));
    return new Figures(
        peer,
        portion,
        ended.size(),
        runs.size(),
        runs.stream().filter(run -> !run.ended()).map(Run::end).findFirst().orElse(null),
        wall,
        net,
        read.events() / net,
        read.bytes() / net,
        cpu,
        ended.stream().mapToLong(run -> run.cost().peakResidentBytes()).max().orElse(0),
        ended.stream().mapToLong(run -> run.cost().peakHeapBytes()).max().orElse(0),
        ended.stream().mapToInt(run -> run.cost().found().size()).findFirst().orElse(0),
        accuracy);
  }

  private static double beyond(double start, double all) {
    return all - start < LEAST_SHARE_OF_START * start ? Double.NaN : all - start;
  }

  private static List<Run> started(List<Run> starts) {
    return starts.stream().filter(Run::ended).toList();
  }

  private static double cpu(Run run) {
    return run.cost().cpuSeconds();
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> value) {
    return median(runs.stream().mapToDouble(value).toArray());
  }

  /** The middle value, of an even number the mean of the two; {@code NaN} of none. */
  static double median(double... values) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}

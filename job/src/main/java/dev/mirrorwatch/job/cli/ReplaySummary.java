package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.DeadLetter;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobExecutionResult;
import org.jspecify.annotations.Nullable;

/** What a replay did, for standard error: nothing that was read goes unmentioned. */
final class ReplaySummary {

  private static final int SHOWN_DEAD_LETTERS = 5;
  private static final int SHOWN_DETAIL = 200;

  private final int files;
  private final @Nullable Duration disorder;
  private final PrintWriter err;
  private final long started = ManagementFactory.getRuntimeMXBean().getStartTime();
  private long submitting;
  private long running;
  private final List<DeadLetter> examples = Collections.synchronizedList(new ArrayList<>());
  private Map<String, Long> counts;
  private LastRevisions alerts;

  /**
   * @param disorder how much of it was asked to be borne, or {@code null} for any
   */
  ReplaySummary(int files, @Nullable Duration disorder, PrintWriter err) {
    this.files = files;
    this.disorder = disorder;
    this.err = err;
  }

  /** Rules are compiled and the graph is built: Flink starts now. */
  void submitting() {
    submitting = System.currentTimeMillis();
  }

  /** Flink has the job. */
  void running() {
    running = System.currentTimeMillis();
  }

  void example(DeadLetter letter) {
    if (examples.size() < SHOWN_DEAD_LETTERS) {
      examples.add(letter);
    }
  }

  void finished(JobExecutionResult result, LastRevisions lastRevisions) {
    counts = ReplayCommand.counts(result.getAllAccumulatorResults());
    alerts = lastRevisions;
  }

  void print() {
    long ended = System.currentTimeMillis();
    err.printf("files         %,d%n", files);
    err.printf(
        "records       %,d (%,d of calls that no rule wants, not read further)%n",
        count("records"), count("skipped"));
    err.printf("events        %,d%n", count("events"));
    err.printf("dead letters  %s%n", byReason("dead_letters_"));
    for (DeadLetter letter : examples) {
      String detail = letter.detail();
      err.printf(
          "  %s: %s: %s%n",
          letter.origin(),
          letter.reason().text(),
          detail.length() > SHOWN_DETAIL ? detail.substring(0, SHOWN_DETAIL) + "…" : detail);
    }
    err.printf("not audit     %s%n", byReason("not_audit_"));
    err.printf("matches       %,d%n", count("matches"));
    err.printf("duplicates    %,d%n", count("duplicate_hits"));
    if (disorder != null) {
      err.printf(
          "late          %,d (matches more than %s out of order: they do not count)%n",
          count("late_events"), disorder);
    }
    err.printf(
        "alerts        %,d (%,d stalled; not among them: %,d suppressed, %,d superseded, %,d retracted)%n",
        alerts.standing().size(),
        alerts.count(AlertStatus.STALLED),
        alerts.count(AlertStatus.SUPPRESSED),
        alerts.count(AlertStatus.SUPERSEDED),
        alerts.count(AlertStatus.RETRACTED));
    err.printf(
        "time          %.1f s (%.1f s to the job, %.1f s for Flink's start, %.1f s to read)%n",
        (ended - started) / 1e3,
        (submitting - started) / 1e3,
        (running - submitting) / 1e3,
        (ended - running) / 1e3);
    err.flush();
  }

  private long count(String name) {
    return counts.getOrDefault(name, 0L);
  }

  private String byReason(String prefix) {
    Map<String, Long> reasons =
        counts.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(prefix) && entry.getValue() > 0)
            .collect(
                Collectors.toMap(
                    entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
    long all = reasons.values().stream().mapToLong(Long::longValue).sum();
    return reasons.isEmpty() ? "0" : "%,d %s".formatted(all, new java.util.TreeMap<>(reasons));
  }
}

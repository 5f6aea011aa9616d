package dev.mirrorwatch.job.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;

/** One line on the terminal that says how far a replay is; nothing where there is no terminal. */
final class ReplayProgress implements AutoCloseable {

  private static final String ERASE_LINE = "\r\u001b[K";

  private final JobClient job;
  private final PrintWriter err;
  private final long started = System.nanoTime();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "replay-progress");
            thread.setDaemon(true);
            return thread;
          });
  private final boolean terminal = System.console() != null;
  private final Thread interrupted;

  /**
   * @param files number of files that are read
   */
  ReplayProgress(JobClient job, int files, PrintWriter err) {
    this.job = job;
    this.err = err;
    // Ctrl-C ends the process by itself; it must not look as if there had been nothing to find.
    this.interrupted =
        new Thread(
            () -> {
              err.printf(
                  "%nmirrorwatch: interrupted after %d s; the %d files were not read to the end,"
                      + " and nothing was printed of them%n",
                  seconds(), files);
              err.flush();
            });
    Runtime.getRuntime().addShutdownHook(interrupted);
    if (terminal) {
      timer.scheduleAtFixedRate(this::show, 1, 1, TimeUnit.SECONDS);
    }
  }

  private void show() {
    job.getAccumulators()
        .thenAccept(
            accumulators -> {
              Map<String, Long> counts = ReplayCommand.counts(accumulators);
              err.printf(
                  ERASE_LINE + "%d s: %,d records, %,d matches",
                  seconds(),
                  counts.getOrDefault("records", 0L),
                  counts.getOrDefault("matches", 0L));
              err.flush();
            });
  }

  private long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(interrupted);
    timer.shutdownNow();
    if (terminal) {
      err.print(ERASE_LINE);
      err.flush();
    }
  }
}

package dev.mirrorwatch.job.source;

import dev.mirrorwatch.udfs.reload.RuleSetText;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the rules at the start and then again and again, in one place for the whole job, and
 * hands on what differs from the time before. Somebody may be writing: a set counts when two looks
 * in a row see the same.
 */
final class RuleSetEnumerator implements SplitEnumerator<RuleSetSplit, Void> {

  private static final Logger LOG = LoggerFactory.getLogger(RuleSetEnumerator.class);

  private static final int READER = 0;

  private final SplitEnumeratorContext<RuleSetSplit> context;
  private final @Nullable RuleLook rules;
  private final @Nullable Duration every;

  private String seen;
  private @Nullable String offered;
  private @Nullable RuleSetSplit waiting;

  /**
   * @param rules {@code null} = nothing ever comes
   * @param every {@code null} = only at the start
   * @param known version of the set that the job was started with, which was looked at already
   */
  RuleSetEnumerator(
      SplitEnumeratorContext<RuleSetSplit> context,
      @Nullable RuleLook rules,
      @Nullable Duration every,
      String known) {
    this.context = context;
    this.rules = rules;
    this.every = every;
    this.seen = known;
  }

  @Override
  public void start() {
    if (rules != null) {
      context.callAsync(rules::look, this::saw);
    }
    if (every != null) {
      context.callAsync(rules::look, this::saw, every.toMillis(), every.toMillis());
    }
  }

  private void saw(@Nullable RuleSetText found, @Nullable Throwable problem) {
    if (problem != null) {
      LOG.warn("the rules cannot be read: {}", problem.toString());
    }
    // Rules that stay unreadable are told like a folder that is empty.
    RuleSetText now = found == null ? RuleSetText.of(List.of()) : found;
    boolean settled = now.version().equals(seen);
    seen = now.version();
    if (settled && !now.version().equals(offered)) {
      offered = now.version();
      waiting = new RuleSetSplit(now);
      handOver();
    }
  }

  private void handOver() {
    if (waiting != null && context.registeredReaders().containsKey(READER)) {
      context.assignSplit(waiting, READER);
      waiting = null;
    }
  }

  @Override
  public void handleSplitRequest(int reader, @Nullable String host) {
    // Readers need not ask.
  }

  @Override
  public void addSplitsBack(List<RuleSetSplit> splits, int reader) {
    if (waiting == null && !splits.isEmpty()) {
      // Of several only the newest counts.
      waiting = splits.get(splits.size() - 1);
    }
    handOver();
  }

  @Override
  public void addReader(int reader) {
    if (rules == null) {
      context.signalNoMoreSplits(reader);
    }
    handOver();
  }

  @Override
  public Void snapshotState(long checkpointId) {
    // Whoever goes on from a checkpoint looks again.
    return null;
  }

  @Override
  public void close() {
    // Looks end with the context.
  }
}

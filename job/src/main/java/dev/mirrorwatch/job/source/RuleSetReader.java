package dev.mirrorwatch.job.source;

import dev.mirrorwatch.udfs.reload.RuleSetText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/** Tells each rule set that it is given, once. */
final class RuleSetReader implements SourceReader<RuleSetText, RuleSetSplit> {

  private final Deque<RuleSetSplit> waiting = new ArrayDeque<>();
  private CompletableFuture<Void> available = new CompletableFuture<>();
  private boolean ended;

  @Override
  public void start() {
    // The enumerator sends what there is, unasked.
  }

  @Override
  public InputStatus pollNext(ReaderOutput<RuleSetText> out) {
    RuleSetSplit next = waiting.poll();
    if (next != null) {
      out.collect(next.rules());
      return InputStatus.MORE_AVAILABLE;
    }
    if (ended) {
      return InputStatus.END_OF_INPUT;
    }
    available = new CompletableFuture<>();
    return InputStatus.NOTHING_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return available;
  }

  @Override
  public void addSplits(List<RuleSetSplit> splits) {
    waiting.addAll(splits);
    available.complete(null);
  }

  @Override
  public void notifyNoMoreSplits() {
    ended = true;
    available.complete(null);
  }

  @Override
  public List<RuleSetSplit> snapshotState(long checkpointId) {
    return List.copyOf(waiting);
  }

  @Override
  public void close() {
    // Nothing is held open.
  }
}

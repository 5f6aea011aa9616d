package dev.mirrorwatch.job.source;

import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.assigners.FileSplitAssigner;
import org.apache.flink.connector.file.src.enumerate.FileEnumerator;
import org.jspecify.annotations.Nullable;

/**
 * Files and parts of files in the order in which they begin, so that a history is read from its
 * oldest to its newest record by any number of readers. Event time may then pass while it is read:
 * what no reader has begun with begins no earlier than {@link #next} says.
 */
final class HistoryOrder implements Serializable {

  private static final long serialVersionUID = 1;

  /** Oldest first. */
  private final ArrayList<FileSourceSplit> splits = new ArrayList<>();

  /** Of each file, where its parts begin, and when what is read after that part begins. */
  private final HashMap<String, TreeMap<Long, Long>> next = new HashMap<>();

  /** Tells when a split begins. */
  interface FirstTime {

    /** Epoch milliseconds; {@link RawLog#NO_TIME} where nobody can tell. */
    long of(FileSourceSplit split) throws IOException;
  }

  private record Begun(FileSourceSplit split, long time) {}

  /**
   * Puts splits in order. What begins nobody knows when is read first: then nothing is behind it.
   *
   * @throws IOException where one cannot be looked into
   */
  HistoryOrder(Collection<FileSourceSplit> unordered, FirstTime firstTime) throws IOException {
    List<Begun> begun = new ArrayList<>();
    for (FileSourceSplit split : unordered) {
      begun.add(new Begun(split, firstTime.of(split)));
    }
    begun.sort(Comparator.comparingLong(Begun::time).thenComparing(it -> it.split.splitId()));
    for (int i = 0; i < begun.size(); i++) {
      FileSourceSplit split = begun.get(i).split;
      splits.add(split);
      next.computeIfAbsent(split.path().getPath(), unseen -> new TreeMap<>())
          .put(split.offset(), i + 1 < begun.size() ? begun.get(i + 1).time : Long.MAX_VALUE);
    }
  }

  /** Gives the splits in their order. */
  FileEnumerator enumerator() {
    return (paths, desired) -> splits;
  }

  /** Hands them out in that order. */
  static FileSplitAssigner inOrder(Collection<FileSourceSplit> ordered) {
    return new InOrder(ordered);
  }

  /**
   * When the split begins that is read after the one with the record, epoch milliseconds; {@link
   * Long#MAX_VALUE} where it is the last.
   */
  long next(Origin record) {
    Map.Entry<Long, Long> part =
        next.get(record.location())
            .floorEntry(record.partition() == Origin.BYTES ? record.position() : 0);
    return part.getValue();
  }

  private static final class InOrder implements FileSplitAssigner {

    private final Deque<FileSourceSplit> left;

    InOrder(Collection<FileSourceSplit> ordered) {
      left = new ArrayDeque<>(ordered);
    }

    @Override
    public Optional<FileSourceSplit> getNext(@Nullable String hostname) {
      return Optional.ofNullable(left.poll());
    }

    @Override
    public void addSplits(Collection<FileSourceSplit> givenBack) {
      givenBack.forEach(left::addFirst);
    }

    @Override
    public Collection<FileSourceSplit> remainingSplits() {
      return List.copyOf(left);
    }
  }
}

package dev.mirrorwatch.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuleSetEnumeratorTest {

  private static final RuleSetText FIRST = text("first");
  private static final RuleSetText SECOND = text("second");

  private final Context context = new Context();
  private RuleSetText now = FIRST;
  private RuleSetEnumerator enumerator;

  /** Looks when it is told to, and remembers what was handed over. */
  private static final class Context implements SplitEnumeratorContext<RuleSetSplit> {

    private final Map<Integer, ReaderInfo> readers = new HashMap<>();
    private final List<RuleSetText> given = new ArrayList<>();
    private Runnable atStart = () -> {};
    private Runnable periodic = () -> {};

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
      atStart = () -> call(callable, handler);
    }

    @Override
    public <T> void callAsync(
        Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
      assertThat(period).isEqualTo(30_000);
      periodic = () -> call(callable, handler);
    }

    private static <T> void call(Callable<T> callable, BiConsumer<T, Throwable> handler) {
      T value;
      try {
        value = callable.call();
      } catch (Exception e) {
        handler.accept(null, e);
        return;
      }
      handler.accept(value, null);
    }

    @Override
    public void assignSplits(SplitsAssignment<RuleSetSplit> assignments) {
      assignments.assignment().get(0).forEach(split -> given.add(split.rules()));
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
      return readers;
    }

    @Override
    public int currentParallelism() {
      return 1;
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
      throw new UnsupportedOperationException();
    }
  }

  private static RuleSetText text(String text) {
    return RuleSetText.of(List.of(new RuleFile("rules.yml", text)));
  }

  @BeforeEach
  void start() {
    enumerator =
        new RuleSetEnumerator(
            context,
            () -> {
              if (now == null) {
                throw new IllegalStateException("gone");
              }
              return now;
            },
            Duration.ofSeconds(30),
            FIRST.version());
    enumerator.start();
    addReader();
  }

  private void addReader() {
    context.readers.put(0, new ReaderInfo(0, "here"));
    enumerator.addReader(0);
  }

  private List<RuleSetText> look(RuleSetText found) {
    now = found;
    context.periodic.run();
    return context.given;
  }

  @Test
  void whatTheJobWasStartedWithIsToldAtTheFirstLook() {
    context.atStart.run();
    assertThat(context.given).containsExactly(FIRST);
    assertThat(look(FIRST)).containsExactly(FIRST);
  }

  @Test
  void aChangeCountsWhenTwoLooksAgree() {
    context.atStart.run();
    assertThat(look(text("half"))).containsExactly(FIRST);
    assertThat(look(SECOND)).containsExactly(FIRST);
    assertThat(look(SECOND)).containsExactly(FIRST, SECOND);
    assertThat(look(SECOND)).containsExactly(FIRST, SECOND);
    assertThat(look(FIRST)).containsExactly(FIRST, SECOND);
    assertThat(look(FIRST)).containsExactly(FIRST, SECOND, FIRST);
  }

  @Test
  void aFolderThatStaysAwayIsToldAsOneWithoutRules() {
    context.atStart.run();
    assertThat(look(null)).containsExactly(FIRST);
    assertThat(look(FIRST)).containsExactly(FIRST);
    look(null);
    assertThat(look(null)).containsExactly(FIRST, RuleSetText.of(List.of()));
  }

  @Test
  void whatAReaderLostIsGivenAgain() {
    context.atStart.run();
    context.readers.clear();
    enumerator.addSplitsBack(List.of(new RuleSetSplit(FIRST)), 0);
    assertThat(context.given).containsExactly(FIRST);
    addReader();
    assertThat(context.given).containsExactly(FIRST, FIRST);
  }

  @Test
  void whatIsFoundBeforeThereIsAReaderWaits() {
    context.readers.clear();
    context.atStart.run();
    assertThat(context.given).isEmpty();
    addReader();
    assertThat(context.given).containsExactly(FIRST);
  }

  @Test
  void aCheckpointKeepsWhatWasNotToldYet() throws Exception {
    RuleSetSplit split =
        new RuleSetSplit(
            RuleSetText.of(
                List.of(new RuleFile("ü.yml", "é".repeat(70_000)), new RuleFile("b.yml", ""))));
    RuleSetSplitSerializer serializer = new RuleSetSplitSerializer();
    assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(split)))
        .isEqualTo(split);
  }
}

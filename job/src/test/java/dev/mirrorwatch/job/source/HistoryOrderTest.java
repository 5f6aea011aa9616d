package dev.mirrorwatch.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.assigners.FileSplitAssigner;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.Test;

class HistoryOrderTest {

  private static final Map<String, Long> TIMES =
      Map.of("b@0", 10L, "a@0", 20L, "b@64", 30L, "a@64", 40L, "odd@0", RawLog.NO_TIME);

  private static FileSourceSplit split(String file, long offset, long length, long fileSize) {
    return new FileSourceSplit(
        file + "@" + offset, new Path("/logs/" + file), offset, length, 0, fileSize);
  }

  private static HistoryOrder order() throws Exception {
    return new HistoryOrder(
        List.of(
            split("a", 0, 64, 128),
            split("a", 64, 64, 128),
            split("odd", 0, 9, 9),
            split("b", 0, 64, 128),
            split("b", 64, 64, 128)),
        split -> TIMES.get(split.splitId()));
  }

  private static List<String> handedOut(FileSplitAssigner assigner) {
    List<String> ids = new ArrayList<>();
    for (Optional<FileSourceSplit> split = assigner.getNext(null);
        split.isPresent();
        split = assigner.getNext("any")) {
      ids.add(split.get().splitId());
    }
    return ids;
  }

  @Test
  void whatBeginsFirstIsReadFirstAndWhatNobodyKnowsBeforeIt() throws Exception {
    FileSplitAssigner assigner =
        HistoryOrder.inOrder(order().enumerator().enumerateSplits(new Path[0], 1));
    assertThat(assigner.remainingSplits()).hasSize(5);
    assertThat(handedOut(assigner)).containsExactly("odd@0", "b@0", "a@0", "b@64", "a@64");
    assertThat(assigner.remainingSplits()).isEmpty();
    assigner.addSplits(List.of(split("a", 0, 64, 128)));
    assertThat(handedOut(assigner)).containsExactly("a@0");
  }

  @Test
  void eachPartKnowsWhenTheNextBegins() throws Exception {
    HistoryOrder order = order();
    assertThat(order.next(Origin.file("/logs/odd", 7))).isEqualTo(10);
    assertThat(order.next(Origin.part("/logs/b", 0))).isEqualTo(20);
    assertThat(order.next(Origin.part("/logs/b", 63))).isEqualTo(20);
    assertThat(order.next(Origin.part("/logs/a", 1))).isEqualTo(30);
    assertThat(order.next(Origin.part("/logs/b", 64))).isEqualTo(40);
    assertThat(order.next(Origin.part("/logs/a", 100))).isEqualTo(Long.MAX_VALUE);
  }
}

package dev.mirrorwatch.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mirrorwatch.job.AuditCorrelationJob;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolSinkITCase {

  @TempDir private Path folder;

  @Test
  void givesBackWhatEverySubtaskWrote() throws Exception {
    SpoolSink<Long> spool = new SpoolSink<>(folder, LongSerializer.INSTANCE);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(2, AuditCorrelationJob.strictGraph());
    environment
        .fromData(LongStream.range(0, 1000).boxed().toList())
        .uid("numbers")
        .rebalance()
        .sinkTo(spool)
        .uid("spool");
    environment.execute();

    List<Long> numbers = new ArrayList<>();
    spool.forEach(numbers::add);
    assertThat(numbers)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 1000).boxed().toList());
    assertThat(Files.list(folder)).hasSize(2);
  }

  @Test
  void ofAlertsTheLastRevisionIsWritten() throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(2, AuditCorrelationJob.strictGraph());
    var alerts =
        environment
            .fromData(
                alert("one", 1),
                alert("one", 2),
                alert("one", 3),
                alert("other", 1),
                alert("one", 1))
            .uid("alerts");
    SpoolSink<Alert> spool =
        SpoolSink.ofLastRevisions(
            folder, alerts.getType().createSerializer(new SerializerConfigImpl()));
    // Both subtasks are told of the one alert, and one of them an older revision last.
    alerts.rebalance().sinkTo(spool).uid("spool");
    environment.execute();

    List<Alert> last = new ArrayList<>();
    spool.forEach(last::add);
    assertThat(last).containsExactlyInAnyOrder(alert("other", 1), alert("one", 3));
  }

  private static Alert alert(String id, int revision) {
    return SinkDocumentsTest.alert(id, revision, AlertStatus.OPEN, 1, 7, 0);
  }

  @Test
  void tellsOfASpoolThatEndsInsideARecord() throws Exception {
    Files.write(folder.resolve("subtask-0"), new byte[] {0, 0, 0});

    assertThatThrownBy(() -> new SpoolSink<>(folder, LongSerializer.INSTANCE).forEach(number -> {}))
        .isInstanceOf(UncheckedIOException.class)
        .hasStackTraceContaining("ends inside a record");
  }
}
